import { expect, test } from "vitest";
import { isApplePhone, isInAppBrowser } from "./installation.ts";

test("iPhones and iPads are told from computers", () => {
  expect(isApplePhone("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)", 5)).toBe(true);
  expect(isApplePhone("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18", 5)).toBe(true);
  expect(isApplePhone("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18", 0)).toBe(false);
  expect(isApplePhone("Mozilla/5.0 (Linux; Android 15; Pixel 7)", 5)).toBe(false);
});

test("the browser inside LINE is told from those that keep what is stored", () => {
  const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15";
  const android = "Mozilla/5.0 (Linux; Android 15; Pixel 7";
  expect(isInAppBrowser(`${iPhone} (KHTML, like Gecko) Mobile/15E148 Safari Line/14.19.0`)).toBe(
    true,
  );
  expect(isInAppBrowser(`${android}; wv) AppleWebKit/537.36 Version/4.0 Chrome/131.0`)).toBe(true);
  expect(isInAppBrowser(`${iPhone} [FBAN/FBIOS;FBAV/490.0]`)).toBe(true);
  expect(isInAppBrowser(`${iPhone} Version/18.1 Mobile/15E148 Safari/604.1`)).toBe(false);
  expect(isInAppBrowser(`${iPhone} CriOS/131.0 Mobile/15E148 Safari/604.1`)).toBe(false);
  expect(isInAppBrowser(`${android}) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36`)).toBe(
    false,
  );
});
