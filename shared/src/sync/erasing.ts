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
 * Tells whether an erasure has power over an entry: its own author's, or an officer's; and only where people speak of themselves.
 *
 * Why not everywhere: with an erasure that is erased, what stays would depend on which came first; and keys, receipts and
 * changes of documents are what others' entries stand on.
 */
export function mayErase(erasure: Erasure, { author, stream }: Erasable): boolean {
  const isOfPeople = stream === "safety" || stream.startsWith("household/");
  return isOfPeople && (erasure.isByOfficer || erasure.author === author);
}

/** The erasures of each entry that any lists. */
export function erasuresByEntry<Of extends Erasure>(
  erasures: Iterable<{ readonly erasure: Of; readonly ids: Iterable<EntryId> }>,
): ReadonlyMap<EntryId, readonly Of[]> {
  const byEntry = new Map<EntryId, Of[]>();
  for (const { erasure, ids } of erasures)
    for (const id of ids) byEntry.set(id, [...(byEntry.get(id) ?? []), erasure]);
  return byEntry;
}

/** The bytes of an entry's husk. Errors: undefined when it is no entry, or a husk already. */
export function huskBytes(bytes: Uint8Array): Uint8Array | undefined {
  const entry = decodeEntry(bytes);
  return entry?.box === undefined ? undefined : encodeEntry(toHusk(entry));
}
