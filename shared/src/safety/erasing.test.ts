import { expect, test } from "vitest";
import { ERASE_AFTER_MS, erasableFromMs } from "./erasing.ts";

test("[ERA1] erasing is proposed a year after the end, and never while an incident is open", () => {
  const closedAtMs = 1_775_001_600_000;
  expect(erasableFromMs({ isOpen: false, closedAtMs })).toBe(closedAtMs + ERASE_AFTER_MS);
  // Reopened: its last end says nothing any more.
  expect(erasableFromMs({ isOpen: true, closedAtMs })).toBeUndefined();
  expect(erasableFromMs({ isOpen: false, closedAtMs: undefined })).toBeUndefined();
});
