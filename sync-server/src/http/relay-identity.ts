/** The relay's own key: made at its first start, kept with its data, so that a copy of the data is the same relay. [REL6] */
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import { KEY_BYTES, signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Storage, StorageError } from "../storage/storage.ts";

/** The relay's key pair. */
export interface RelayIdentity {
  readonly relaySeed: Uint8Array;
  readonly relayKey: Uint8Array;
}

/** The setting that holds the seed. */
export const RELAY_SEED_SETTING = "relay/seed";

/** Opens the relay's key, making it if there is none. Two processes that start at once get the same. */
export async function openRelayIdentity(deps: {
  readonly storage: Storage;
  readonly random: Random;
}): Promise<Result<RelayIdentity, StorageError>> {
  const seed = await deps.storage.settle(RELAY_SEED_SETTING, deps.random.bytes(KEY_BYTES));
  if (!seed.ok) return seed;
  return ok({ relaySeed: seed.value, relayKey: signPublicKey(seed.value) });
}
