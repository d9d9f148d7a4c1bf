import { expect, test } from "vitest";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, NoticeView } from "../engine/api.ts";
import { keptMark, untilAnswered } from "./use-kept.ts";

test("[MEM5] a held report that comes together with word that another was set aside is asked for, though their number is the same", () => {
  const kept = (detail: string, atMs: number): NoticeView => ({
    ...{ id: "kept/revoked", code: "kept.revoked", detail, atMs },
  });
  expect(keptMark([kept("1", 7)])).not.toBe(keptMark([kept("1", 8)]));
  expect(keptMark([kept("1", 7)])).not.toBe(keptMark([kept("2", 7)]));
});

test("[MEM5] what could not be answered at once, for its part of the engine had not loaded, is asked again", async () => {
  const answers = [err("failed" as unknown as EngineFailure), ok(["a call"])];
  const asked = { times: 0, waits: 0 };
  const ask = async () => answers[asked.times++] ?? ok([]);
  const again = async () => void (asked.waits += 1);
  expect(await untilAnswered(ask, again, () => true)).toMatchObject({ value: ["a call"] });
  expect(asked).toEqual({ times: 2, waits: 1 });
  // The screen is gone meanwhile.
  asked.times = 0;
  expect(await untilAnswered(ask, again, () => asked.times === 0)).toBeUndefined();
  expect(asked.times).toBe(1);
});
