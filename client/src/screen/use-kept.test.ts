import { expect, test } from "vitest";
import type { NoticeView } from "../engine/api.ts";
import { keptMark } from "./use-kept.ts";

test("[MEM5] a held report that comes together with word that another was set aside is asked for, though their number is the same", () => {
  const kept = (detail: string, atMs: number): NoticeView => ({
    ...{ id: "kept/revoked", code: "kept.revoked", detail, atMs },
  });
  expect(keptMark([kept("1", 7)])).not.toBe(keptMark([kept("1", 8)]));
  expect(keptMark([kept("1", 7)])).not.toBe(keptMark([kept("2", 7)]));
});
