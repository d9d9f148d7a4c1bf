/**
 * Documents in the replica: changes are stored as entries first and merged when Automerge is there. [DOC1] [DOC2]
 *
 * Invariants: no check-in waits for anything here; a load that fails loses nothing, for what is not merged is found again by
 * comparing the applied entries with those each stored state has merged. What a document says is stored as plain rows, so that
 * a start shows it without WebAssembly.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { DocumentName } from "@tomoshibi/shared/records/record.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import { type Batch, createBatch } from "./batch.ts";
import type { FieldDocument } from "./document-tool.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { uncounted } from "./generations-of.ts";
import type { Memory } from "./memory.ts";
import type { DocumentCommand, PlannedWrite } from "./plan.ts";

/** A document as it is open in memory. */
export interface OpenDocument {
  readonly document: FieldDocument;
  readonly generation: number;
  /** Entries of this generation whose changes it has, or waits with. */
  readonly merged: ReadonlySet<EntryId>;
  readonly setAside: number;
  /** Some of its changes stand on others that are not here. */
  readonly isWaiting: boolean;
  /** Changes it has that do not count, for counting ones stand on them. [DOC2] */
  readonly ancestors: readonly Uint8Array[];
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
export function createDocumentDesk(
  ports: { readonly loadDocuments: () => Promise<void>; readonly random: Engine["random"] },
  tools: Engine["tools"],
): DocumentDesk {
  let loading: Promise<void> | undefined;
  const start = ports.random.bytes(8);

  async function loadWork(): Promise<void> {
    await ports.loadDocuments();
    tools.documents = await import("./document-work.ts");
  }

  return {
    isReady: () => tools.documents !== undefined,
    async load() {
      if (tools.documents !== undefined) return;
      loading ??= loadWork().finally(() => {
        loading = undefined;
      });
      await loading;
    },
    plan(batch, memory, command) {
      if (tools.documents === undefined) throw new Error("Broken invariant: documents are loaded");
      return tools.documents.planEdit({ batch, memory, random: ports.random, start }, command);
    },
    isBehind: (memory) => namesBehind(memory).length > 0,
    async catchUp(engine, memory) {
      const names = namesBehind(memory);
      const { documents } = tools;
      if (documents === undefined || names.length === 0) return;
      const batch = createBatch();
      for (const name of names)
        documents.mergeInto({ batch, memory, random: ports.random, start }, name);
      await commitBatch(engine, memory, batch, async () => undefined);
    },
  };
}

/**
 * Documents whose stored state does not reckon with exactly what is applied about them, lists a late change that an officer
 * decided about since, waits for what may have come, or was stored by a version that knew no generations.
 */
function namesBehind(memory: Memory): readonly DocumentName[] {
  const { records, documents } = memory;
  const applied = new Map<string, Set<EntryId>>();
  for (const { entryId, content } of [...records.changes, ...records.begun]) {
    const ids = applied.get(content.document) ?? new Set();
    applied.set(content.document, ids.add(entryId));
  }
  const decided = foldHeld(records.heldDecisions);
  const names = new Set([...applied.keys(), ...documents.keys()]);
  return ([...names] as DocumentName[]).filter((name) => {
    const ids = applied.get(name) ?? new Set();
    const { merged = [], late = [], generation, waitedBeside } = documents.get(name) ?? {};
    return (
      generation === undefined ||
      (waitedBeside !== undefined && waitedBeside !== uncounted(memory, name).length) ||
      merged.length !== ids.size ||
      merged.some((id) => !ids.has(id)) ||
      late.some(({ recordId }) => (decided.get(recordId) ?? "open") !== "open")
    );
  });
}
