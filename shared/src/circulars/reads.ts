/**
 * 既読 / 未読 of circulars, by household: one device that opened it speaks for its household.
 */
import type { CircularId } from "../base/ids.ts";
import type { CircularRead, Recorded } from "../records/record.ts";

/** Who has read a circular. */
export interface CircularReads {
  /** Households with at least one device that showed it, ascending. */
  readonly readHouseholds: readonly number[];
  /** Households with a device, none of which showed it, ascending. */
  readonly unreadHouseholds: readonly number[];
  /** When each household first showed it, Unix ms by its clock. */
  readonly readAtMsByHousehold: ReadonlyMap<number, number>;
}

/**
 * Folds the read marks of one circular.
 *
 * Shape:  `registered` are the households with a device; a mark of another household counts as read all the same.
 * Law:    any order and duplication of the marks gives the same answer. [G15]
 */
export function foldCircularReads(
  circular: CircularId,
  registered: readonly number[],
  reads: readonly Recorded<CircularRead>[],
): CircularReads {
  const readAtMs = new Map<number, number>();
  for (const { content, authorHousehold } of reads) {
    if (content.circular !== circular || authorHousehold === 0) continue;
    const atMs = content.atSeconds * 1000;
    readAtMs.set(authorHousehold, Math.min(atMs, readAtMs.get(authorHousehold) ?? atMs));
  }
  const unread = new Set(registered.filter((number) => !readAtMs.has(number)));
  return {
    readHouseholds: ascending(readAtMs.keys()),
    unreadHouseholds: ascending(unread),
    readAtMsByHousehold: new Map([...readAtMs].toSorted(([left], [right]) => left - right)),
  };
}

/** Tells whether a device already showed a circular: it writes the mark once. */
export function isReadBy(
  circular: CircularId,
  household: number,
  reads: readonly Recorded<CircularRead>[],
): boolean {
  return reads.some(
    ({ content, authorHousehold }) =>
      content.circular === circular && authorHousehold === household && household !== 0,
  );
}

function ascending(numbers: Iterable<number>): readonly number[] {
  return [...numbers].toSorted((left, right) => left - right);
}
