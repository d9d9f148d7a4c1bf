import { expect, test } from "vitest";
import {
  aboutMsOf,
  commentOf,
  correctionSources,
  draftOf,
  EMPTY_DRAFT,
  excessOf,
  missingIn,
  nameOf,
  type RecordDraft,
  reporterOf,
  sourceChoices,
  subjectsOf,
  whomChoices,
} from "./record-draft.ts";

const draft = (changes: Partial<RecordDraft>): RecordDraft => ({ ...EMPTY_DRAFT, ...changes });

test("nothing is chosen beforehand, and each question is asked for in its turn", () => {
  const missing = (changes: Partial<RecordDraft>) => missingIn(draft(changes), "officer");
  expect(missing({})).toBe("whom");
  expect(missing({ whom: "all" })).toBe("status");
  // A person left at わからない was not spoken of.
  expect(missing({ whom: "each", status: "safe" })).toBe("status");
  expect(missing({ whom: "one", status: "safe" })).toBe("source");
  expect(missing({ whom: "one", status: "safe", source: "self" })).toBe("means");
  const full = { whom: "one", status: "safe", source: "self", means: "phone" } as const;
  expect(missing(full)).toBeUndefined();
  // Who came to the shelter and who did not is asked there only, and not of a neighbour's word.
  expect(missingIn(draft(full), "desk")).toBe("where");
  expect(missingIn(draft({ ...full, where: "here" }), "desk")).toBeUndefined();
  expect(missingIn(draft({ ...full, source: "neighbour" }), "desk")).toBeUndefined();
});

test("who comes to a desk is here and was asked; how they are, and who told it, nobody chooses beforehand", () => {
  const atDesk = draftOf("desk");
  expect(atDesk).toMatchObject({ where: "here", means: "visit" });
  expect([atDesk.whom, atDesk.status, atDesk.source]).toEqual([undefined, undefined, undefined]);
  expect(draftOf("officer")).toEqual(EMPTY_DRAFT);
});

test("a desk numbers nobody of a household whose people it does not know; what neighbours say is no leader's", () => {
  expect(whomChoices("desk")).toEqual(["one", "all"]);
  expect(whomChoices("officer")).toContain("each");
  expect(sourceChoices("desk")).toContain("neighbour");
  expect(sourceChoices("groupLeader")).not.toContain("neighbour");
});

test("a desk's record is not put right by a neighbour's word, which would leave it standing on the board", () => {
  expect(correctionSources("desk")).toEqual(["self", "family", "seen"]);
  expect(correctionSources("witness")).toEqual(sourceChoices("desk"));
});

test("a record is about whom the officer chose: one person is not the whole household", () => {
  expect(subjectsOf(draft({ whom: "one", status: "safe" }))).toEqual([
    { subject: "self", status: "safe" },
  ]);
  expect(subjectsOf(draft({ whom: "all", status: "help" }))).toEqual([
    { subject: "all", status: "help" },
  ]);
  const statusByPerson = new Map([[2, "help"] as const, [1, "safe"] as const]);
  expect(subjectsOf(draft({ whom: "each", statusByPerson }))).toEqual([
    { subject: 1, status: "safe" },
    { subject: 2, status: "help" },
  ]);
});

test("a person whose name a leader may not know is asked about by number, never under no name", () => {
  expect(nameOf(["花", "実"], 2)).toBe("実");
  expect(nameOf(["", ""], 2)).toBeUndefined();
  expect(nameOf([], 1)).toBeUndefined();
});

test("officers and leaders record under their own name; what a neighbour said stays a neighbour's word", () => {
  expect(reporterOf("family", "officer")).toBe("officer");
  expect(reporterOf("seen", "groupLeader")).toBe("groupLeader");
  expect(reporterOf("self", "desk")).toBe("desk");
  expect(reporterOf("neighbour", "desk")).toBe("witness");
  expect(commentOf("family", "家族の話。", " 庭にいた ")).toBe("家族の話。庭にいた");
  expect(commentOf("self", "本人の話。", "")).toBe("本人の話。");
  expect(commentOf("neighbour", "近所の話。", "灯りがついた")).toBe("灯りがついた");
});

test("which shelter it was stands first, whoever told it, and nothing of it is cut off", () => {
  expect(commentOf("self", "本人の話。", "薬がない", "額小学校：")).toBe(
    "額小学校：本人の話。薬がない",
  );
  expect(commentOf("neighbour", "近所の話。", "灯り", "額小学校：")).toBe("額小学校：灯り");
  const long = "あ".repeat(490);
  expect(excessOf(commentOf("neighbour", "", long, "額小学校："))).toBe(0);
  const tooLong = commentOf("self", "本人の話。", long, "額小学校：");
  expect(tooLong.endsWith(long)).toBe(true);
  expect(excessOf(tooLong)).toBe(0);
  expect(excessOf(`${tooLong}い`)).toBe(1);
});

test("a typed time is the latest one that is not to come", () => {
  const now = new Date(2026, 0, 2, 0, 20).getTime();
  expect(aboutMsOf("00:10", now)).toBe(new Date(2026, 0, 2, 0, 10).getTime());
  expect(aboutMsOf("23:50", now)).toBe(new Date(2026, 0, 1, 23, 50).getTime());
  // The clock on the wall is ahead: it was a moment ago, not yesterday.
  expect(aboutMsOf("00:25", now)).toBe(now);
  expect(aboutMsOf("", now)).toBeUndefined();
  expect(aboutMsOf("ひる", now)).toBeUndefined();
});
