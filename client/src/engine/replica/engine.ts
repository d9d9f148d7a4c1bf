/** What every verb of the replica works with. */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { Batch } from "./batch.ts";
import { type Memory, loadOpenings } from "./memory.ts";
import { type DeskViews, type GroupViews, projectViews } from "../views/project.ts";
import { commit } from "./turns.ts";
import type { Vault } from "./vault.ts";

/** The ports, with what was made of them. */
export interface Engine {
  readonly database: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  /** What was loaded when it was first needed. */
  readonly tools: {
    erasing?: typeof import("./erasing.ts") | undefined;
    desk?: DeskViews | undefined;
    groups?: GroupViews | undefined;
    office?: typeof import("./plan-office.ts") | undefined;
    confirming?: typeof import("./confirming.ts") | undefined;
    /** With Automerge: loaded by the desk of documents. */
    documents?: typeof import("./document-work.ts") | undefined;
    /** Something is to be erased once it can be read what documents' changes say. */
    isReadingOwed?: boolean;
  };
}

/** The tables that a verb's transaction may write; intents are not among them, so that a tap never waits for a long one. */
export function tablesOf(database: ReplicaStore): readonly string[] {
  return database.tables
    .map(({ name }) => name)
    .filter((name) => name !== "intents" && name !== "keyValues");
}

/**
 * One transaction: runs `stage`, which may read the store and seal, then stores what the batch holds and the views it
 * touches. [G6] [ENT7]
 */
export async function commitBatch<Answer>(
  engine: Engine,
  memory: Memory,
  batch: Batch,
  stage: () => Promise<Answer>,
  options: { readonly withIntents?: boolean } = {},
): Promise<Answer> {
  const { database } = engine;
  // Before the transaction, which must not wait for it.
  await loadOpenings(memory);
  const tables = [...tablesOf(database), ...(options.withIntents === true ? ["intents"] : [])];
  return commit(database, memory, tables, async () => {
    const answer = await stage();
    await storeBatch(database, batch);
    await projectViews(database, memory, batch.touched, engine.tools);
    return answer;
  });
}

async function storeBatch(database: ReplicaStore, batch: Batch): Promise<void> {
  if (batch.statements.size > 0) await database.statements.bulkPut([...batch.statements.values()]);
  if (batch.entries.size > 0) await database.entries.bulkPut([...batch.entries.values()]);
  if (batch.entryChanges.length > 0) await database.entries.bulkUpdate(batch.entryChanges);
  if (batch.outbox.size > 0) await database.outbox.bulkPut([...batch.outbox.values()]);
  if (batch.documents.size > 0) await database.documents.bulkPut([...batch.documents.values()]);
  if (batch.keyValues.size > 0) {
    await database.keyValues.bulkPut([...batch.keyValues].map(([key, value]) => ({ key, value })));
  }
}
