import { expect, test } from "vitest";
import { endedAtMs, hasEndedWithin } from "./ended-at.ts";
import { ERASE_AFTER_MS, erasableFromMs } from "./erasing.ts";

const ended = (saidAtMs: number, arrivedAtMs: number) => ({
  closedAtMs: saidAtMs,
  ended: { arrivedAtMs, saidAtMs, isByOfficer: true },
});
const NOW = 1_775_001_600_000;
const DAY = 24 * 60 * 60_000;

test("[DEL1] a check ended when its end was said, and never later than the word of it came", () => {
  expect(endedAtMs({ closedAtMs: undefined })).toBeUndefined();
  expect(endedAtMs({ closedAtMs: 5 })).toBe(5);
  expect(endedAtMs(ended(5, 9))).toBe(5);
  expect(endedAtMs(ended(9, 5))).toBe(5);
});

test("[DEL1] it ended lately where either time says so: one of the two clocks may be anywhere", () => {
  const within = (closedAtMs: number, arrivedAtMs: number) =>
    hasEndedWithin(ended(closedAtMs, arrivedAtMs), NOW, DAY);
  expect([within(NOW * 9, NOW), within(0, NOW), within(NOW, 0)]).toEqual([true, true, true]);
  expect(within(NOW - DAY, NOW + DAY)).toBe(false);
  expect(hasEndedWithin({ closedAtMs: NOW - 1 }, NOW, DAY)).toBe(true);
});

test("[ERA1] nobody puts off for ever that the reports of an ended check are proposed to be erased", () => {
  expect(erasableFromMs({ isOpen: false, ...ended(NOW * 9, NOW) })).toBe(NOW + ERASE_AFTER_MS);
});
