/**
 * The counts of the Noto report, from a board's rows. Sums of boards are a federation's counts.
 */
import type { BoardRow, Counts } from "./board-types.ts";

/** Nothing counted yet; the neutral element of {@link addCounts}. */
export const NO_COUNTS: Counts = {
  answered: 0,
  safe: 0,
  partlySafe: 0,
  contact: 0,
  help: 0,
  read: 0,
  unread: 0,
  total: 0,
  noApp: 0,
  needsCheck: 0,
  outsideAnswered: 0,
  outsideContact: 0,
  outsideHelp: 0,
};

/** Counts rows. Law: answered + read + unread = total; answered = safe + partlySafe + contact + help. */
export function countRows(rows: readonly BoardRow[]): Counts {
  const counts: Record<keyof Counts, number> = { ...NO_COUNTS };
  for (const row of rows) countRow(counts, row);
  return counts;
}

/** Counts rows of each group, ascending. */
export function countRowsByGroup(
  rows: readonly BoardRow[],
): readonly { readonly group: number; readonly counts: Counts }[] {
  const groups = new Map<number, Record<keyof Counts, number>>();
  for (const row of rows) {
    const counts = groups.get(row.group) ?? { ...NO_COUNTS };
    groups.set(row.group, counts);
    countRow(counts, row);
  }
  return [...groups]
    .map(([group, counts]) => ({ group, counts }))
    .toSorted((left, right) => left.group - right.group);
}

/** Adds two counts, as a federation does with its associations'. */
export function addCounts(left: Counts, right: Counts): Counts {
  const keys = Object.keys(NO_COUNTS) as (keyof Counts)[];
  return Object.fromEntries(keys.map((key) => [key, left[key] + right[key]])) as unknown as Counts;
}

function countRow(counts: Record<keyof Counts, number>, row: BoardRow): void {
  if (row.needsCheck) counts.needsCheck += 1;
  const isAnswered = row.state !== "unread" && row.state !== "noApp" && row.state !== "read";
  if (row.isInTotal) {
    counts.total += 1;
    counts[row.state] += 1;
    if (isAnswered) counts.answered += 1;
    return;
  }
  if (row.state === "noApp") counts.noApp += 1;
  if (isAnswered) counts.outsideAnswered += 1;
  if (row.state === "contact") counts.outsideContact += 1;
  if (row.state === "help") counts.outsideHelp += 1;
}
