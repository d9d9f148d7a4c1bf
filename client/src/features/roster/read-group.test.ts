import { expect, test } from "vitest";
import { readGroup } from "./read-group.ts";

test("a group is read as people type it", () => {
  expect(["3", " ３ ", "12班", "４組"].map(readGroup)).toEqual([3, 3, 12, 4]);
});

test("what is no group's number is not guessed", () => {
  expect(["", "0", "三", "3-2", "-1", "123456"].map(readGroup)).toEqual(Array(6).fill(undefined));
});
