import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import { forgetDrillOnly, isDrillOnly, rememberDrillOnly } from "./drill-answer.ts";

const drill = "aa".repeat(8) as IncidentId;
const nextDrill = "bb".repeat(8) as IncidentId;

function memory() {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  };
}

test("訓練です is remembered for that drill, joined or not, and for no other", () => {
  const storage = memory();
  expect(isDrillOnly(storage, "main", [drill])).toBe(false);
  rememberDrillOnly(storage, "main", drill);
  expect(isDrillOnly(storage, "main", [nextDrill, drill])).toBe(true);
  expect(isDrillOnly(storage, "main", [nextDrill])).toBe(false);
  expect(isDrillOnly(storage, "demo-resident", [drill])).toBe(false);
});

test("whoever presses 助けが必要 anew is asked anew", () => {
  const storage = memory();
  rememberDrillOnly(storage, "main", drill);
  forgetDrillOnly(storage, "main");
  expect(isDrillOnly(storage, "main", [drill])).toBe(false);
});

test("a browser that keeps nothing asks again, and breaks nothing", () => {
  const closed = (): never => {
    throw new Error("SecurityError");
  };
  const storage = { getItem: closed, setItem: closed, removeItem: closed };
  rememberDrillOnly(storage, "main", drill);
  forgetDrillOnly(storage, "main");
  expect(isDrillOnly(storage, "main", [drill])).toBe(false);
  expect(isDrillOnly(undefined, "main", [drill])).toBe(false);
});
