import Dexie from "dexie";
import { expect, test } from "vitest";
import { Overtaken } from "../replica/turns.ts";
import { isQuotaFailure, isStoreFailure } from "./store-failure.ts";

const full = new DOMException("full", "QuotaExceededError");

test.each([
  ["the browser", full],
  ["an aborted transaction", new Dexie.AbortError("aborted", full)],
  ["one of many writes", new Dexie.BulkError("1 of 2 failed", [full])],
])("[DEL3] a full device is known from %s", (_name, error) => {
  expect(isQuotaFailure(error)).toBe(true);
  expect(isStoreFailure(error)).toBe(true);
});

test.each([
  ["closed by the system", new Dexie.DatabaseClosedError()],
  ["one of many writes cut off", new Dexie.BulkError("cut", [new DOMException("", "AbortError")])],
  ["committed too early by the system", new Dexie.PrematureCommitError()],
  ["overtaken again and again by another tab", new Overtaken("another tab committed")],
])("the store passes: %s", (_name, error) => {
  expect(isStoreFailure(error)).toBe(true);
  expect(isQuotaFailure(error)).toBe(false);
});

test("a bug of ours is no failure of the store", () => {
  expect(isStoreFailure(new Error("Broken invariant"))).toBe(false);
  expect(isStoreFailure(new Dexie.BulkError("", [new DOMException("", "DataError")]))).toBe(false);
  expect(isStoreFailure(undefined)).toBe(false);
});
