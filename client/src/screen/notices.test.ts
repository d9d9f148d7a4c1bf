import { expect, test } from "vitest";
import type { NoticeView } from "../engine/api.ts";
import { ownTroubles, unusedByReason } from "./notices.ts";

const notice = (code: string, detail: string): NoticeView => ({
  ...{ id: `${code}/${detail}`, code, detail, atMs: 0 },
});

test("[KEY2] [ENT6] a device tells of its own missing keys and its own fork, each once", () => {
  const notices = [
    notice("keyMissing", "members"),
    notice("keyMissing", "household/3"),
    notice("fork", "aa"),
    notice("fork", "bb"),
  ];
  expect(ownTroubles(notices, "aa")).toEqual(["keyMissing", "fork"]);
  expect(ownTroubles(notices, "cc")).toEqual(["keyMissing"]);
});

test("[DEL3] what a relay refused is told, but for what was erased", () => {
  expect(ownTroubles([notice("refused.erased", "e1")], "aa")).toEqual([]);
  expect(ownTroubles([notice("refused.tooLarge", "e1")], "aa")).toEqual(["refused"]);
});

test("what is kept and not used is counted by why; stopped devices' reports are told elsewhere", () => {
  const notices = [
    notice("kept.malformed", "2"),
    notice("kept.badSignature", "1"),
    notice("kept.noKey", "4"),
    notice("kept.revoked", "7"),
  ];
  expect([...unusedByReason(notices)]).toEqual([
    ["damaged", 3],
    ["noKey", 4],
  ]);
});
