import { expect, test } from "vitest";
import { nextCursor } from "./cursor.ts";

test("[REL1] a cursor follows the clock in steps of 20 s, and always exceeds the reader's", () => {
  const epoch = Date.UTC(2024, 9, 9);
  expect(nextCursor(undefined, epoch + 60_000)).toBe("3");
  expect(nextCursor("1", epoch + 60_000)).toBe("3");
  expect(nextCursor("3", epoch + 60_000)).toBe("4");
  expect(nextCursor("900", epoch + 60_000)).toBe("901");
  expect(nextCursor("nonsense", epoch - 60_000)).toBe("0");
});
