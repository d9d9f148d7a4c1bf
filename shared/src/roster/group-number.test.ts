import { expect, test } from "vitest";
import { groupNumber } from "./group-number.ts";

test("a group is read as people type it", () => {
  expect(["3", " ３ ", "12班", "４組", "2 組", "第3班"].map(groupNumber)).toEqual([
    3, 3, 12, 4, 2, 3,
  ]);
});

test("kanji from 一 to 九十九 are numbers as well", () => {
  const typed = ["一", "二班", "九組", "十", "十班", "十二組", "二十", "三十五班", "第九十九組"];
  expect(typed.map(groupNumber)).toEqual([1, 2, 9, 10, 10, 12, 20, 35, 99]);
});

test("what is no group's number is not guessed", () => {
  const no = ["", "班", "第", "0", "0班", "〇", "3-2", "-1", "123456", "3班班", "3班組", "班3"];
  no.push("二三", "一十", "十十", "百", "二十三四", "東班", "3班 田中", "1.5");
  expect(no.map(groupNumber)).toEqual(no.map(() => undefined));
});
