import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindOfHeading, recogniseLayout, type TableRow } from "./columns.ts";
import type { KnownHousehold } from "./match-rows.ts";
import { parseRoster } from "./parse.ts";
import { householdsToSave, planImport } from "./plan-import.ts";
import { listedLines, readTable } from "./read-table.ts";
import { rosterCells } from "./roster-cells.ts";
import { comparableText, saysTheSame, tidyText } from "./tidy.ts";

const table = (...rows: readonly (readonly string[])[]): readonly TableRow[] =>
  rows.map((cells, at) => ({
    line: at + 1,
    text: cells.join(","),
    cells,
    hasBrokenQuotes: false,
  }));

const read = (rows: readonly TableRow[], fillsGroup = false) =>
  readTable(rows, recogniseLayout(rows), { fillsGroup });

const plan = (rows: readonly TableRow[], known: readonly KnownHousehold[] = []) =>
  planImport(read(rows), known);

const known = (household: Partial<KnownHousehold>): KnownHousehold => {
  const all = {
    ...{ number: 1, group: 3, indexInGroup: 1, name: "灯田 光", kana: "", phone: "" },
    ...{ address: "", careNeeds: "" },
    ...household,
  };
  return { ...all, mark: `${all.group}班-${all.indexInGroup}` };
};

const HEADING = ["班", "氏名", "フリガナ", "電話番号", "住所", "備考"];
const reasons = (rows: readonly TableRow[], households: readonly KnownHousehold[] = []) =>
  plan(rows, households).bad.map(({ line, error }) => [line, error.type]);

describe("text", () => {
  test("names stay as they are registered; only width, spaces and dashes become ordinary", () => {
    for (const name of ["髙﨑", "𠮷田", "大\u{FA10}", "\u{FA19}谷", "葛\u{E0100}西"])
      expect(tidyText(name)).toBe(name);
    expect(tidyText(" 灯田　ﾋﾀﾞ\t３－２\u0000")).toBe("灯田 ヒダ 3-2");
  });
  test("tidying twice changes nothing, and well-formed text comes out", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(tidyText(tidyText(text))).toBe(tidyText(text));
        expect(tidyText(text).isWellFormed()).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
  test("spaces, kana and hyphens do not make a change; another character does", () => {
    const same = (field: "name" | "kana" | "phone", left: string, right: string) =>
      comparableText(field, left) === comparableText(field, right);
    expect(same("name", "灯田　光", "灯田光")).toBe(true);
    expect(same("name", "高木", "髙木")).toBe(false);
    expect(same("kana", "ﾋﾀﾞ ﾋｶﾙ", "ひだひかる")).toBe(true);
    expect(same("kana", "きよう", "きょう")).toBe(false);
    expect(same("phone", "076-000-0000", "760000000")).toBe(true);
    expect(same("phone", "なし", "")).toBe(false);
  });
  test("〓 stands for what Shift_JIS could not hold, and for nothing else", () => {
    expect(saysTheSame("〓田 光", "𠮷田 光")).toBe(true);
    expect(saysTheSame("葛〓西〓", "葛城西町")).toBe(true);
    expect(saysTheSame("〓田", "田")).toBe(false);
    expect(saysTheSame("山〓山", "山山")).toBe(false);
    expect(saysTheSame("山〓川〓山", "山谷川山")).toBe(false);
  });
});

describe("columns", () => {
  test.each([
    ["班", "group"],
    ["組番号", "group"],
    ["No.", "ignored"],
    ["班の中の番号", "index"],
    ["世帯主", "name"],
    ["代表者氏名", "name"],
    ["世帯主（フリガナ）", "kana"],
    ["電話（自宅）", "phone"],
    ["世帯主かな", "kana"],
    ["ﾌﾘｶﾞﾅ", "kana"],
    ["電話番号", "phone"],
    ["携帯", "phone"],
    ["緊急連絡先", "ignored"],
    ["FAX", "ignored"],
    ["住　所", "address"],
    ["備考", "careNeeds"],
    ["手助けがいること", "careNeeds"],
    ["生年月日", "ignored"],
  ])("%s is %s", (heading, kind) => {
    expect(kindOfHeading(heading)).toBe(kind);
  });
  test("the headings may stand below a title", () => {
    const rows = table(["ひばり町会 名簿", "", ""], ["", "", ""], HEADING, ["3", "灯田 光"]);
    expect(recogniseLayout(rows)).toEqual({
      firstRow: 3,
      hasHeading: true,
      columns: ["group", "name", "kana", "phone", "address", "careNeeds"],
    });
  });
  test("姓 and 名 make one name; a second name column is left aside", () => {
    const rows = table(
      ["班", "姓", "名", "セイ", "メイ", "代表者"],
      ["3", "灯田", "光", "ヒダ", "ヒカル", "光野"],
    );
    expect(plan(rows).added[0]?.household).toMatchObject({ name: "灯田 光", kana: "ヒダ ヒカル" });
  });
  test("without headings the cells tell", () => {
    const rows = table(
      ["1", "灯田 光", "ひだ ひかる", "076-000-0001", "ひばり町1-2"],
      ["1班", "光野 灯", "みつの あかり", "", "ひばり町1-3"],
    );
    expect(recogniseLayout(rows).columns).toEqual(["group", "name", "kana", "phone", "address"]);
    expect(plan(rows).added).toHaveLength(2);
  });
});

describe("rows", () => {
  test("two telephones and two addresses are kept both; a lost leading 0 comes back", () => {
    const rows = table(
      ["組", "世帯主", "電話", "携帯", "住所1", "住所2"],
      ["第３組", "灯田", "760000000", "9000000000", "ひばり町１－２", "ひばりハイツ３"],
    );
    expect(plan(rows).added[0]?.household).toEqual({
      ...{ number: undefined, group: 3, name: "灯田", kana: "", careNeeds: "" },
      ...{ phone: "0760000000 09000000000", address: "ひばり町1-2 ひばりハイツ3" },
    });
  });
  test("groups in kanji are read, with and without a heading", () => {
    const headed = table(["班", "氏名"], ["二班", "灯田"], ["十", "光野"]);
    const bare = table(["一班", "灯田 光"], ["十二班", "光野 灯"]);
    const groups = (rows: readonly TableRow[]) =>
      plan(rows).added.map(({ household }) => household.group);
    expect([groups(headed), groups(bare)]).toEqual([
      [2, 10],
      [1, 12],
    ]);
  });
  test("merged cells: the group above is taken only when asked for", () => {
    const rows = table(["班", "氏名"], ["3", "灯田"], ["", "光野"], ["4", "灯野"], ["", "光田"]);
    const groups = (fills: boolean) =>
      read(rows, fills).map(({ household }) => (household.ok ? household.value.group : undefined));
    expect(groups(false)).toEqual([3, undefined, 4, undefined]);
    expect(groups(true)).toEqual([3, 3, 4, 4]);
  });
  test("a bad row says why, and comes back as it stood", () => {
    const rows = table(
      HEADING,
      ["東", "灯田"],
      ["3", ""],
      ["3", "灯".repeat(61)],
      ["3", "〓田"],
      ["3", "\u{E000}田"],
      ["3", "光野", "", "", "2001/2/3"],
      ["3", "灯野", "", "9E+09"],
      ["3", "光田", "", "", "字".repeat(201)],
      ["3", "良田"],
      ["３班", "良　田"],
    );
    expect(reasons(rows)).toEqual([
      [2, "GroupMissing"],
      [3, "NameMissing"],
      [4, "NameTooLong"],
      [5, "CharactersLost"],
      [6, "CharactersLost"],
      [7, "ChangedBySpreadsheet"],
      [8, "ChangedBySpreadsheet"],
      [9, "FieldTooLong"],
      [11, "SameAsLine"],
    ]);
    expect(plan(rows).bad[0]?.text).toBe("東,灯田");
    expect(plan(rows).added).toHaveLength(1);
  });
});

describe("the dry run", () => {
  const light = known({ number: 11, indexInGroup: 1, name: "灯田 光", phone: "076-000-0001" });
  const glow = known({ number: 12, indexInGroup: 2, name: "髙野 灯", careNeeds: "つえ" });

  test("new, changed, unchanged and missing; what the file does not say stays", () => {
    const rows = table(HEADING, ["3", "灯田光", "ヒダ ヒカル"], ["3", "新田 明"]);
    const planned = plan(rows, [light, glow]);
    expect(planned.changed).toMatchObject([{ fields: ["kana"], before: light }]);
    expect(planned.missing).toEqual([glow]);
    expect(householdsToSave(planned)).toEqual([
      {
        ...{ number: 11, group: 3, name: "灯田 光", kana: "ヒダ ヒカル", phone: "076-000-0001" },
        ...{ address: "", careNeeds: "" },
      },
      {
        ...{ number: undefined, group: 3, name: "新田 明", kana: "", phone: "" },
        ...{ address: "", careNeeds: "" },
      },
    ]);
    expect(plan(table(HEADING, ["3", "灯田 光"]), [light]).unchanged).toEqual([light]);
  });
  test("高野 is the 髙野 of the same group, and is shown as a change of the name", () => {
    const { changed } = plan(table(HEADING, ["3", "高野 灯"]), [light, glow]);
    expect(changed).toMatchObject([
      { fields: ["name"], household: { number: 12, name: "高野 灯" } },
    ]);
  });
  test("the number in the group tells households apart, and lets one be renamed", () => {
    const headings = ["班", "班の中の番号", "氏名"];
    const { changed, missing } = plan(table(headings, ["3", "2", "新野 明"]), [light, glow]);
    expect(changed).toMatchObject([{ fields: ["name"], household: { number: 12 } }]);
    expect(missing).toEqual([light]);
  });
  test("a list whose numbers were mixed up renames nobody", () => {
    const headings = ["班", "班の中の番号", "氏名"];
    const rows = table(headings, ["3", "2", "灯田 光"], ["3", "1", "髙野 灯"]);
    expect(plan(rows, [light, glow])).toMatchObject({ changed: [], added: [], bad: [] });
  });
  test("two households of one name: the telephone decides, else nobody does", () => {
    const other = known({ number: 13, indexInGroup: 3, name: "灯田 光", phone: "076-000-0002" });
    const both = [light, other];
    const decided = plan(table(HEADING, ["3", "灯田 光", "ひだ", "0760000002"]), both);
    expect(decided.changed).toMatchObject([{ before: other }]);
    const open = plan(table(HEADING, ["3", "灯田 光", "ひだ"]), both);
    expect(open.bad[0]?.error).toEqual({ type: "Ambiguous", marks: ["3班-1", "3班-3"] });
    expect(open.missing).toEqual([]);
  });
  test("one name twice in the file: a second household unless all is the same", () => {
    const rows = table(
      HEADING,
      ["3", "灯田 光"],
      ["3", "灯田 光", "", "076-000-0009"],
      ["3", "灯田 光"],
    );
    expect(plan(rows).added).toHaveLength(2);
    expect(reasons(rows)).toEqual([[4, "SameAsLine"]]);
    expect(reasons(table(HEADING, ["3", "灯田 光"], ["3", "灯田 光"]), [light])).toEqual([
      [3, "SameAsLine"],
    ]);
  });
  test("somebody of another group with the same name is named, not moved", () => {
    const planned = plan(table(HEADING, ["5", "灯田 光"]), [light]);
    expect(planned.added[0]?.sameNameAt).toEqual(["3班-1"]);
    expect(planned.missing).toEqual([light]);
  });
  test("who is known by a device only comes into the roster under the same number", () => {
    const joined = known({ number: 77, indexInGroup: 0 });
    const planned = plan(table(HEADING, ["3", "灯田 光"]), [joined]);
    expect(householdsToSave(planned)).toMatchObject([{ number: 77, name: "灯田 光" }]);
    expect(plan([], [joined]).missing).toEqual([]);
  });
  test("pasted lines are planned in the same way", () => {
    const lines = listedLines(parseRoster("3、灯田 光、ひだ\n名前だけ"));
    const planned = planImport(lines, [light]);
    expect(planned.changed).toMatchObject([{ before: light, fields: ["kana"] }]);
    expect(planned.bad).toMatchObject([{ line: 2, error: { type: "GroupMissing" } }]);
  });
});

describe("written and read again", () => {
  test("a name that a spreadsheet would run is kept from it, and comes back", () => {
    const evil = known({ name: '=HYPERLINK("x")', phone: "+81 76", careNeeds: "'=1" });
    const cells = rosterCells([evil]);
    expect(cells[1]?.filter((cell) => /^[=+\-@]/u.test(cell))).toEqual([]);
    expect(plan(table(...cells), [evil]).unchanged).toEqual([evil]);
  });
  test("any roster planned onto itself changes nothing", () => {
    const part = fc.constantFrom(
      ...Array.from(
        "灯髙﨑𠮷山田 　'=+-@,\"\n\t0123あアｱー〜～〓\u{FA10}\u{E0100}\u3099\u{E000}\u{1F600}",
      ),
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    const household = fc.record({
      group: fc.integer({ min: 1, max: 3 }),
      indexInGroup: fc.integer({ min: 1, max: 4 }),
      name: text.filter((name) => tidyText(name) !== "" && tidyText(name).length <= 60),
      kana: text,
      phone: text,
      address: text,
      careNeeds: text,
    });
    fc.assert(
      fc.property(fc.array(household, { maxLength: 8 }), (households) => {
        const roster = households.map((one, at) => known({ ...one, number: at + 1 }));
        const planned = plan(table(...rosterCells(roster)), roster);
        expect(planned).toMatchObject({ added: [], changed: [], missing: [], bad: [] });
        expect(planned.unchanged).toHaveLength(roster.length);
      }),
      { numRuns: 500 },
    );
  });
  test("any rows are planned: each comes out once, and no household twice", () => {
    const cell = fc.constantFrom(
      "",
      "3",
      "３班",
      "1",
      "灯田",
      "灯 田",
      "光野",
      "〓",
      "髙",
      "高",
      "'=",
      "\n",
    );
    const row = fc.array(cell, { maxLength: 8 });
    const household = fc.record({
      indexInGroup: fc.integer({ min: 0, max: 3 }),
      name: cell,
      phone: cell,
    });
    fc.assert(
      fc.property(fc.array(row), fc.array(household), (cells, households) => {
        const roster = households.map((one, at) => known({ ...one, number: at + 1 }));
        const rows = table(
          ["班", "班の中の番号", "氏名", "かな", "電話", "住所", "備考"],
          ...cells,
        );
        const { added, changed, unchanged, bad, missing } = plan(rows, roster);
        const filled = cells.filter((one) => one.some((text) => text.trim() !== "")).length;
        expect(added.length + changed.length + unchanged.length + bad.length).toBe(filled);
        const meant = [...changed.map(({ before }) => before), ...unchanged, ...missing];
        expect(new Set(meant).size).toBe(meant.length);
      }),
      { numRuns: 500 },
    );
  });
});
