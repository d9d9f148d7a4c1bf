import { expect, test } from "vitest";
import { provisionalText } from "./incident-title.ts";

test("what nobody confirmed is provisional while it is open, and called off afterwards; what was confirmed is neither", () => {
  expect(provisionalText({ isProvisional: true, isOpen: true })).toBe("provisional");
  expect(provisionalText({ isProvisional: true, isOpen: false })).toBe("calledOff");
  expect(provisionalText({ isProvisional: false, isOpen: true })).toBeUndefined();
  expect(provisionalText({ isProvisional: false, isOpen: false })).toBeUndefined();
});
