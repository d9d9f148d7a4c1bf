/** The generations of the documents that a replica holds; without Automerge. [DOC3] */
import { type EntryId, type RecordId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import {
  type Generations,
  type OwnersIn,
  foldGenerations,
  summedUp,
} from "@tomoshibi/shared/documents/generations.ts";
import type { writesOf as WritesOf } from "@tomoshibi/shared/documents/next-generation.ts";
import { documentStream } from "@tomoshibi/shared/records/policy.ts";
import type { DocumentChanged, DocumentName, Recorded } from "@tomoshibi/shared/records/record.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import type { Memory } from "./memory.ts";

/** A change with what its entry says. */
export type Change = Recorded<DocumentChanged>;

/** A change that is here, whether or not it counts. */
type HeldChange = Pick<Change, "entryId" | "recordId" | "content">;

/** Documents that are tidied whenever anything is, for they hold what is personal. */
export const ALWAYS_TIDIED: readonly DocumentName[] = ["roster", "followUps"];

/** The generations of a document, by what is applied; as members know them, who do not read what officers decided, without that. */
export function generationsOf(
  memory: Memory,
  name: DocumentName,
  by: "officers" | "members" = "officers",
): Generations<Change> {
  const { changes, begun } = recordsOf(memory, name);
  if (by === "members") return foldGenerations(changes, begun);
  const states = [...foldHeld(memory.records.heldDecisions)];
  const decided = states.flatMap(([id, state]) => (state === "open" ? [] : [id]));
  return foldGenerations(changes, begun, new Set(decided));
}

/** Changes of a document that are here and do not count, as by who was stopped or had left the office. Cost: O(kept). [DOC2] */
export function uncounted(memory: Memory, name: DocumentName): readonly DocumentChanged[] {
  return keptChanges(memory, name).map(({ content }) => content);
}

function keptChanges({ kept, entries }: Memory, name: DocumentName): readonly HeldChange[] {
  return [...kept].flatMap((entryId) => {
    const payload = entries.get(entryId)?.payload;
    return payload?.kind === "documentChanged" && payload.document === name
      ? { entryId, recordId: recordIdOf(entryId), content: payload }
      : [];
  });
}

/** Tells which records stand somewhere: what a later generation says counts for erasing once all of it does. */
export type Stands = (id: RecordId) => boolean;

/** Here, in whatever state: enough to do what an officer has listed. */
export function hereIn(memory: Memory): Stands {
  const held = new Set<RecordId>([...memory.entries.keys()].map(recordIdOf));
  return (id) => held.has(id);
}

/** Documents that have a later generation. */
export function namesBegun({ records }: Memory): readonly DocumentName[] {
  return [...new Set(records.begun.map(({ content }) => content.document))];
}

/**
 * The entries of earlier generations that may be erased, for what they say stands in a later one. [ERA1]
 *
 * Shape: `read` reads what changes wrote. With it those that members read too are left out where the later one leaves somebody's words
 *        out; what an officer lists is listed without it, for each device looks for itself.
 */
export function summedEntries(
  memory: Memory,
  stands: Stands,
  read?: typeof WritesOf,
): ReadonlySet<EntryId> {
  const entries = namesBegun(memory).flatMap((name) => {
    const { changes: counted, begun } = recordsOf(memory, name);
    // What a device wrote that is stopped by now goes too, once another one's generation says it.
    const changes = [...counted, ...keptChanges(memory, name)];
    const { current } = generationsOf(memory, name);
    const isLookedAt = read !== undefined && documentStream(name) === "members";
    const summed = summedUp(begun, stands, isLookedAt ? ownersIn(changes, read) : undefined);
    return changes.filter(
      ({ recordId, content }) => summed.has(recordId) && content.generation !== current,
    );
  });
  return new Set(entries.map(({ entryId }) => entryId));
}

function ownersIn(changes: readonly HeldChange[], read: typeof WritesOf): OwnersIn {
  const byId = new Map(changes.map((change) => [change.recordId, change]));
  return (id) => {
    const change = byId.get(id);
    const writes = change && read(change.content.changes);
    return writes && new Set(writes.map(({ owner }) => owner));
  };
}

function recordsOf({ records }: Memory, name: DocumentName) {
  const isOfIt = ({ content }: { readonly content: { readonly document: DocumentName } }) =>
    content.document === name;
  const changes = records.changes.filter(isOfIt);
  // Every word about whose alerts are listened to goes on counting: no generation may unsay one. (decision 0049)
  return { changes, begun: name === "settings" ? [] : records.begun.filter(isOfIt) };
}
