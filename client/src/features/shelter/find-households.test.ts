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
const namesFor = (typed: string) => findHouseholds(TOWN, typed)?.map(({ name }) => name);

test("nobody is shown before two characters of a name were typed, and no group as a whole", () => {
  for (const typed of ["", " ", "山", "や", "ー・ー", "　か　"])
    expect(namesFor(typed)).toBeUndefined();
  for (const typed of ["3班", "3班-", "12班", "班-1"]) expect(namesFor(typed) ?? []).toEqual([]);
});

test("a household is found by name, by kana of either kind, by another form of a character, and by its whole mark", () => {
  expect(namesFor("山吹")).toEqual(["山吹 みのり"]);
  expect(namesFor("ヤマ")).toEqual(["山吹 みのり"]);
  expect(namesFor("高崎　けい")).toEqual(["髙﨑 けい"]);
  for (const typed of ["3班-12", "３－１２", "3-12", "3班12"])
    expect(namesFor(typed)).toEqual(["楓 まこと"]);
  expect(namesFor("3班-1")).toEqual(["山吹 みのり"]);
  expect(namesFor("9班-9")).toEqual([]);
});
