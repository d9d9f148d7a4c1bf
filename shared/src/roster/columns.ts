/**
 * Which column of a spreadsheet is what: told by its heading, or by its cells where there is none. A guess that the officer
 * sees and can correct; nothing is written by it.
 */
import { tidyText } from "./tidy.ts";

/** What a column holds; several columns of one kind are joined in their order (姓 and 名, 住所1 and 住所2). */
export type ColumnKind =
  | "group"
  | "index"
  | "name"
  | "kana"
  | "phone"
  | "address"
  | "careNeeds"
  | "ignored";

/** All kinds, in the order in which they are offered. */
export const COLUMN_KINDS: readonly ColumnKind[] = [
  "group",
  "index",
  "name",
  "kana",
  "phone",
  "address",
  "careNeeds",
  "ignored",
];

/** One row of a file: where it stood and what it looked like. */
export interface TableRow {
  /** Counts from 1 in the file. */
  readonly line: number;
  /** As it stood there, to be copied out. */
  readonly text: string;
  readonly cells: readonly string[];
  readonly hasBrokenQuotes: boolean;
}

/** How a file is understood. */
export interface TableLayout {
  /** Rows before this one are titles and headings. */
  readonly firstRow: number;
  readonly hasHeading: boolean;
  readonly columns: readonly ColumnKind[];
}

/** Headings stand near the top, below a title and a date at most. */
const HEADING_ROWS_MAX = 10;
/** Rows looked at where there is no heading. */
const SAMPLE_ROWS = 50;

/** Recognises the headings, or guesses by the cells. */
export function recogniseLayout(rows: readonly TableRow[]): TableLayout {
  const width = Math.min(
    rows.reduce((most, { cells }) => Math.max(most, cells.length), 0),
    200,
  );
  const heading = rows.slice(0, HEADING_ROWS_MAX).findIndex(({ cells }) => isHeading(cells));
  if (heading >= 0) {
    const cells = Array.from({ length: width }, (_, at) => rows[heading]?.cells[at] ?? "");
    return { firstRow: heading + 1, hasHeading: true, columns: kindsOfHeadings(cells) };
  }
  return { firstRow: 0, hasHeading: false, columns: guessKinds(rows.slice(0, SAMPLE_ROWS), width) };
}

/** What a heading says its column holds. */
export function kindOfHeading(heading: string): ColumnKind {
  const text = tidyText(heading).replace(/[ ※*:・/]|\((?!.*(?:かな|カナ|がな|ガナ)).*?\)/gu, "");
  return HEADINGS.find(([, pattern]) => pattern.test(text))?.[0] ?? "ignored";
}

/** The first that fits counts: 世帯主かな is a reading, 緊急連絡先 is not the household's telephone. */
const HEADINGS: readonly (readonly [ColumnKind, RegExp])[] = [
  [
    "ignored",
    /緊急|家族|同居|世帯員|続柄|役職|生年|年齢|性別|人数|郵便|FAX|ファクス|ファックス|メール|mail/iu,
  ],
  ["kana", /かな|カナ|ふりがな|フリガナ|読み|よみ|^(?:セイ|メイ|せい|めい|kana)$/iu],
  // 番号 and No. alone number the lines of a list: taking them for the household's number would rename households.
  ["index", /^(?:班|組)(?:の中の|内の?)(?:番号|順|No\.?)$/iu],
  ["group", /^(?:所属)?(?:班|組|隣組|班組|group)(?:名|番号|No\.?)?$/iu],
  ["phone", /電話|でんわ|TEL|携帯|連絡先|phone/iu],
  ["address", /住所|番地|所在地|地番|号室|部屋番号|建物|address/iu],
  ["careNeeds", /備考|手助け|支援|配慮|介護|注意|特記|メモ|摘要/u],
  ["name", /世帯主|氏名|名前|なまえ|代表者|会員名|^(?:姓|名|名字|苗字|name)$/iu],
];

function isHeading(cells: readonly string[]): boolean {
  const kinds = new Set(cells.map(kindOfHeading));
  kinds.delete("ignored");
  return kinds.size >= 2 && (kinds.has("name") || kinds.has("group"));
}

/** 姓 and 名 are one name; 世帯主 and 代表者 are two, of which the first counts. */
function kindsOfHeadings(headings: readonly string[]): readonly ColumnKind[] {
  const seen = new Set<ColumnKind>();
  return headings.map((heading) => {
    const kind = kindOfHeading(heading);
    const isOnce = kind === "group" || kind === "index" || kind === "name" || kind === "kana";
    const isPart = /^(?:名|メイ|めい)$/u.test(tidyText(heading).replace(/\(.*?\)/gu, ""));
    const isSecond = isOnce && seen.has(kind) && !isPart;
    seen.add(kind);
    return isSecond ? "ignored" : kind;
  });
}

function guessKinds(rows: readonly TableRow[], width: number): readonly ColumnKind[] {
  const taken = new Set<ColumnKind>();
  return Array.from({ length: width }, (_, at) => {
    const cells = rows.map(({ cells: own }) => tidyText(own[at] ?? "")).filter(Boolean);
    const kind = GUESSES.find(
      ([guessed, pattern]) => !taken.has(guessed) && mostMatch(cells, pattern),
    )?.[0];
    if (kind !== undefined) taken.add(kind);
    return kind ?? "ignored";
  });
}

const GUESSES: readonly (readonly [ColumnKind, RegExp])[] = [
  ["group", /^第?(?:\d{1,3}[班組]?|[一二三四五六七八九十]{1,3}[班組])$/u],
  ["kana", /^[\u3041-\u3096\u30a1-\u30fa\u30fc・ ]+$/u],
  ["phone", /^\+?[\d()\- ]{6,20}$/u],
  ["name", /^[^\d]{1,20}$/u],
  ["address", /\D/u],
];

function mostMatch(cells: readonly string[], pattern: RegExp): boolean {
  return (
    cells.length > 0 && cells.filter((cell) => pattern.test(cell)).length * 3 > cells.length * 2
  );
}
