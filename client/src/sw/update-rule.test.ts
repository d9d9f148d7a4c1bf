import { expect, test } from "vitest";
import { RELAY_PATHS } from "./messages.ts";
import { UPDATE_HOLD_MS, mayUpdate } from "./update-rule.ts";

const NOW_MS = 1_775_001_600_000;
const real = { isDrill: false, isOpen: true, openedAtMs: NOW_MS - 60_000 };

test("an update waits while a real incident is open", () => {
  expect(mayUpdate([real], NOW_MS)).toBe(false);
  expect(mayUpdate([{ ...real, isOpen: false }, real], NOW_MS)).toBe(false);
});

test("drills and closed incidents put nothing off", () => {
  expect(mayUpdate([], NOW_MS)).toBe(true);
  expect(
    mayUpdate(
      [
        { ...real, isDrill: true },
        { ...real, isOpen: false },
      ],
      NOW_MS,
    ),
  ).toBe(true);
});

test("seven days are the longest wait, also when the opener's clock was wrong", () => {
  expect(mayUpdate([{ ...real, openedAtMs: NOW_MS - UPDATE_HOLD_MS + 1 }], NOW_MS)).toBe(false);
  expect(mayUpdate([{ ...real, openedAtMs: NOW_MS - UPDATE_HOLD_MS }], NOW_MS)).toBe(true);
  expect(mayUpdate([{ ...real, openedAtMs: NOW_MS + 10 * UPDATE_HOLD_MS }], NOW_MS)).toBe(true);
});

test.each([
  ["/v1/bundles/ab", true],
  ["/v1", true],
  ["/healthz?n=00", true],
  ["/healthz", true],
  ["/", false],
  ["/join", false],
  ["/v10", false],
  ["/demo/officer/v1/x", false],
])("[REL6] the service worker leaves %s to the relay: %s", (path, isRelays) => {
  expect(RELAY_PATHS.some((pattern) => pattern.test(path))).toBe(isRelays);
});
