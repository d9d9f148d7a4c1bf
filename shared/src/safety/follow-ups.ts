/**
 * Follow-ups as rows: what officers do about households. The document that holds them is documents/follow-ups; what is here
 * needs no Automerge.
 */
import type { IncidentId } from "../base/ids.ts";
import type { FollowUp } from "./board-types.ts";

/** A follow-up with its place. */
export interface FollowUpRow extends FollowUp {
  readonly incident: IncidentId;
  readonly household: number;
}

/** The follow-ups of one (joined) incident by household, as the board takes them; of two, the later. */
export function followUpsOf(
  rows: readonly FollowUpRow[],
  joined: readonly IncidentId[],
): ReadonlyMap<number, FollowUp> {
  const byHousehold = new Map<number, FollowUp>();
  const own = rows.filter(({ incident }) => joined.includes(incident));
  for (const row of own.toSorted(
    (left, right) => left.atMs - right.atMs || (left.incident < right.incident ? -1 : 1),
  )) {
    const { incident: _, household, ...followUp } = row;
    byHousehold.set(household, followUp);
  }
  return byHousehold;
}
