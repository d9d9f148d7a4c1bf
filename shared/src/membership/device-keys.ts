/**
 * A device's keys: an Ed25519 and an X25519 pair from two seeds that never leave it. [MEM1]
 *
 * Keeping the seeds (wrapped by a non-extractable key) is the client's.
 */
import { deriveKey } from "../crypto/hash.ts";
import { sealPublicKey } from "../crypto/seal.ts";
import { signPublicKey } from "../crypto/sign.ts";
import type { Author } from "../entry/entry.ts";
import type { Random } from "../ports/random.ts";
import { deviceIdOf } from "./statement.ts";

/** Both pairs of a device; `signSeed` and `sealSeed` are secret. */
export interface DeviceKeys extends Author {
  readonly signKey: Uint8Array;
  readonly sealKey: Uint8Array;
}

/** Bytes of a seed. */
export const SEED_BYTES = 32;

/** Makes a device's keys. */
export function createDeviceKeys(deps: { readonly random: Random }): DeviceKeys {
  return deviceKeysOf(deps.random.bytes(SEED_BYTES), deps.random.bytes(SEED_BYTES));
}

/** The keys of two stored seeds. */
export function deviceKeysOf(signSeed: Uint8Array, sealSeed: Uint8Array): DeviceKeys {
  const signKey = signPublicKey(signSeed);
  return {
    device: deviceIdOf(signKey),
    signSeed,
    sealSeed,
    signKey,
    sealKey: sealPublicKey(sealSeed),
  };
}

/** The root's keys, which derive from one seed: the sealing pair is the recovery key. [KEY4] */
export function rootKeysOf(rootSeed: Uint8Array): DeviceKeys {
  return deviceKeysOf(
    deriveKey(rootSeed, ["tomoshibi/root-sign/1"]),
    deriveKey(rootSeed, ["tomoshibi/root-seal/1"]),
  );
}
