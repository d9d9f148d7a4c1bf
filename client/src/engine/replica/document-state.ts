/**
 * Documents as they are open in Automerge: opening them, and storing what they say. Loaded with Automerge.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { Generations } from "@tomoshibi/shared/documents/generations.ts";
import { documentStream } from "@tomoshibi/shared/records/policy.ts";
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import type { DocumentRow } from "../store/rows.ts";
import type { LateChangeView } from "../views.ts";
import type { Batch } from "./batch.ts";
import type { OpenDocument } from "./document-desk.ts";
import {
  type Applied,
  type AppliedBeside,
  actorOf,
  applyAncestors,
  applyChanges,
  isCirculars,
  newsIn,
  openDocument,
  stateOf,
  writesOf,
} from "./document-tool.ts";
import type { Engine } from "./engine.ts";
import { type Change, generationsOf, uncounted } from "./generations-of.ts";
import type { Memory } from "./memory.ts";
import type { PlannedWrite } from "./plan.ts";

/** What the desk works on; `start` names the start of the engine in actors' ids. [DOC1] */
export interface DeskContext {
  readonly batch: Batch;
  readonly memory: Memory;
  readonly random: Engine["random"];
  readonly start: Uint8Array;
}

/** Opens a document with all changes of its generation that are applied; what it holds already costs nothing again. */
export function opened({ memory, start }: DeskContext, name: DocumentName): OpenDocument {
  const { current, changes } = generationsOf(memory, name);
  const applied = new Set(changes.map(({ entryId }) => entryId));
  const open = memory.openDocuments.get(name);
  const isWhole = open?.generation === current && [...open.merged].every((id) => applied.has(id));
  // A change whose entry no longer counts cannot be taken out again: the document is built anew. [DOC2]
  const all = changes.flatMap(({ content }) => content.changes);
  const merged = isWhole
    ? applyChanges(open.document, all)
    : openDocument(name, actorIn(memory, start), all);
  const { document, setAside, waiting, ancestors } = withAncestors(memory, name, current, merged);
  const next: OpenDocument = {
    ...{ document, generation: current, merged: applied, setAside: setAside.length },
    isWaiting: waiting.length > 0,
    ancestors: isWhole ? [...open.ancestors, ...ancestors] : ancestors,
  };
  memory.openDocuments.set(name, next);
  return next;
}

/** What counting changes stand on is accepted with them, where it is here: an officer built on it before hearing that it does not count. [DOC2] */
function withAncestors(
  memory: Memory,
  name: DocumentName,
  generation: number,
  merged: Applied,
): AppliedBeside {
  if (merged.waiting.length === 0) return { ...merged, ancestors: [] };
  const candidates = uncounted(memory, name).filter((one) => one.generation === generation);
  return applyAncestors(
    merged,
    candidates.flatMap(({ changes }) => changes),
  );
}

/** The actor of this start of the engine. [DOC1] */
export function actorIn({ identity }: Memory, start: Uint8Array): string {
  return actorOf(identity?.device ?? ("" as never), start);
}

/** What late changes would change now; of those that say nothing new, nothing. */
export function lateNews(
  { document }: Pick<OpenDocument, "document">,
  late: readonly Change[],
): readonly LateChangeView[] {
  return late
    .flatMap(({ recordId, author, arrivedAtMs, content }) => {
      const writes = newsIn(document, writesOf(content.changes) ?? []);
      return writes.length === 0 ? [] : [{ recordId, author, arrivedAtMs, writes }];
    })
    .toSorted(
      (left, right) =>
        right.arrivedAtMs - left.arrivedAtMs || (left.recordId < right.recordId ? -1 : 1),
    );
}

/** One change as an entry. */
export function toWrite(
  document: DocumentName,
  generation: number,
  change: Uint8Array,
): PlannedWrite {
  const payload = { kind: "documentChanged", document, generation, changes: [change] } as const;
  return { stream: documentStream(document), payload, isOptional: false };
}

/** Keeps a document open, and stores what it says, for views and for a start without Automerge. */
export function setDocument(
  { batch, memory }: DeskContext,
  name: DocumentName,
  open: OpenDocument,
): void {
  memory.openDocuments.set(name, open);
  const { document, generation, setAside, isWaiting, ancestors } = open;
  const folded = generationsOf(memory, name);
  const late = lateNews(open, folded.late);
  // Everybody is to show the same circulars: what an officer left out is withdrawn, on whichever branch that was said.
  const shown = isCirculars(name)
    ? lateNews(open, generationsOf(memory, name, "members").late)
    : late;
  const lateWrites = shown.flatMap(({ writes }) => writes);
  const unreadable = folded.late.filter(({ content }) => writesOf(content.changes) === undefined);
  const row: DocumentRow = {
    key: name,
    document: name,
    merged: entriesAbout(memory, name),
    state: stateOf(document, lateWrites),
    setAside: setAside + unreadable.length,
    ...{ generation, late, spent: folded.spent.length },
    ...(ancestors.length > 0 && { ancestors }),
    ...(isWaiting && { waitedBeside: uncounted(memory, name).length }),
    begunAtMs: begunAtMs(memory, name, folded),
  };
  memory.documents.set(name, row);
  batch.documents.set(name, row);
  batch.touched.kinds.add("documentChanged");
}

function entriesAbout({ records }: Memory, name: DocumentName): readonly EntryId[] {
  return [...records.changes, ...records.begun].flatMap(({ entryId, content }) =>
    content.document === name ? [entryId] : [],
  );
}

function begunAtMs(
  { records }: Memory,
  name: DocumentName,
  { begunAtSeconds }: Generations,
): number {
  if (begunAtSeconds !== undefined) return begunAtSeconds * 1000;
  const first = records.changes.filter(({ content }) => content.document === name);
  return first.reduce((least, { arrivedAtMs }) => Math.min(least, arrivedAtMs), Infinity);
}
