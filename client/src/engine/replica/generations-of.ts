/** The generations of the documents that a replica holds; without Automerge. [DOC3] */
import { type EntryId, type RecordId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import {
  type Generations,
  foldGenerations,
  summedUp,
} from "@tomoshibi/shared/documents/generations.ts";
import type { DocumentChanged, DocumentName, Recorded } from "@tomoshibi/shared/records/record.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import type { Memory } from "./memory.ts";

/** A change with what its entry says. */
export type Change = Recorded<DocumentChanged>;

/** The documents that hold what is personal, and that officers' devices alone read: they are tidied. */
export const TIDIED: readonly DocumentName[] = ["roster", "followUps"];

/** The generations of a document, by what is applied. */
export function generationsOf(memory: Memory, name: DocumentName): Generations<Change> {
  const { changes, begun } = recordsOf(memory, name);
  const states = [...foldHeld(memory.records.heldDecisions)];
  const decided = states.flatMap(([id, state]) => (state === "open" ? [] : [id]));
  return foldGenerations(changes, begun, new Set(decided));
}

/** Tells which records stand somewhere: what a later generation says counts for erasing once all of it does. */
export type Stands = (id: RecordId) => boolean;

/** Here, in whatever state: enough to do what an officer has listed. */
export function hereIn(memory: Memory): Stands {
  const held = new Set<RecordId>([...memory.entries.keys()].map(recordIdOf));
  return (id) => held.has(id);
}

/** The entries of earlier generations that may be erased, for what they say stands in a later one. [ERA1] */
export function summedEntries(memory: Memory, stands: Stands): ReadonlySet<EntryId> {
  const names = new Set(memory.records.begun.map(({ content }) => content.document));
  const entries = [...names].flatMap((name) => {
    const { changes, begun } = recordsOf(memory, name);
    const { current } = generationsOf(memory, name);
    const summed = summedUp(begun, stands);
    return changes.filter(
      ({ recordId, content }) => summed.has(recordId) && content.generation !== current,
    );
  });
  return new Set(entries.map(({ entryId }) => entryId));
}

function recordsOf({ records }: Memory, name: DocumentName) {
  const isOfIt = ({ content }: { readonly content: { readonly document: DocumentName } }) =>
    content.document === name;
  return { changes: records.changes.filter(isOfIt), begun: records.begun.filter(isOfIt) };
}
