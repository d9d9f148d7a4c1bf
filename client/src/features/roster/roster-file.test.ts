import { recogniseLayout } from "@tomoshibi/shared/roster/columns.ts";
import type { KnownHousehold } from "@tomoshibi/shared/roster/match-rows.ts";
import { planImport } from "@tomoshibi/shared/roster/plan-import.ts";
import { readTable } from "@tomoshibi/shared/roster/read-table.ts";
import { tidyText } from "@tomoshibi/shared/roster/tidy.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv } from "./csv.ts";
import {
  lossesInShiftJis,
  readRosterFile,
  type WrittenEncoding,
  writeRosterFile,
} from "./roster-file.ts";
import { encodeShiftJis } from "./shift-jis.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

function planned(bytes: Uint8Array, known: readonly KnownHousehold[] = []) {
  const file = readRosterFile(bytes);
  if (!file.ok) throw new Error(file.error.type);
  const { rows } = file.value;
  return planImport(readTable(rows, recogniseLayout(rows), { fillsGroup: false }), known);
}

function known(household: Partial<KnownHousehold>): KnownHousehold {
  return {
    ...{ number: 1, group: 3, indexInGroup: 1, mark: "3班-1", name: "灯田 光", kana: "" },
    ...{ phone: "", address: "", careNeeds: "" },
    ...household,
  };
}

describe("encodings", () => {
  const text = "班,氏名\r\n3,髙﨑 光\r\n";
  const shiftJis = encodeShiftJis(text).bytes;
  const utf16 = Uint8Array.of(
    0xff,
    0xfe,
    ...new Uint8Array(Uint16Array.from(codeUnits(text)).buffer),
  );

  test.each([
    ["utf-8", utf8(text)],
    ["utf-8", utf8(`\u{FEFF}${text}`)],
    ["utf-16le", utf16],
    ["shift_jis", shiftJis],
  ])("a file in %s is told by its bytes", (encoding, bytes) => {
    expect(readRosterFile(bytes)).toMatchObject({ ok: true, value: { encoding } });
    expect(planned(bytes).added[0]?.household).toMatchObject({ group: 3, name: "髙﨑 光" });
  });
  test.each([
    ["Workbook", Uint8Array.of(0x50, 0x4b, 3, 4, 0)],
    ["NotText", Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0x2d)],
    ["NotText", Uint8Array.of(1, 0, 2, 0)],
    ["Empty", utf8("\u{FEFF}\r\n")],
    ["TooLarge", new Uint8Array(5_000_001)],
    ["TooManyLines", utf8("3,灯田\n".repeat(20_001))],
  ])("%s is said, not read as nonsense", (type, bytes) => {
    expect(readRosterFile(bytes)).toMatchObject({ ok: false, error: { type } });
  });
  test("a byte that Shift_JIS does not know spoils its own line only", () => {
    const broken = Uint8Array.of(
      ...shiftJis,
      0x33,
      0x2c,
      0xfd,
      0x0d,
      0x0a,
      ...encodeShiftJis("4,灯\r\n").bytes,
    );
    const { added, bad } = planned(broken);
    expect(bad).toMatchObject([{ line: 3, error: { type: "CharactersLost" } }]);
    expect(added).toHaveLength(2);
  });
});

describe("Shift_JIS", () => {
  test("is written with the bytes that Windows writes", () => {
    const hex = (text: string) => Buffer.from(encodeShiftJis(text).bytes).toString("hex");
    // 髙 and 﨑 are IBM's extensions, ① and № NEC's; ∵ and ￢ stand twice.
    expect(hex("髙﨑①№㈱∵￢ーｱA\\~")).toBe("fbfcfab187408782878a81e681ca815bb1415c7e");
  });
  test("everything it can read it writes so that it reads the same", () => {
    const decoder = new TextDecoder("shift_jis");
    for (let lead = 0x81; lead <= 0xfc; lead += 1) {
      for (let trail = 0x40; trail <= 0xfc; trail += 1) {
        const read = decoder.decode(Uint8Array.of(lead, trail));
        if (/[\uFFFD\p{Co}\p{Cc}]/u.test(read)) continue;
        const { bytes, lost } = encodeShiftJis(read);
        expect([lost, decoder.decode(bytes)]).toEqual([[], read]);
      }
    }
  });
  test("what it cannot hold is named by household, and written as 〓", () => {
    const households = [
      known({ name: "髙﨑 光" }),
      known({ number: 2, indexInGroup: 2, name: "𠮷田 灯", address: "葛\u{E0100}飾" }),
    ];
    expect(lossesInShiftJis(households)).toEqual([
      { household: households[1], lost: ["𠮷", "葛\u{E0100}"] },
    ]);
    const text = new TextDecoder("shift_jis").decode(writeRosterFile(households, "shift_jis"));
    expect(text).toContain("3,2,〓田 灯,,,〓飾,");
    expect(text).not.toContain("?");
  });
});

describe("rows", () => {
  test("quoted fields, line ends within them, tabs, and the line numbers of a text editor", () => {
    const rows = readCsv('班,氏名,備考\r\n3,"灯田, 光","つえ\r\n""犬"""\r\n\r\n4,光野,\r\n');
    expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([
      [1, "班", "氏名", "備考"],
      [2, "3", "灯田, 光", 'つえ\n"犬"'],
      [5, "4", "光野", ""],
    ]);
    expect(readCsv("班\t氏名\n3\t灯田, 光").at(-1)?.cells).toEqual(["3", "灯田, 光"]);
  });
  test("a quotation mark that never closes spoils its own line only", () => {
    const rows = readCsv('班,氏名\n3,"灯田\n3,光野\n4,"灯"野,ひ\n4,光田');
    expect(rows.map(({ line, hasBrokenQuotes }) => [line, hasBrokenQuotes])).toEqual([
      [1, false],
      [2, true],
      [3, false],
      [4, true],
      [5, false],
    ]);
    expect(rows[1]?.text).toBe('3,"灯田');
  });
  test("any text is read without throwing", () => {
    const text = fc
      .array(fc.constantFrom('"', ",", "\n", "\r\n", "3", "灯", "\t", "班,氏名\n", "\0"))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (any) => {
        expect(readCsv(any).length).toBeLessThanOrEqual(any.split(/\r\n?|\n/u).length);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("written and read again", () => {
  const part = fc.constantFrom(
    ...Array.from(
      "灯髙﨑𠮷山田 　'=+-@,\"\n\t;0123あアｱーか\u3099が〜～〓\u{FA10}\u{E0100}\u{1F600}",
    ),
  );
  const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  const household = fc.record({
    group: fc.integer({ min: 1, max: 3 }),
    name: text.filter((name) => tidyText(name) !== ""),
    kana: text,
    phone: text,
    address: text,
    careNeeds: text,
  });
  const rosters = fc
    .array(household, { minLength: 1, maxLength: 8 })
    .map((all) => all.map((one, at) => known({ ...one, number: at + 1, indexInGroup: at + 1 })));
  const again = (roster: readonly KnownHousehold[], encoding: WrittenEncoding) =>
    planned(writeRosterFile(roster, encoding), roster);

  test("any roster in UTF-8 changes nothing", () => {
    fc.assert(
      fc.property(rosters, (roster) => {
        const { unchanged, ...rest } = again(roster, "utf-8");
        expect(rest).toEqual({ added: [], changed: [], missing: [], bad: [] });
        expect(unchanged).toHaveLength(roster.length);
      }),
      { numRuns: 500 },
    );
  });
  test("any roster in Shift_JIS changes nothing, whatever was lost", () => {
    fc.assert(
      fc.property(rosters, (roster) => {
        expect(again(roster, "shift_jis")).toMatchObject({ added: [], changed: [], missing: [] });
      }),
      { numRuns: 500 },
    );
  });
});

test("5,000 households are read and planned, each found again", () => {
  const roster = Array.from({ length: 5_000 }, (_, at) =>
    known({
      number: at + 1,
      group: 1 + (at % 200),
      indexInGroup: 1 + Math.floor(at / 200),
      name: `見本 ${at}`,
    }),
  );
  expect(planned(writeRosterFile(roster, "utf-8"), roster).unchanged).toHaveLength(5_000);
});

function codeUnits(text: string): readonly number[] {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}
