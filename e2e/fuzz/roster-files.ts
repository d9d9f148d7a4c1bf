/** Rosters as files and pasted text: no line is lost, none is read twice, whatever a spreadsheet made of it. */
import { readCsv } from "@tomoshibi/client/features/roster/csv.ts";
import { readRosterFile } from "@tomoshibi/client/features/roster/roster-file.ts";
import { encodeShiftJis } from "@tomoshibi/client/features/roster/shift-jis.ts";
import { utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { HOUSEHOLD_MAX } from "@tomoshibi/shared/entry/stream-name.ts";
import { NAME_MAX } from "@tomoshibi/shared/records/record.ts";
import { recogniseLayout } from "@tomoshibi/shared/roster/columns.ts";
import { groupNumber } from "@tomoshibi/shared/roster/group-number.ts";
import { FIELD_MAX, LINES_MAX, parseRoster } from "@tomoshibi/shared/roster/parse.ts";
import { readTable } from "@tomoshibi/shared/roster/read-table.ts";
import { bytesTarget, textTarget, toUnits } from "./decoder-target.ts";
import type { Target } from "./target.ts";

const COMMAS =
  '班,氏名,かな,電話,住所\r\n1,試験 太郎,しけん たろう,076-000-0000,"北町1-2, 3号"\r\n２班,髙﨑 花子,,,\r\n';
const TABS = "班\t名前\tよみ\n1\t𠮷野 一\tよしの はじめ\n\t試験 二\t\n3組\t試験 三\tしけん\n";
const PASTED =
  "1班、試験 太郎、しけん たろう、076-000-0000\n２　試験　花子　しけん　はなこ\n\n3\tだれか";

/** The targets. */
export function createReadsOfFiles(): readonly Target[] {
  const utf16 = Uint8Array.from([0xff, 0xfe, ...toUnits(TABS)]);
  return [
    bytesTarget({
      name: "roster file",
      covers: [
        "client/src/features/roster/roster-file.ts#readRosterFile",
        "client/src/features/roster/file-text.ts#decodeFile",
        "client/src/features/roster/csv.ts#readCsv",
        "shared/src/roster/read-table.ts#readTable",
      ],
      corpus: [
        utf8ToBytes(COMMAS),
        utf8ToBytes(`\u{FEFF}${TABS}`),
        encodeShiftJis(COMMAS).bytes,
        utf16,
      ],
      weight: 6,
      check(input) {
        const file = readRosterFile(input);
        if (!file.ok) return undefined;
        return complaintAboutRows(file.value.rows);
      },
    }),
    textTarget({
      name: "roster text",
      covers: [
        "shared/src/roster/parse.ts#parseRoster",
        "shared/src/roster/group-number.ts#groupNumber",
      ],
      corpus: [PASTED, COMMAS, TABS, "3班", "99999", "第二十三班"],
      weight: 4,
      check(text) {
        const group = groupNumber(text);
        if (group !== undefined && !(group >= 1 && group <= HOUSEHOLD_MAX))
          return "a group of no number";
        const lines = parseRoster(text);
        if (lines.length > LINES_MAX) return "too many lines";
        for (const { household } of lines)
          if (household.ok && !isWithinLimits(household.value))
            return "a household over its limits";
        return complaintAboutRows(readCsv(text));
      },
    }),
  ];
}

/** Every row that is not empty comes back once, in order. */
function complaintAboutRows(rows: ReturnType<typeof readCsv>): string | undefined {
  const layout = recogniseLayout(rows);
  const listed = readTable(rows, layout, { fillsGroup: true });
  const filled = rows
    .slice(layout.firstRow)
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (listed.length !== filled.length) return "a row is lost, or there twice";
  const isOrdered = listed.every(({ line }, index) => line > (listed[index - 1]?.line ?? 0));
  if (!isOrdered) return "two rows have one number";
  const isSound = listed.every(({ household }) => !household.ok || isWithinLimits(household.value));
  return isSound ? undefined : "a household over its limits";
}

function isWithinLimits(household: {
  readonly group: number;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
}): boolean {
  const { group, name, kana, phone, address } = household;
  if (!Number.isInteger(group) || group < 1 || group > HOUSEHOLD_MAX) return false;
  if (name === "" || name.length > NAME_MAX || kana.length > NAME_MAX) return false;
  return phone.length <= FIELD_MAX && address.length <= FIELD_MAX;
}
