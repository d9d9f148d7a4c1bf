/**
 * Documents in the replica: changes are stored as entries first and merged when Automerge is there. [DOC1] [DOC2]
 *
 * Invariants: no check-in waits for anything here; a load that fails loses nothing, for what is not merged is found again by
 * comparing the applied entries with those each stored state has merged. What a document says is stored as plain rows, so that
 * a start shows it without WebAssembly.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { DocumentName, Recorded, DocumentChanged } from "@tomoshibi/shared/records/record.ts";
import { documentStream } from "@tomoshibi/shared/records/policy.ts";
import type { DocumentRow } from "../store/rows.ts";
import { gatherPeople } from "../views/people.ts";
import { type Batch, createBatch } from "./batch.ts";
import type { FieldDocument } from "./document-tool.ts";
import { type Engine, commitBatch } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { DocumentCommand, PlannedWrite } from "./plan.ts";

/** Generation that is written. Others are kept and not merged yet (DOC3 is not built). */
const GENERATION = 1;

type Tool = typeof import("./document-tool.ts");

/** A document as it is open in memory. */
export interface OpenDocument {
  readonly document: FieldDocument;
  readonly merged: ReadonlySet<EntryId>;
  readonly setAside: number;
}

/** What a document command comes to. */
export type PlannedEdit =
  | { readonly type: "writes"; readonly writes: readonly PlannedWrite[] }
  | { readonly type: "failed"; readonly code: "tooLarge" | "failed" };

/** Edits and merges documents. */
export interface DocumentDesk {
  /** Whether documents can be edited now. */
  isReady(): boolean;
  /** Loads Automerge; once at a time, again after a failure. Rejects when it cannot be loaded. */
  load(): Promise<void>;
  /** Plans a command's changes. Inside the transaction that seals them. */
  plan(batch: Batch, memory: Memory, command: DocumentCommand): PlannedEdit;
  /** Tells whether applied changes wait to be merged. */
  isBehind(memory: Memory): boolean;
  /** Merges what waits, in a transaction of its own. */
  catchUp(engine: Engine, memory: Memory): Promise<void>;
}

/** Opens the desk; nothing is loaded yet. */
export function createDocumentDesk(ports: {
  readonly loadDocuments: () => Promise<void>;
  readonly random: Engine["random"];
}): DocumentDesk {
  let tool: Tool | undefined;
  let loading: Promise<void> | undefined;
  const start = ports.random.bytes(8);

  async function loadTool(): Promise<void> {
    await ports.loadDocuments();
    tool = await import("./document-tool.ts");
  }

  return {
    isReady: () => tool !== undefined,
    async load() {
      if (tool !== undefined) return;
      loading ??= loadTool().finally(() => {
        loading = undefined;
      });
      await loading;
    },
    plan(batch, memory, command) {
      const { identity } = memory;
      if (tool === undefined || identity === undefined)
        throw new Error("Broken invariant: documents are loaded");
      const name = tool.documentOf(command, memory.documents);
      if (name === undefined) return { type: "failed", code: "failed" };
      const before = opened(tool, start, memory, name);
      const takenHouseholds = (memory.people ?? gatherPeople(memory)).households.map(
        ({ number }) => number,
      );
      const context = { random: ports.random, device: identity.device, takenHouseholds };
      const edited = tool.editByCommand(before.document, command, context);
      if (!edited.ok)
        return {
          type: "failed",
          code: edited.error.type === "TextTooLong" ? "tooLarge" : "failed",
        };
      memory.openDocuments.set(name, { ...before, document: edited.value.document });
      storeState(batch, tool, memory, name, before.merged);
      return {
        type: "writes",
        writes: edited.value.changes.map((change) => toWrite(name, change)),
      };
    },
    isBehind: (memory) => namesBehind(memory).length > 0,
    async catchUp(engine, memory) {
      if (tool === undefined) return;
      const names = namesBehind(memory);
      if (names.length === 0) return;
      const batch = createBatch();
      for (const name of names)
        storeState(batch, tool, memory, name, opened(tool, start, memory, name).merged);
      await commitBatch(engine, memory, batch, async () => undefined);
    },
  };
}

/** Opens a document with all changes that are applied; what it holds already costs nothing again. */
function opened(tool: Tool, start: Uint8Array, memory: Memory, name: DocumentName): OpenDocument {
  const records = recordsOf(memory, name);
  const applied = new Set(records.map(({ entryId }) => entryId));
  const open = memory.openDocuments.get(name);
  const isWhole = open !== undefined && [...open.merged].every((id) => applied.has(id));
  const actor = tool.actorOf(memory.identity?.device ?? ("" as never), start);
  // A change whose entry no longer counts cannot be taken out again: the document is built anew. [DOC2]
  const all = records.flatMap(({ content }) => content.changes);
  const { document, setAside } = isWhole
    ? tool.applyChanges(open.document, all)
    : tool.openDocument(name, actor, all);
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
  batch: Batch,
  tool: Tool,
  memory: Memory,
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
    state: tool.stateOf(document),
    setAside,
  };
  memory.documents.set(name, row);
  batch.documents.set(name, row);
  batch.touched.kinds.add("documentChanged");
}

/** Documents whose stored state has not merged exactly the changes that are applied. */
function namesBehind(memory: Memory): readonly DocumentName[] {
  const applied = new Map<DocumentName, Set<EntryId>>();
  for (const { entryId, content } of memory.records.changes) {
    if (content.generation !== GENERATION) continue;
    const ids = applied.get(content.document) ?? new Set();
    applied.set(content.document, ids.add(entryId));
  }
  const names = new Set([
    ...applied.keys(),
    ...(memory.documents.keys() as Iterable<DocumentName>),
  ]);
  return [...names].filter((name) => {
    const ids = applied.get(name) ?? new Set();
    const merged = memory.documents.get(name)?.merged ?? [];
    return merged.length !== ids.size || merged.some((id) => !ids.has(id));
  });
}

function recordsOf(memory: Memory, name: DocumentName): readonly Recorded<DocumentChanged>[] {
  return memory.records.changes.filter(
    ({ content }) => content.document === name && content.generation === GENERATION,
  );
}
