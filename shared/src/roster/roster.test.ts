import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareWalking, markOf } from "./mark.ts";
import { goodHouseholds, parseRoster } from "./parse.ts";
import { householdSearchText, matchesSearch, searchTextOf } from "./search.ts";

describe("pasted lines", () => {
  const one = (text: string) => parseRoster(text)[0]?.household;
  const good = (text: string) => goodHouseholds(parseRoster(text))[0];

  test("by tab, comma, 、 or a full-width space; what is lacking is left out", () => {
    const whole = {
      group: 3,
      name: "灯田 光",
      kana: "ひだ ひかる",
      phone: "076-000-0000",
      address: "ひばり町1-2",
    };
    expect(good("3\t灯田 光\tひだ ひかる\t076-000-0000\tひばり町1-2")).toEqual(whole);
    expect(good("３班，灯田 光，ひだ ひかる，０７６－０００－００００，ひばり町１－２")).toEqual(
      whole,
    );
    expect(good("3、灯田 光、ひだ ひかる、076-000-0000、ひばり町1-2")).toEqual(whole);
    expect(good("３　灯田　光　ひだ　ひかる　076-000-0000　ひばり町1-2")).toEqual(whole);
    expect(good("3 灯田 光")).toEqual({
      group: 3,
      name: "灯田 光",
      kana: "",
      phone: "",
      address: "",
    });
    expect(good("3組,灯田 光,,076-000-0000")).toMatchObject({ kana: "", phone: "076-000-0000" });
  });
  test("a group in kanji is one where 班 or 組 says so, and a name that begins so is none", () => {
    for (const line of ["二班,灯田 光", "２組　灯田　光", "第二班\t灯田 光", "2 班、灯田 光"])
      expect(good(line)).toMatchObject({ group: 2, name: "灯田 光" });
    expect(good("十二組 灯田 光")).toMatchObject({ group: 12, name: "灯田 光" });
    for (const line of ["三 太郎", "二", "一十班,灯田"])
      expect(one(line)).toMatchObject({ error: { type: "GroupMissing" } });
  });
  test("half-width kana becomes ordinary", () => {
    expect(good("3,灯田,ﾋﾀﾞ")).toMatchObject({ kana: "ヒダ" });
  });
  test("a heading and empty lines are no households; lines keep their numbers", () => {
    const lines = parseRoster("班\t名前\tかな\r\n\r\n1\t灯田\r\n2\t光野\r\n");
    expect(lines.map(({ line }) => line)).toEqual([3, 4]);
  });
  test("a bad line says what is wrong, and spoils no other", () => {
    const lines = parseRoster(
      "灯田 光\n0,灯田\n4\n5,,ひだ\n6," + "灯".repeat(61) + "\n7,灯田,ひだ,ひだ\n8,光野",
    );
    expect(lines.map(({ household }) => (household.ok ? "ok" : household.error.type))).toEqual([
      "GroupMissing",
      "GroupMissing",
      "NameMissing",
      "NameMissing",
      "NameTooLong",
      "CellTwice",
      "ok",
    ]);
    expect(goodHouseholds(lines)).toHaveLength(1);
  });
  test("any text is read without throwing", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("3", "班", "\t", "　", " ", "、", "山", "カ", "-", "\n", "1"))
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        for (const { name, group } of goodHouseholds(parseRoster(pasted))) {
          expect(name).not.toBe("");
          expect(group).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1_000 },
    );
  });
  test("an error names what a person must look at", () => {
    expect(one("7,灯田,ひだ,ミツノ")).toEqual({
      ok: false,
      error: { type: "CellTwice", cell: "kana", text: "ミツノ" },
    });
  });
});

describe("search", () => {
  const finds = (stored: { name: string; kana: string }, typed: string) =>
    matchesSearch(householdSearchText({ ...stored, mark: "3班-12" }), typed);

  test.each([
    ["髙﨑 灯", "高崎"],
    ["高崎 灯", "髙﨑"],
    ["渡邉 灯", "渡辺"],
    ["齋藤 灯", "斉藤"],
    ["𠮷田 灯", "吉田"],
    ["葛\u{E0100}西 灯", "葛西"],
    ["山田 太郎", "山田太郎"],
  ])("%s is found by %s", (name, typed) => {
    expect(finds({ name, kana: "" }, typed)).toBe(true);
  });
  test.each([
    ["さとう はると", "サトウ"],
    ["さとう はると", "ｻﾄｳ"],
    ["キョウ", "きよう"],
    ["がとう", "ｶﾞﾄｳ"],
    ["ゆーこ", "ユコ"],
  ])("%s is found by %s", (kana, typed) => {
    expect(finds({ name: "佐藤", kana }, typed)).toBe(true);
  });
  test("by mark, in full-width digits too, and by two words at once", () => {
    expect(finds({ name: "佐藤", kana: "さとう" }, "３班－１２")).toBe(true);
    expect(finds({ name: "佐藤", kana: "さとう" }, "3班　さとう")).toBe(true);
    expect(finds({ name: "佐藤", kana: "さとう" }, "4班 さとう")).toBe(false);
  });
  test("normalising twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(searchTextOf(searchTextOf(text))).toBe(searchTextOf(text));
      }),
    );
  });
});

test("marks and walking order", () => {
  expect(markOf(3, 12)).toBe("3班-12");
  expect(markOf(0, 0)).toBe("");
  const place = (number: number, indexInGroup: number, walkingOrder?: number) => ({
    group: 1,
    number,
    indexInGroup,
    walkingOrder,
  });
  const walked = [place(7, 10), place(8, 2), place(9, 99, 1)].toSorted(compareWalking);
  expect(walked.map(({ number }) => number)).toEqual([9, 8, 7]);
});
