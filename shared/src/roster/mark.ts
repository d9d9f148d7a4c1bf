/**
 * The mark by which a household and its card are recognised: 「3班-12」.
 */

/** Writes a household's mark; empty for a device without a household. */
export function markOf(group: number, indexInGroup: number): string {
  return group === 0 ? "" : `${group}班-${indexInGroup}`;
}

/** A household's place in walking order. */
export interface Walkable {
  readonly group: number;
  readonly indexInGroup: number;
  readonly number: number;
  /** What an officer set by hand; undefined: by its index. */
  readonly walkingOrder: number | undefined;
}

/** Places set by hand come first in a group; the rest follow by index. */
const UNSET = 1_000_000;

/** The place that screens and paper sort by, within a group. */
export function walkingOrderOf(household: Walkable): number {
  return household.walkingOrder ?? UNSET + household.indexInGroup;
}

/** Orders households as somebody walks: by group, then by hand-set place, then by index. */
export function compareWalking(left: Walkable, right: Walkable): number {
  return (
    left.group - right.group ||
    walkingOrderOf(left) - walkingOrderOf(right) ||
    left.number - right.number
  );
}
