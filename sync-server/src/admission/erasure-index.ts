/**
 * Which entries were erased, read from the stream `erasures`, whose boxes are open. [ERA1]
 *
 * Who wrote an erasure is asked of the authority each time: an officer that was stopped erases nothing beyond its bound. [MEM5]
 */
import type { AssociationId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { type Entry, decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  type Authority,
  countsEntry,
  standingAt,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { type Erasable, mayErase } from "@tomoshibi/shared/sync/erasing.ts";

/** Erasures by the entries they list. */
export interface ErasureIndex {
  /** Adds an encoded entry of the stream `erasures`; what is none is passed over. */
  add(bytes: Uint8Array): void;
  /** Tells whether an entry was erased by somebody who may. */
  isErased(authority: Authority, entryId: EntryId, entry: Erasable): boolean;
}

/** Erasures of one entry by one author that are remembered. */
const SAME_MAX = 4;

/** What an encoded entry of the stream erases. Errors: empty when it is no erasure. */
export function erasedBy(
  bytes: Uint8Array,
): readonly { readonly stream: StreamName; readonly ids: readonly EntryId[] }[] {
  const box = decodeEntry(bytes)?.box;
  const payload = box && decodePayload(box);
  return payload?.kind === "erased" ? payload.entries : [];
}

/** An office that ended later takes no erasure back. [KEY3] */
function isOfficerThen(standing: Standing, { seq }: Entry, id: EntryId): boolean {
  return isOfficer(standingAt(standing, "erasures", seq, id));
}

/** Members read documents, which officers alone write: what a resident opened by 揺れました is no officer's to erase. [DOC3] */
function isByOfficeHolder(authority: Authority, { author }: Erasable): boolean {
  return standingsOf(authority, author).some(
    (standing) => isOfficer(standing) || (standing.former && isOfficer(standing.former)),
  );
}

/** Makes an empty index. */
export function createErasureIndex(association: AssociationId): ErasureIndex {
  const place = { association, stream: "erasures" } as const;
  const byEntry = new Map<EntryId, Entry[]>();
  return {
    add(bytes) {
      const erasure = decodeEntry(bytes);
      if (erasure === undefined) return;
      for (const { ids } of erasedBy(bytes))
        for (const id of ids) {
          const known = byEntry.get(id);
          if (known === undefined) byEntry.set(id, [erasure]);
          // The same author's second word adds nothing, unless only one of them was in office.
          else if (known.filter(({ author }) => author === erasure.author).length < SAME_MAX)
            known.push(erasure);
        }
    },
    isErased: (authority, entryId, entry) =>
      (entry.stream !== "members" || isByOfficeHolder(authority, entry)) &&
      (byEntry.get(entryId) ?? []).some((erasure) => {
        const id = entryIdOf(place, erasure);
        // Its signature was checked when it was taken.
        return standingsOf(authority, erasure.author).some(
          (standing) =>
            countsEntry(standing, place.stream, erasure.seq, id) &&
            mayErase(
              { author: erasure.author, isByOfficer: isOfficerThen(standing, erasure, id) },
              entry,
            ),
        );
      }),
  };
}
