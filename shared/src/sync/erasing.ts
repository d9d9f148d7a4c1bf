/**
 * What an `erased` makes of entries: who may have whose content gone. [ERA1]
 *
 * Pure: replicas and relays decide alike, by the author of the entry and the author of the erasure. What was erased stays as a
 * husk: that something was there, by whom and where, cannot be erased.
 */
import type { DeviceId, EntryId } from "../base/ids.ts";
import { decodeEntry, encodeEntry, toHusk } from "../entry/entry.ts";
import type { StreamName } from "../entry/stream-name.ts";

/** An erasure that counts, as far as it is about one entry. */
export interface Erasure {
  readonly author: DeviceId;
  readonly isByOfficer: boolean;
}

/** What may be erased, as far as power over it goes. */
export interface Erasable {
  readonly author: DeviceId;
  readonly stream: StreamName;
}

/**
 * Tells whether an erasure has power over an entry: its own author's, or an officer's, where people speak of themselves; an
 * officer's over what officers wrote for themselves and for members.
 *
 * Why not everywhere: with an erasure that is erased, what stays would depend on which came first; and keys and receipts are
 * what others' entries stand on. Of what officers wrote, replicas erase only changes of documents that a later generation sums
 * up (documents/generations.ts); relays, which read none, take an officer's word. [DOC3]
 */
export function mayErase(erasure: Erasure, { author, stream }: Erasable): boolean {
  return (
    isErasableIn(stream, erasure.isByOfficer) && (erasure.isByOfficer || erasure.author === author)
  );
}

/** Tells whether anything of a stream can be erased at all, by an officer or by another. */
export function isErasableIn(stream: StreamName, isByOfficer: boolean): boolean {
  if (holdsDocuments(stream) || stream === "checkpoints" || stream === "forms") return isByOfficer;
  return stream === "safety" || stream.startsWith("household/") || stream.startsWith("group/");
}

/** Streams that hold documents: devices erase there only what a generation sums up. [DOC3] */
export function holdsDocuments(stream: StreamName): boolean {
  return stream === "officers" || stream === "members";
}

/** Streams that a relay reads through for one erasure of who is no officer; a device that names more writes several. */
export const MEMBER_ERASED_STREAMS_MAX = 16;
/** Ids in one erasure of who is no officer: an entry of a member's has 8 kB. [ENT5] */
export const MEMBER_ERASED_ENTRIES_MAX = 200;
/**
 * Ids that all erasures of one author who is no officer name with effect, the first that came: more than such a device writes, so
 * that made-up ones do not grow what every replica looks through.
 */
export const MEMBER_ERASED_IDS_MAX = 20_000;

/**
 * The erasures of each entry that any lists.
 *
 * Cost: O(ids), each author once an id, and MEMBER_ERASED_IDS_MAX ids an author who is no officer.
 */
export function erasuresByEntry<Of extends Erasure>(
  erasures: Iterable<{ readonly erasure: Of; readonly ids: Iterable<EntryId> }>,
): ReadonlyMap<EntryId, readonly Of[]> {
  const byEntry = new Map<EntryId, Of[]>();
  const named = new Map<DeviceId, number>();
  for (const { erasure, ids } of erasures)
    for (const id of ids) {
      const by = byEntry.get(id);
      if (by?.some((one) => isSame(one, erasure)) === true) continue;
      const count = named.get(erasure.author) ?? 0;
      if (!erasure.isByOfficer && count >= MEMBER_ERASED_IDS_MAX) break;
      named.set(erasure.author, count + (erasure.isByOfficer ? 0 : 1));
      if (by === undefined) byEntry.set(id, [erasure]);
      else by.push(erasure);
    }
  return byEntry;
}

function isSame(left: Erasure, right: Erasure): boolean {
  return left.author === right.author && left.isByOfficer === right.isByOfficer;
}

/** The bytes of an entry's husk. Errors: undefined when it is no entry, or a husk already. */
export function huskBytes(bytes: Uint8Array): Uint8Array | undefined {
  const entry = decodeEntry(bytes);
  return entry?.box === undefined ? undefined : encodeEntry(toHusk(entry));
}
