/**
 * Reads households out of a spreadsheet's rows, by a layout that an officer has seen. Nothing is lost: a row that is no
 * household comes back with the reason and as it stood.
 */
import { type Result, err, ok } from "../base/result.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import { NAME_MAX } from "../records/record.ts";
import type { ColumnKind, TableLayout, TableRow } from "./columns.ts";
import { FIELD_MAX, type LineError, type ParsedHousehold, type ParsedLine } from "./parse.ts";
import { groupNumber } from "./group-number.ts";
import { tidyLines, tidyText } from "./tidy.ts";

/** A household as a file gives it; empty: the file does not say. */
export interface ListedHousehold extends ParsedHousehold {
  /** Its number in the group, as on its card; undefined: the file does not say. */
  readonly indexInGroup: number | undefined;
  readonly careNeeds: string;
}

/** A row that was understood, or not. */
export interface ListedLine {
  readonly line: number;
  readonly text: string;
  readonly household: Result<ListedHousehold, LineError>;
}

/**
 * Reads the rows below the headings; empty ones are skipped. Never throws.
 *
 * Shape: `fillsGroup`: a row without a group is of the group above it, as where a spreadsheet has merged cells.
 */
export function readTable(
  rows: readonly TableRow[],
  layout: TableLayout,
  { fillsGroup }: { readonly fillsGroup: boolean },
): readonly ListedLine[] {
  let groupAbove = "";
  return rows.slice(layout.firstRow).flatMap((row) => {
    if (row.cells.every((cell) => cell.trim() === "")) return [];
    const own = cellsOf(row, layout.columns, "group")[0] ?? "";
    const group = own === "" && fillsGroup ? groupAbove : own;
    groupAbove = group;
    return [{ line: row.line, text: row.text, household: readRow(row, layout.columns, group) }];
  });
}

/** Pasted lines, in the form in which files are read. */
export function listedLines(lines: readonly ParsedLine[]): readonly ListedLine[] {
  return lines.map(({ line, text, household }) => ({
    line,
    text,
    household: household.ok
      ? ok({ ...household.value, indexInGroup: undefined, careNeeds: "" })
      : household,
  }));
}

function readRow(
  row: TableRow,
  columns: readonly ColumnKind[],
  groupCell: string,
): Result<ListedHousehold, LineError> {
  if (row.hasBrokenQuotes) return err({ type: "QuotesBroken" });
  const joined = (kind: ColumnKind, separator = " "): string =>
    cellsOf(row, columns, kind).join(separator);
  const group = groupNumber(groupCell.replace(/ /gu, ""));
  if (group === undefined) return err({ type: "GroupMissing" });
  const household = {
    group,
    indexInGroup: readNumber(/^(\d{1,5})$/u, joined("index")),
    name: joined("name"),
    kana: joined("kana"),
    phone: cellsOf(row, columns, "phone").map(restoreZero).join(" "),
    address: joined("address"),
    careNeeds: joined("careNeeds", "\n"),
  };
  const { name, kana, phone, address, careNeeds } = household;
  if (name === "") return err({ type: "NameMissing" });
  if (name.length > NAME_MAX) return err({ type: "NameTooLong", lengthMax: NAME_MAX });
  if (kana.length > NAME_MAX) return err({ type: "FieldTooLong", lengthMax: NAME_MAX });
  const longest = Math.max(phone.length, address.length, careNeeds.length);
  return longest > FIELD_MAX ? err({ type: "FieldTooLong", lengthMax: FIELD_MAX }) : ok(household);
}

/** The cells of a kind that hold something, tidied. */
function cellsOf(
  row: TableRow,
  columns: readonly ColumnKind[],
  kind: ColumnKind,
): readonly string[] {
  const tidy = kind === "careNeeds" ? tidyLines : tidyText;
  return row.cells.flatMap((cell, at) => {
    if (columns[at] !== kind) return [];
    const text = tidy(cell.replace(GUARDED, "$1"));
    return text === "" ? [] : [text];
  });
}

/** The apostrophe that keeps a spreadsheet from running a cell as a formula (roster-cells.ts). */
const GUARDED = /^'('*[=+\-@＝＋－＠])/u;

function readNumber(pattern: RegExp, cell: string): number | undefined {
  const number = Number(pattern.exec(cell.replace(/ /gu, ""))?.[1] ?? 0);
  return number >= 1 && number <= HOUSEHOLD_MAX ? number : undefined;
}

/** Spreadsheets take a number's leading 0 away: 9 digits of a line, 10 of a mobile telephone are left. */
function restoreZero(phone: string): string {
  return /^(?:[1-9]\d{8}|[5-9]0\d{8}|800\d{7})$/u.test(phone) ? `0${phone}` : phone;
}
