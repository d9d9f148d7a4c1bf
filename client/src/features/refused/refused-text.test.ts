import type { CircularId, IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import type { Command } from "../../engine/api.ts";
import { createI18n, translator } from "../../i18n/i18n.ts";
import { refusedMessages } from "../../i18n/ja/refused.ts";
import { refusedText } from "./refused-text.ts";

const t = translator(createI18n(), refusedMessages, "ja");
const names = {
  household: (number: number, mark?: string) => mark ?? `3班-${number} 山吹`,
  incident: () => "1月2日の地震",
};
const incident = "aa".repeat(8) as IncidentId;

const say = (command: Command): string => refusedText(t, command, names);

test("what was meant is told with what was written in it, so that it can be told to somebody else", () => {
  const followUp = { type: "setFollowUp", incident, household: 12, atMs: 1, seen: [] } as const;
  expect(say({ ...followUp, assignee: "柳", isDone: false, note: "" })).toBe(
    "3班-12 山吹 の担当・対応：柳",
  );
  expect(say({ ...followUp, assignee: "", isDone: true, note: "会えた" })).toBe(
    "3班-12 山吹 の担当・対応：対応ずみ、会えた",
  );
  const circular = "cc".repeat(8) as CircularId;
  expect(say({ type: "publishCircular", circular, title: "清掃", body: "日曜9時", atMs: 1 })).toBe(
    "回覧「清掃」をだす：日曜9時",
  );
});

test("a record for a household names it, its answers and its comment; an own report names nobody else", () => {
  const report = {
    ...({ type: "reportSafety", incident, comment: "けが", place: undefined } as const),
    ...({ by: "officer", means: "visit", atMs: 1, aboutMs: undefined } as const),
    ...{ seen: [], corrects: [], subjects: [{ subject: "all", status: "help" } as const] },
  };
  expect(say({ ...report, household: 12 })).toBe("3班-12 山吹 の代わりの記録：支援希望、けが");
  // Of a desk whose lists went with its office: what the screen called the household is what can still be told.
  expect(say({ ...report, household: 12, mark: "4班-7" })).toBe(
    "4班-7 の代わりの記録：支援希望、けが",
  );
  expect(say({ ...report, household: undefined, comment: "" })).toBe(
    "あなたの安否の報告：支援希望",
  );
});

test("a step about an incident names the incident", () => {
  expect(say({ type: "changeIncident", incident, change: "closed", atMs: 1 })).toBe(
    "「1月2日の地震」をおわる",
  );
});
