import { expect, test } from "vitest";
import { saveFailureOf } from "./save-failure.tsx";

test("[DEL2] only a full device is called full: whoever lost the database is told to open the app again", () => {
  expect(saveFailureOf(new DOMException("", "QuotaExceededError"))).toBe("storageFull");
  for (const error of [new DOMException("", "UnknownError"), new Error("closed"), undefined])
    expect(saveFailureOf(error)).toBe("storageLost");
});
