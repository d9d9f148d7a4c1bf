/** Storing what founding or joining brings: loaded once in a replica's life. */
import { EMPTY_KEYRING, addKeys, encodeKeyring } from "@tomoshibi/shared/keys/keyring.ts";
import { registrationOf } from "../commands.ts";
import type { Engine } from "./engine.ts";
import { encodeIdentity } from "./identity.ts";
import { KEY_VALUES, type Membership } from "./memory.ts";
import type { Installation } from "./replica.ts";

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
