/**
 * One verb at a time over one memory, and one transaction over one version of the store.
 *
 * A verb changes memory while it prepares and writes its rows. When its transaction fails, that memory is thrown away and
 * built again from the store, which knows nothing of the failed one. [ENT7] [G6]
 */
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import { KEY_VALUES, type Memory, loadMemory } from "./memory.ts";
import type { Vault } from "./vault.ts";

/** How often a verb that a second tab overtook is tried again. */
const TRIES_MAX = 8;

/** Runs verbs in turn. */
export interface Turns {
  /** Runs a verb when it is its turn, again from fresh memory when another tab overtook it. */
  take<Answer>(verb: (memory: Memory) => Promise<Answer>): Promise<Answer>;
  /** Builds memory anew before the next verb. */
  reload(): void;
  /** The memory as the last verb left it. */
  current(): Memory;
}

/** Another tab committed since memory was built. */
export class Overtaken extends Error {
  override readonly name = "OvertakenError";
}

/** Builds the first memory and starts taking turns. */
export async function createTurns(
  database: ReplicaStore,
  vault: Vault,
  verifySignature?: VerifySignature,
): Promise<Turns> {
  const load = () => loadMemory(database, vault, verifySignature);
  let memory = await load();
  let isTrusted = true;
  let last: Promise<unknown> = Promise.resolve();

  async function run<Answer>(verb: (memory: Memory) => Promise<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const isStale = !isTrusted;
      // Before it is loaded: who asks for it anew meanwhile gets it anew.
      isTrusted = true;
      try {
        // Reading the version first costs a fraction of a millisecond; doing the work twice costs all of it.
        if (isStale || (await storedVersion(database)) !== memory.version) memory = await load();
        return await verb(memory);
      } catch (error) {
        isTrusted = false;
        if (!(error instanceof Overtaken) || tries >= TRIES_MAX) throw error;
      }
    }
  }

  return {
    take(verb) {
      const answer = last.then(() => run(verb));
      last = answer.catch(() => undefined);
      return answer;
    },
    reload() {
      isTrusted = false;
    },
    current: () => memory,
  };
}

/**
 * Runs one readwrite transaction over the store that memory was built from.
 *
 * Shape:  `work` awaits nothing but IndexedDB. [ENT7]
 * Errors: rejects, with nothing written, when another tab committed meanwhile (the turn is then taken again), or with the
 *         database's error.
 */
export async function commit<Answer>(
  database: ReplicaStore,
  memory: Memory,
  tables: readonly string[],
  work: () => Promise<Answer>,
): Promise<Answer> {
  const answer = await database.transaction("rw", ["keyValues", ...tables], async () => {
    if ((await storedVersion(database)) !== memory.version)
      throw new Overtaken("another tab committed");
    const done = await work();
    await database.keyValues.put({ key: KEY_VALUES.version, value: memory.version + 1 });
    return done;
  });
  memory.version += 1;
  return answer;
}

async function storedVersion(database: ReplicaStore): Promise<unknown> {
  return (await database.keyValues.get(KEY_VALUES.version))?.value ?? 0;
}
