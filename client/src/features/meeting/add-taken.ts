/** What several parcels brought, as one answer for the screen. */
import type { TakenIn } from "../../engine/api.ts";

/** What was taken in. */
export type Taken = Extract<TakenIn, { readonly type: "taken" }>;

/** Before the first parcel. */
export const NOTHING_TAKEN: Taken = {
  type: "taken",
  ...{ reports: [], others: 0, carried: 0, leftBehind: 0 },
  ...{ kept: 0, known: 0, damaged: 0, received: 0, applied: [] },
};

/** Adds what one more parcel brought. */
export function addTaken(left: Taken, right: Taken): Taken {
  return {
    type: "taken",
    reports: [...left.reports, ...right.reports],
    others: left.others + right.others,
    carried: left.carried + right.carried,
    leftBehind: left.leftBehind + right.leftBehind,
    kept: left.kept + right.kept,
    known: left.known + right.known,
    damaged: left.damaged + right.damaged,
    received: left.received + right.received,
    applied: [...left.applied, ...right.applied],
  };
}
