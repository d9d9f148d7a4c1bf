import { expect, test } from "vitest";
import { findHouseholds, findable } from "./find-households.ts";

const household = (group: number, indexInGroup: number, name: string, kana: string) => ({
  ...{ household: group * 100 + indexInGroup, group, indexInGroup },
  ...{ name, kana },
});
const TOWN = findable([
  household(3, 1, "山吹 みのり", "やまぶき みのり"),
  household(3, 12, "楓 まこと", "かえで まこと"),
  household(12, 3, "髙﨑 けい", "たかさき けい"),
]);
const namesFor = (typed: string) => findHouseholds(TOWN, typed)?.shown.map(({ name }) => name);

test("nobody is shown before two characters of a name were typed, and no group as a whole", () => {
  for (const typed of ["", " ", "山", "や", "ー・ー", "　か　"])
    expect(namesFor(typed)).toBeUndefined();
});

test("while a mark is being typed, or the keyboard has not made kana of it, nobody is said not to be on the list", () => {
  for (const typed of ["3", "12", "3班", "３班－", "12班", "班-", "3班の", "3班 や", "やm"])
    expect(namesFor(typed)).toBeUndefined();
  expect(namesFor("やまｂ")).toEqual(["山吹 みのり"]);
  expect(namesFor("Smith")).toEqual([]);
});

test("a name of one character finds whoever is called so, and nobody of whose name it is a part", () => {
  const town = findable([
    household(1, 1, "林 健", ""),
    household(1, 2, "東", "あずま"),
    household(1, 3, "林田 みき", "はやしだ みき"),
    household(1, 4, "中林 一", "なかばやし はじめ"),
    household(1, 5, "何・花", "か・ほあ"),
    household(1, 6, "津 よし", "つ よし"),
    household(1, 7, "土屋 よし", "つちや よし"),
  ]);
  const find = (typed: string) => findHouseholds(town, typed)?.shown.map(({ name }) => name);
  expect(find("林")).toEqual(["林 健"]);
  expect(find("東　")).toEqual(["東"]);
  expect(find("何")).toEqual(["何・花"]);
  expect(find("ツ")).toEqual(["津 よし"]);
  expect(find("1班 林")).toEqual(["林 健"]);
  expect(find("林 健")).toEqual(["林 健"]);
  for (const typed of ["田", "ー", "・"]) expect(find(typed)).toBeUndefined();
});

test("of many of one name a few are shown; with the group each of them is found", () => {
  const town = findable(
    [1, 2].flatMap((group) =>
      Array.from({ length: 8 }, (_, index) => household(group, index + 1, "佐藤", "さとう")),
    ),
  );
  const all = findHouseholds(town, "佐藤");
  expect(all?.shown).toHaveLength(6);
  expect(all?.isMore).toBe(true);
  for (const typed of ["2班 佐藤", "２班　サトウ", "2班佐藤", "2班の佐藤", "2 佐藤"]) {
    const found = findHouseholds(town, typed);
    expect(found?.shown.map(({ group }) => group)).toEqual(Array.from({ length: 8 }, () => 2));
    expect(found?.isMore).toBe(false);
  }
  expect(findHouseholds(town, "3班 佐藤")?.shown).toEqual([]);
});

test("a household is found by name, by kana of either kind, by another form of a character, and by its whole mark", () => {
  expect(namesFor("山吹")).toEqual(["山吹 みのり"]);
  expect(namesFor("ヤマ")).toEqual(["山吹 みのり"]);
  expect(namesFor("高崎　けい")).toEqual(["髙﨑 けい"]);
  for (const typed of [
    "3班-12",
    "３－１２",
    "３班－１２",
    "3班ｰ12",
    "3-12",
    "3班12",
    "3の12",
    " 3班 - 12 ",
  ])
    expect(namesFor(typed)).toEqual(["楓 まこと"]);
  expect(namesFor("3班-1")).toEqual(["山吹 みのり"]);
  expect(namesFor("9班-9")).toEqual([]);
});
