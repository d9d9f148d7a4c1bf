import { expect, test } from "vitest";
import {
  HOUSEHOLD_MAX,
  audienceOf,
  isWriteOnlyForMembers,
  parseStreamName,
} from "./stream-name.ts";

test.each([
  "members",
  "safety",
  "officers",
  "receipts",
  "membership",
  "alerts",
  "intake",
  "household/1",
  `household/${HOUSEHOLD_MAX}`,
  "group/12",
  "mailbox/0123456789abcdef",
])("[STR1] %s is a stream's name", (name) => {
  expect(parseStreamName(name)).toBe(name);
});

test.each([
  "",
  "Members",
  "members ",
  "household",
  "household/",
  "household/0",
  "household/01",
  "household/+1",
  "household/1.0",
  "household/1e1",
  `household/${HOUSEHOLD_MAX + 1}`,
  "household/1/2",
  "group/-1",
  "group/ 1",
  "mailbox/0123456789ABCDEF",
  "mailbox/0123",
  "mailbox/",
  "toString",
  "__proto__",
])("[STR1] %j is none, or not in its one form", (name) => {
  expect(parseStreamName(name)).toBeUndefined();
});

test("[KEY1] streams with an audience are sealed for it; relays read the others", () => {
  expect(audienceOf("safety")).toBe("safety");
  expect(audienceOf("household/12")).toBe("household/12");
  expect(audienceOf("group/3")).toBe("group/3");
  expect(audienceOf("receipts")).toBeUndefined();
  expect(audienceOf("membership")).toBeUndefined();
  expect(isWriteOnlyForMembers("safety")).toBe(true);
  expect(isWriteOnlyForMembers("members")).toBe(false);
});
