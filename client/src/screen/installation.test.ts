import { expect, test } from "vitest";
import { isApplePhone } from "./installation.ts";

test("iPhones and iPads are told from computers", () => {
  expect(isApplePhone("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)", 5)).toBe(true);
  expect(isApplePhone("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18", 5)).toBe(true);
  expect(isApplePhone("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18", 0)).toBe(false);
  expect(isApplePhone("Mozilla/5.0 (Linux; Android 15; Pixel 7)", 5)).toBe(false);
});
