/**
 * Room for entries of authors that are not known here, as files and codes bring them. [MEET2] [REL4]
 *
 * Nobody can tell whether they are anything at all, and what is taken in is never deleted: so they have a bound, as they have at
 * a relay. Nothing is lost by it: what finds no room stays with whoever brought it, and finds some once its author's certificate
 * has come, for then it is none of these. The own household's stream comes first and has room that nobody else's takes; then what
 * is small, for a check-in is small and what is large is no call for help.
 */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Carriable } from "./couriers.ts";
import type { MeetingPorts } from "./ports.ts";

/** Entries of unknown authors that are kept here. */
export const UNKNOWN_KEPT_MAX = 1_000;
/** Their bytes. */
export const UNKNOWN_KEPT_BYTES_MAX = 2 * 1024 * 1024;
/** The part of both that is left for the own household. */
export const OWN_HOUSEHOLD_SHARE = 0.25;

/** What may be taken in, and what there is no room for. */
export interface Admitted {
  readonly taken: readonly Carriable[];
  readonly leftBehind: number;
}

/** Leaves out what there is no room for; what is of a known author, or here already, always passes. */
export async function admitUnknown(
  { replica, database }: MeetingPorts,
  items: readonly Carriable[],
): Promise<Admitted> {
  const { authority, identity } = replica;
  // Forms have no author at all, and a bound of their own in the replica.
  const isKnown = ({ entry, stream }: Carriable) =>
    stream === "forms" ||
    (authority !== undefined && standingsOf(authority, entry.author).length > 0);
  if (items.every(isKnown)) return { taken: items, leftBehind: 0 };
  const kept = await database.entries
    .where("state")
    .equals("kept")
    // Those whose author became known and had not signed them take room for ever; what relays brought they had bounded.
    .filter(
      ({ reason, relayedAtSeconds }) =>
        relayedAtSeconds === undefined && (reason === "unknownAuthor" || reason === "badSignature"),
    )
    .toArray();
  const held = new Set(kept.map(({ entryId }) => entryId));
  const { known = [], unknown = [] } = Object.fromEntries(
    groupBy(items, (item) => (isKnown(item) || held.has(item.entryId) ? "known" : "unknown")),
  );
  const own = identity && authority && standingsOf(authority, identity.device)[0]?.household;
  const isOwn = ({ stream }: Carriable) => own !== 0 && stream === `household/${own}`;
  let count = kept.length;
  let byteCount = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const taken = unknown
    .toSorted(
      (left, right) =>
        Number(isOwn(right)) - Number(isOwn(left)) || left.bytes.length - right.bytes.length,
    )
    .filter((item) => {
      const share = isOwn(item) ? 1 : 1 - OWN_HOUSEHOLD_SHARE;
      const { length } = item.bytes;
      if (count + 1 > UNKNOWN_KEPT_MAX * share) return false;
      if (byteCount + length > UNKNOWN_KEPT_BYTES_MAX * share) return false;
      count += 1;
      byteCount += length;
      return true;
    });
  return { taken: [...known, ...taken], leftBehind: unknown.length - taken.length };
}
