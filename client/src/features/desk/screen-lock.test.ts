import { expect, test } from "vitest";
import {
  hashPin,
  IDLE_MS,
  isPin,
  isPinRight,
  RESET_WAIT_MS,
  resetState,
  stepLock,
} from "./screen-lock.ts";

const open = { isHidden: false, touchedAtMs: 1_000 };

test("the board hides after two minutes with nobody touching it, and not before", () => {
  expect(stepLock(open, { type: "ticked", atMs: 1_000 + IDLE_MS - 1 }, true).isHidden).toBe(false);
  expect(stepLock(open, { type: "ticked", atMs: 1_000 + IDLE_MS }, true).isHidden).toBe(true);
});

test("a clock set back by days hides the board too", () => {
  expect(stepLock(open, { type: "ticked", atMs: 1_000 - 3 * 86_400_000 }, true).isHidden).toBe(
    true,
  );
});

test("touching a hidden board does not reopen it; a right PIN does", () => {
  const hidden = stepLock(open, { type: "hid" }, true);
  expect(stepLock(hidden, { type: "touched", atMs: 2_000 }, true).isHidden).toBe(true);
  expect(stepLock(hidden, { type: "pinAccepted", atMs: 2_000 }, true)).toEqual({
    isHidden: false,
    touchedAtMs: 2_000,
  });
});

test("without a PIN the board stays open, for nobody could reopen it", () => {
  expect(stepLock(open, { type: "hid" }, false).isHidden).toBe(false);
});

test("a PIN is four digits and only the same one is right", async () => {
  expect([isPin("0420"), isPin("42"), isPin("abcd")]).toEqual([true, false, false]);
  const row = await hashPin("0420", new Uint8Array(16).fill(7));
  expect(row.hash).not.toContain("0420");
  expect([await isPinRight("0420", row), await isPinRight("0421", row)]).toEqual([true, false]);
});

test("a forgotten PIN can be replaced after the wait and not before; a clock set back makes it longer", () => {
  const row = { key: "reset", atMs: 10_000_000 } as const;
  expect(resetState(undefined, 10_000_000)).toEqual({ type: "none" });
  expect(resetState(row, 10_000_000 + RESET_WAIT_MS - 1)).toEqual({
    type: "waiting",
    untilMs: 10_000_000 + RESET_WAIT_MS,
  });
  expect(resetState(row, 10_000_000 + RESET_WAIT_MS)).toEqual({ type: "ready" });
  expect(resetState(row, 9_000_000).type).toBe("waiting");
});
