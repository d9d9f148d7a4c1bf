/**
 * The desk's work with documents that are open in Automerge. Loaded with it; nothing else may import this file but by `import()`.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { documentStream } from "@tomoshibi/shared/records/policy.ts";
import type { DocumentChanged, DocumentName, Recorded } from "@tomoshibi/shared/records/record.ts";
import type { DocumentRow } from "../store/rows.ts";
import { gatherPeople } from "../views/people.ts";
import type { Batch } from "./batch.ts";
import { GENERATION, type OpenDocument, type PlannedEdit } from "./document-desk.ts";
import {
  actorOf,
  applyChanges,
  documentOf,
  editByCommand,
  openDocument,
  stateOf,
} from "./document-tool.ts";
import type { Engine } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { DocumentCommand, PlannedWrite } from "./plan.ts";

/** What the desk works on; `start` names the start of the engine in actors' ids. [DOC1] */
export interface DeskContext {
  readonly batch: Batch;
  readonly memory: Memory;
  readonly random: Engine["random"];
  readonly start: Uint8Array;
}

/** Edits the document a command is about, and stores what it says then. Inside the transaction that seals the changes. */
export function planEdit(context: DeskContext, command: DocumentCommand): PlannedEdit {
  const { memory, random } = context;
  const { identity } = memory;
  if (identity === undefined) throw new Error("Broken invariant: a document of no association");
  const name = documentOf(command, memory.documents);
  if (name === undefined) return { type: "failed", code: "failed" };
  const before = opened(context, name);
  const takenHouseholds = (memory.people ?? gatherPeople(memory)).households.map(
    ({ number }) => number,
  );
  const edited = editByCommand(before.document, command, {
    ...{ random, device: identity.device, takenHouseholds },
  });
  if (!edited.ok) {
    const code = edited.error.type === "TextTooLong" ? "tooLarge" : "failed";
    return { type: "failed", code };
  }
  memory.openDocuments.set(name, { ...before, document: edited.value.document });
  storeState(context, name, before.merged);
  return { type: "writes", writes: edited.value.changes.map((change) => toWrite(name, change)) };
}

/** Merges what is applied into a document, and stores what it says then. */
export function mergeInto(context: DeskContext, name: DocumentName): void {
  storeState(context, name, opened(context, name).merged);
}

/** Opens a document with all changes that are applied; what it holds already costs nothing again. */
function opened({ memory, start }: DeskContext, name: DocumentName): OpenDocument {
  const records = recordsOf(memory, name);
  const applied = new Set(records.map(({ entryId }) => entryId));
  const open = memory.openDocuments.get(name);
  const isWhole = open !== undefined && [...open.merged].every((id) => applied.has(id));
  const actor = actorOf(memory.identity?.device ?? ("" as never), start);
  // A change whose entry no longer counts cannot be taken out again: the document is built anew. [DOC2]
  const all = records.flatMap(({ content }) => content.changes);
  const { document, setAside } = isWhole
    ? applyChanges(open.document, all)
    : openDocument(name, actor, all);
  const next = { document, merged: applied, setAside: setAside.length };
  memory.openDocuments.set(name, next);
  return next;
}

function toWrite(document: DocumentName, change: Uint8Array): PlannedWrite {
  const stream = documentStream(document);
  const payload = {
    kind: "documentChanged",
    document,
    generation: GENERATION,
    changes: [change],
  } as const;
  return { stream, payload, isOptional: false };
}

/** Stores what a document says, for views and for a start without Automerge. */
function storeState(
  { batch, memory }: DeskContext,
  name: DocumentName,
  merged: ReadonlySet<EntryId>,
): void {
  const open = memory.openDocuments.get(name);
  if (open === undefined) return;
  const { document, setAside } = open;
  const row: DocumentRow = {
    key: name,
    document: name,
    merged: [...merged],
    state: stateOf(document),
    setAside,
  };
  memory.documents.set(name, row);
  batch.documents.set(name, row);
  batch.touched.kinds.add("documentChanged");
}

function recordsOf(memory: Memory, name: DocumentName): readonly Recorded<DocumentChanged>[] {
  return memory.records.changes.filter(
    ({ content }) => content.document === name && content.generation === GENERATION,
  );
}
