/** Which numbers stand on the board and on the printed list, so that both say the same. Pure. */
import type { BoardRow, Counts } from "@tomoshibi/shared/safety/board-types.ts";

/** The columns after 応答, in the order an officer asks for them. */
export const COUNT_COLUMNS = [
  "help",
  "needsCheck",
  "contact",
  "safe",
  "partlySafe",
  "read",
  "unread",
  "noApp",
] as const;
/** One of {@link COUNT_COLUMNS}. */
export type CountColumn = (typeof COUNT_COLUMNS)[number];

/** Every household that asks for help, those without the app too: nobody who calls may stand in no number. */
export function helpIn(counts: Counts | undefined): number {
  return counts === undefined ? 0 : counts.help + counts.outsideHelp;
}

/**
 * Of a state, the households beside the total: what their rows say must not hide under a zero, so that the numbers add up to the
 * rows. 要確認 and アプリなし are of all rows already. Where a device has numbers and no rows (summed up by another, or
 * erased), only the calls and 応答 are known.
 */
export function outsideOf(
  counts: Counts,
  column: CountColumn | "answered",
  rows: readonly Pick<BoardRow, "state" | "isInTotal">[],
): number {
  if (column === "answered") return counts.outsideAnswered;
  if (column === "help") return counts.outsideHelp;
  if (column === "contact") return counts.outsideContact;
  if (column === "needsCheck" || column === "noApp") return 0;
  return rows.filter(({ state, isInTotal }) => state === column && !isInTotal).length;
}

/**
 * Whether the numbers count households that stand on no line any more, for what they said was erased, with another's or with all that was
 * said. Where no line is left, it is said of all that it was erased. [ERA1]
 */
export function isBeyondRows(
  { total }: Pick<Counts, "total">,
  rows: readonly Pick<BoardRow, "isInTotal">[],
): boolean {
  return rows.length > 0 && rows.filter(({ isInTotal }) => isInTotal).length < total;
}

/** Whether a device can know a number: who has opened the question reaches officers alone. (Decision 0023) */
export function isKnown(column: CountColumn, isLeader: boolean): boolean {
  return !(isLeader && column === "read");
}

/** What the printed list says above its lines: what has to be done first, then who is silent. */
export function printedColumns(isLeader: boolean): readonly CountColumn[] {
  const columns = [
    ...(["help", "needsCheck", "contact", "partlySafe"] as const),
    ...(["unread", "read", "noApp"] as const),
  ];
  return columns.filter((column) => isKnown(column, isLeader));
}
