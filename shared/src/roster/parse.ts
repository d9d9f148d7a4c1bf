/**
 * Reads a pasted list of households: one a line, `班, 名前[, かな][, 電話][, 住所]`, separated by tab, comma, 、 or a full-width
 * space. Digits may be full-width; 3, 3班, ３組 and 三班 are one group.
 *
 * What a line's later cells are is told by what they look like, since lists leave out what they lack. Nothing is changed by
 * reading: the screen shows good lines and faulty ones, and a person decides.
 */
import { type Result, err, ok } from "../base/result.ts";
import { NAME_MAX } from "../records/record.ts";
import { groupNumber } from "./group-number.ts";
import { tidyText as tidy } from "./tidy.ts";

/** A household as a line gives it. */
export interface ParsedHousehold {
  readonly group: number;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
}

/** What is wrong with a line. Message catalogue: `rosterLine.<type>`. */
export type LineError =
  | { readonly type: "GroupMissing" }
  | { readonly type: "NameMissing" }
  | { readonly type: "NameTooLong"; readonly lengthMax: number }
  | { readonly type: "FieldTooLong"; readonly lengthMax: number }
  | {
      readonly type: "CellTwice";
      readonly cell: "kana" | "phone" | "address";
      readonly text: string;
    }
  /** A quotation mark that never closes, or closes in the middle of a cell. */
  | { readonly type: "QuotesBroken" }
  /** Characters that no encoding gave: 〓, U+FFFD, or a character of one computer's own (外字). */
  | { readonly type: "CharactersLost"; readonly text: string }
  /** A spreadsheet took 1-2-3 for a date, or a telephone number for a quantity. */
  | { readonly type: "ChangedBySpreadsheet"; readonly text: string }
  | { readonly type: "SameAsLine"; readonly line: number }
  /** Several households of the roster could be meant. */
  | { readonly type: "Ambiguous"; readonly marks: readonly string[] };

/** A good line or a faulty one; `line` counts from 1 in the pasted text. */
export interface ParsedLine {
  readonly line: number;
  readonly text: string;
  readonly household: Result<ParsedHousehold, LineError>;
}

/** Longest telephone number, address and care note, in UTF-16 units. */
export const FIELD_MAX = 200;
/** Most lines read at once: far more than an association has. */
export const LINES_MAX = 20_000;

/** Reads pasted lines; empty ones are skipped. Never throws. */
export function parseRoster(text: string): readonly ParsedLine[] {
  return text
    .split(/\r\n|\r|\n/u, LINES_MAX)
    .map((raw, index) => ({ line: index + 1, text: raw.trim() }))
    .filter((line) => line.text !== "" && !isHeading(line.text))
    .map((line) => ({ ...line, household: parseLine(line.text) }));
}

/** The good lines alone. */
export function goodHouseholds(lines: readonly ParsedLine[]): readonly ParsedHousehold[] {
  return lines.flatMap(({ household }) => (household.ok ? [household.value] : []));
}

function parseLine(text: string): Result<ParsedHousehold, LineError> {
  const { group, rest } = splitGroup(text);
  if (group === undefined) return err({ type: "GroupMissing" });
  const [name = "", ...others] = cellsOf(rest);
  if (name === "") return err({ type: "NameMissing" });
  if (name.length > NAME_MAX) return err({ type: "NameTooLong", lengthMax: NAME_MAX });
  const fields = { kana: "", phone: "", address: "" };
  for (const cell of others) {
    if (cell === "") continue;
    const field = fieldOf(cell);
    if (fields[field] !== "") return err({ type: "CellTwice", cell: field, text: cell });
    const lengthMax = field === "kana" ? NAME_MAX : FIELD_MAX;
    if (cell.length > lengthMax) return err({ type: "FieldTooLong", lengthMax });
    fields[field] = cell;
  }
  return ok({ group, name, ...fields });
}

/** A spreadsheet's first line. */
function isHeading(text: string): boolean {
  return /^(?:班|組)(?:番号)?\s*[\t,、，\s]\s*(?:世帯主?の?)?(?:代表者の?)?(?:名前|氏名|代表者)/u.test(
    text,
  );
}

/** Takes the group off the front: the only cell that may be followed by a plain space. */
function splitGroup(text: string): { readonly group: number | undefined; readonly rest: string } {
  const match =
    /^(第?(?:[0-9０-９]{1,5}[ \u3000]*[班組]?|[一二三四五六七八九十]{1,3}[班組]))[ ]*(?:[\t,、，\u3000 ]|$)/u.exec(
      text,
    );
  const group = groupNumber(match?.[1] ?? "");
  if (match === null || group === undefined) return { group: undefined, rest: "" };
  return { group, rest: text.slice(match[0].length) };
}

/** A full-width space separates only where nothing stronger does: it also stands between 山田 and 太郎. */
function cellsOf(rest: string): readonly string[] {
  const isStrong = /[\t,、，]/u.test(rest);
  const cells = rest.split(isStrong ? /[\t,、，]/u : /\u3000+/u).map(tidy);
  return isStrong ? cells : joinNames(cells.filter((cell) => cell !== ""));
}

/** Joins family and given name, and both kana, that a full-width space had parted. */
function joinNames(cells: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const cell of cells) {
    const before = joined.at(-1);
    const isName = joined.length === 1 && isNamePart(before) && isNamePart(cell);
    const isKanaPair = joined.length === 2 && isKana(before) && isKana(cell);
    if (before !== undefined && (isName || isKanaPair))
      joined[joined.length - 1] = `${before} ${cell}`;
    else joined.push(cell);
  }
  return joined;
}

/** Addresses have digits; a name joined once holds a space and takes no third part. */
function isNamePart(cell: string | undefined): boolean {
  return (
    cell !== undefined && cell !== "" && !/[\d ]/u.test(cell) && !isKana(cell) && cell.length <= 8
  );
}

function fieldOf(cell: string): "kana" | "phone" | "address" {
  if (isKana(cell)) return "kana";
  return /^\+?[\d()\- ]{6,20}$/u.test(cell) ? "phone" : "address";
}

function isKana(cell: string | undefined): boolean {
  return cell !== undefined && /^[\u3041-\u3096\u30a1-\u30fa\u30fc・ ]+$/u.test(cell);
}
