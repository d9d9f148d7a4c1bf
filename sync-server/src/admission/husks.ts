/**
 * Putting husks in the place of what was erased. [ERA1]
 *
 * An erasure names streams and ids. Streams are read through for them, for erasing is rare and storage finds no message by its id;
 * each is bounded by what an association may hold. A husk keeps id and position, so that no offset changes.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { standingAt, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import {
  MEMBER_ERASED_STREAMS_MAX,
  huskBytes,
  isErasableIn,
} from "@tomoshibi/shared/sync/erasing.ts";
import type { EraseWrite, Offset, Storage, StorageError } from "../storage/storage.ts";
import type { ItemAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { AssociationState } from "./associations.ts";
import { erasedBy } from "./erasure-index.ts";
import type { Plan } from "./plan.ts";

/** How much is read at once. */
const PAGE = { messagesMax: 1_000, bytesMax: 1024 * 1024 };
/** Husks in one transaction. */
const WRITES_MAX = 500;

/** An erasure that is stored. */
export interface StoredErasure {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * Turns into husks what these erasures name, as far as their authors may. One that was gone through before costs nothing: anybody
 * can hand it in again, and reading streams through is what a relay does least cheaply.
 *
 * Shape: `state` knows the erasures, which were just taken into the stream, or are known there.
 * Errors: those of storage; sending the erasure again makes up for it.
 */
export async function makeHusks(
  storage: Storage,
  state: AssociationState,
  erasures: readonly StoredErasure[],
): Promise<Result<undefined, StorageError>> {
  const fresh = erasures.filter(({ id }) => !state.husked.has(id));
  const wanted = new Map<StreamName, Set<EntryId>>();
  for (const { stream, ids } of fresh.flatMap((erasure) => worthReading(state, erasure))) {
    const named = wanted.get(stream) ?? new Set();
    for (const id of ids) named.add(id);
    wanted.set(stream, named);
  }
  for (const [stream, ids] of wanted) {
    const made = await huskStream(storage, state, stream, ids);
    if (!made.ok) return made;
  }
  for (const { id } of fresh) state.husked.add(id);
  return ok(undefined);
}

/** What an erasure names where it may have power: of who is no officer a few streams, so that one entry costs no more than that. */
function worthReading(
  { authority, id: association }: AssociationState,
  { bytes }: StoredErasure,
): ReturnType<typeof erasedBy> {
  const entry = decodeEntry(bytes);
  if (entry === undefined) return [];
  const id = entryIdOf({ association, stream: "erasures" }, entry);
  const isByOfficer = standingsOf(authority, entry.author).some((standing) =>
    isOfficer(standingAt(standing, "erasures", entry.seq, id)),
  );
  const erasable = erasedBy(bytes).filter(({ stream }) => isErasableIn(stream, isByOfficer));
  return isByOfficer ? erasable : erasable.slice(0, MEMBER_ERASED_STREAMS_MAX);
}

/** Turns into husks, of entries that were taken a moment ago, those that are erased by now. */
export async function huskAccepted(
  storage: Storage,
  state: AssociationState,
  plans: readonly Plan[],
  answers: readonly ItemAnswer[],
): Promise<Result<unknown, StorageError>> {
  const writes = plans.flatMap((plan, index): EraseWrite[] => {
    if (plan.type === "settled" || plan.isIntake || plan.signer === undefined) return [];
    if (answers[index]?.verdict !== "accepted") return [];
    const { stream, message, signer } = plan;
    const entry = { author: signer.device, stream };
    const husk = huskBytes(message.bytes);
    if (husk === undefined || message.id === null) return [];
    if (!state.erasures.isErased(state.authority, plan.id as EntryId, entry)) return [];
    return [{ type: "erase", key: { association: state.id, stream }, id: message.id, husk }];
  });
  return writes.length === 0 ? ok(undefined) : storage.transact(writes);
}

async function huskStream(
  storage: Storage,
  state: AssociationState,
  stream: StreamName,
  ids: Set<EntryId>,
): Promise<Result<undefined, StorageError>> {
  const key = { association: state.id, stream };
  let after: Offset | "start" = "start";
  while (ids.size > 0) {
    const pages = await storage.read([{ key, after }], PAGE);
    if (!pages.ok) return pages;
    const [page] = pages.value;
    if (page?.type !== "page") break;
    const writes: EraseWrite[] = [];
    for (const { id, bytes } of page.messages) {
      const entryId = bytesToHex(id) as EntryId;
      if (!ids.delete(entryId)) continue;
      const entry = decodeEntry(bytes);
      const husk = huskBytes(bytes);
      if (entry === undefined || husk === undefined) continue;
      if (state.erasures.isErased(state.authority, entryId, { author: entry.author, stream }))
        writes.push({ type: "erase", key, id, husk });
    }
    for (let start = 0; start < writes.length; start += WRITES_MAX) {
      const erased = await storage.transact(writes.slice(start, start + WRITES_MAX));
      if (!erased.ok) return erased;
    }
    if (page.next === page.head.tail) break;
    after = page.next;
  }
  return ok(undefined);
}
