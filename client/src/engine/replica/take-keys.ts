/** Taking keys into the keyring: the half of keys.ts that needs no HPKE. [KEY2] */
import type { EpochKey } from "@tomoshibi/shared/entry/entry.ts";
import { type Keyring, addKeys, expandKeyring } from "@tomoshibi/shared/keys/keyring.ts";
import { encodeKeyring, matchKeys } from "@tomoshibi/shared/keys/taking.ts";
import type { Batch } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { KEY_VALUES, type Memory } from "./memory.ts";
import { loadJudging } from "./statements.ts";

/**
 * Adds keys that match statements; stores the keyring with the batch, and what `stage` seals, which may store intents. Answers how
 * many the store did not have, which a statement may have opened before; without any nothing is stored.
 */
export async function takeKeys(
  engine: Engine,
  memory: Memory,
  batch: Batch,
  keys: readonly EpochKey[],
  stage?: () => Promise<void>,
): Promise<number> {
  const { authority } = memory;
  if (authority === undefined) return 0;
  const before = memory.keysStored;
  memory.keyring = expandKeyring(addKeys(memory.keyring, matchKeys(authority, keys)), authority);
  if (memory.keyring.keys.size === before) return 0;
  await stageKeyring(engine, batch, memory.keyring);
  await (await loadJudging()).judgeHeld(batch, engine, memory);
  const withIntents = stage !== undefined;
  await commitBatch(engine, memory, batch, stage ?? (async () => undefined), { withIntents });
  memory.keysStored = memory.keyring.keys.size;
  return memory.keysStored - before;
}

/** Seals the keyring for the store. */
async function stageKeyring(engine: Engine, batch: Batch, keyring: Keyring): Promise<void> {
  batch.keyValues.set(KEY_VALUES.keyring, await engine.vault.seal(encodeKeyring(keyring)));
}
