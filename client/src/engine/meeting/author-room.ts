/**
 * Room for what known authors without an office sign themselves, as far as it comes by hand; a relay bounds the rest. [MEET2] [REL4]
 *
 * An honest household writes some 100 kB a year, and what finds no room by hand still goes by a relay. So that nobody's noise
 * takes the room of another's report: counted is only what its author signed, each author by itself, and the first reports of
 * each have room however much the household's other devices wrote.
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { OpenReplica } from "../replica/replica.ts";

/** Bytes of one author: what a relay takes in a day. */
export const AUTHOR_BYTES_MAX = 1024 * 1024;
/** Bytes of a group leader or desk, who record for others. */
export const RECORDER_BYTES_MAX = 16 * AUTHOR_BYTES_MAX;
/** Bytes of a household's devices together. */
export const HOUSEHOLD_BYTES_MAX = 4 * AUTHOR_BYTES_MAX;
/** Bytes of each author that the household's other devices cannot take: some 200 reports. */
export const SURE_BYTES = 32 * 1024;

type Membership = Pick<OpenReplica, "authority" | "identity">;

/** What each author has brought, in bytes. */
export type BroughtBytes = readonly (readonly [author: DeviceId, bytes: number])[];

/** What is left of the authors' room. */
export interface AuthorRoom {
  /** Tells whether there is room for so much of an author's. */
  has(author: DeviceId, byteCount: number): boolean;
  /** Counts what was taken in, was not here before, and that its author signed. */
  note(author: DeviceId, byteCount: number): void;
  /** What was counted so far. */
  brought(): BroughtBytes;
}

/** Opens it after what was brought before. */
export function createAuthorRoom(membership: Membership, before: BroughtBytes): AuthorRoom {
  const byAuthor = new Map(before);
  const byHousehold = new Map<number, number>();
  const bounded = (author: DeviceId) => boundedStanding(membership, author);
  for (const [author, bytes] of byAuthor) addTo(byHousehold, householdOf(bounded(author)), bytes);
  return {
    has(author, byteCount) {
      const standing = bounded(author);
      if (standing === undefined) return true;
      const after = (byAuthor.get(author) ?? 0) + byteCount;
      if (hasRecorded(standing)) return after <= RECORDER_BYTES_MAX;
      const ofHousehold = (byHousehold.get(standing.household) ?? 0) + byteCount;
      return (
        after <= SURE_BYTES || (after <= AUTHOR_BYTES_MAX && ofHousehold <= HOUSEHOLD_BYTES_MAX)
      );
    },
    note(author, byteCount) {
      const standing = bounded(author);
      if (standing === undefined) return;
      byAuthor.set(author, (byAuthor.get(author) ?? 0) + byteCount);
      addTo(byHousehold, householdOf(standing), byteCount);
    },
    brought: () => [...byAuthor],
  };
}

/** Tells whether a key has an office, or had one: what it did in it is as long as it is. */
export function hasHeldOffice(standing: Standing): boolean {
  return isOfficer(standing) || (standing.former !== undefined && isOfficer(standing.former));
}

/** The author's standing, if it has a bound: not an officer's, not the own, and not that of who is unknown (unknown-authors.ts). */
function boundedStanding(
  { authority, identity }: Membership,
  author: DeviceId,
): Standing | undefined {
  if (authority === undefined || author === identity?.device) return undefined;
  const standings = standingsOf(authority, author);
  return standings.some(hasHeldOffice) ? undefined : standings[0];
}

/** Who records for others takes none of the household's room. */
function householdOf(standing: Standing | undefined): number | undefined {
  return standing === undefined || hasRecorded(standing) ? undefined : standing.household;
}

/** Tells whether a key is, or was, of who records for others: a group leader, a desk. */
export function hasRecorded({ roles, former }: Standing): boolean {
  return [roles, former?.roles].some((all) => all?.has("groupLeader") || all?.has("desk"));
}

/** Adds bytes to what a household has taken; nothing for no household. */
export function addTo(
  byHousehold: Map<number, number>,
  household: number | undefined,
  bytes: number,
): void {
  if (household !== undefined)
    byHousehold.set(household, (byHousehold.get(household) ?? 0) + bytes);
}
