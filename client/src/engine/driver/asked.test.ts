import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { expect, test, vi } from "vitest";
import type { EngineFailure } from "../api.ts";
import { type Lead, createAskedCalls } from "./asked.ts";

const network = vi.hoisted(() => ({ off: true }));

// One mock for the whole file, which answers itself: taking a mock back within a test is a race of the runner's.
vi.mock("./calls.ts", () => {
  if (network.off) throw new TypeError("failed to fetch");
  return { createCalls: () => ({ takeHousehold: async (household: number) => ok(household) }) };
});

const ask = async <Value>(
  question: (lead: Lead) => Promise<Result<Value, EngineFailure>>,
): Promise<Result<Value, EngineFailure>> => {
  try {
    return await question(undefined as never);
  } catch {
    return err({ type: "failed", detail: "" });
  }
};

test("[G6] a call whose chunk cannot be loaded has failed, and is answered once it can be", async () => {
  const calls = createAskedCalls({} as never, ask);
  expect(await calls.takeHousehold(12)).toEqual(err({ type: "failed", detail: "" }));
  network.off = false;
  expect(await calls.takeHousehold(12)).toEqual(ok(12));
});
