/**
 * The roster as rows of a spreadsheet, in the form that {@link recogniseLayout} and {@link readTable} read again.
 *
 * Law: what was written and read again, unchanged, plans no change (plan-import.ts).
 */
import type { KnownHousehold } from "./match-rows.ts";

/** The headings; they are recognised again, whatever language the app is shown in. */
export const ROSTER_HEADINGS: readonly string[] = [
  "班",
  "班の中の番号",
  "世帯の代表者の名前",
  "かな",
  "電話",
  "住所",
  "手助けがいること",
];

/** Headings and one row a household; those that only their devices tell of are not of the roster yet. */
export function rosterCells(households: readonly KnownHousehold[]): readonly (readonly string[])[] {
  const rows = households
    .filter(({ indexInGroup }) => indexInGroup > 0)
    .map(({ group, indexInGroup, name, kana, phone, address, careNeeds }) => [
      String(group),
      String(indexInGroup),
      ...[name, kana, phone, address, careNeeds].map(guardCell),
    ]);
  return [ROSTER_HEADINGS, ...rows];
}

/**
 * Keeps a spreadsheet from running a cell as a formula: residents write their names themselves, and =HYPERLINK(…) would be
 * followed on the officer's computer. The apostrophe is taken off again by reading.
 */
function guardCell(text: string): string {
  const plain = text.replace(/[^\P{Cc}\t\n\r]+/gu, " ").trim();
  return /^'*[=+\-@＝＋－＠]/u.test(plain) ? `'${plain}` : plain;
}
