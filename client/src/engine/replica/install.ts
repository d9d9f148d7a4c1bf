/** Storing the device's own keys: with what founding or joining brings, and later without the root seed. Loaded when that is done. */
import { EMPTY_KEYRING, addKeys } from "@tomoshibi/shared/keys/keyring.ts";
import { encodeKeyring } from "@tomoshibi/shared/keys/taking.ts";
import { registrationOf } from "../commands.ts";
import { createBatch } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { encodeIdentity } from "./identity.ts";
import { KEY_VALUES, type Membership } from "./memory.ts";
import type { Installation } from "./replica.ts";
import type { Turns } from "./turns.ts";

/** Keys, statements, membership and the consent to be recorded, in one transaction; the next projects them into views. */
export async function storeInstallation(engine: Engine, installation: Installation): Promise<void> {
  const { database, vault, clock } = engine;
  const { identity, associationName, representative, isDemo, purposeVersion, mark } = installation;
  const joinedAtMs = clock.nowMs();
  const membership: Membership = {
    associationName,
    representative,
    isDemo,
    purposeVersion,
    joinedAtMs,
    mark,
  };
  const sealed = await vault.seal(encodeIdentity(identity));
  const registration = registrationOf(identity.device, joinedAtMs);
  const statements = installation.statements.map(({ id, bytes }) => ({
    ...{ id, bytes, arrivedAtMs: joinedAtMs, isDue: true },
    relays: [],
    signatures: [],
  }));
  const keyring = await vault.seal(encodeKeyring(addKeys(EMPTY_KEYRING, installation.keys)));
  await database.transaction("rw", ["keyValues", "intents", "statements"], async () => {
    const other = await database.keyValues.get(KEY_VALUES.identity);
    if (other !== undefined) throw new Error("Broken invariant: the replica is a member already");
    await database.keyValues.bulkPut([
      { key: KEY_VALUES.identity, value: sealed },
      { key: KEY_VALUES.membership, value: membership },
      { key: KEY_VALUES.keyring, value: keyring },
      { key: "relayUrls", value: installation.relayUrls },
    ]);
    await database.intents.put(registration);
    await database.statements.bulkPut(statements);
  });
}

/** Stores the device's keys without the root seed. [KEY4] */
export async function forgetRootSeed(engine: Engine, turns: Turns): Promise<void> {
  await turns.take(async (memory) => {
    if (memory.identity === undefined) return;
    const batch = createBatch();
    const identity = { ...memory.identity, rootSeed: undefined };
    batch.keyValues.set(KEY_VALUES.identity, await engine.vault.seal(encodeIdentity(identity)));
    await commitBatch(engine, memory, batch, async () => undefined);
  });
  turns.reload();
  // Memory without the seed from here on, not only from the next verb.
  await turns.take(async () => undefined);
}
