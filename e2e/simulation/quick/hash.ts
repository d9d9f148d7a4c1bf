/** shared/crypto/hash.ts with OpenSSL's SHA-256; derived keys are remembered. */
import { createHash } from "node:crypto";
import { type CborValue, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { deriveKey as deriveSlowly } from "@tomoshibi/shared/crypto/hash.ts";
import { createMemo, nameOf } from "./memo.ts";

const derived = createMemo<Uint8Array>();

/** SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(createHash("sha256").update(bytes).digest());
}

/** Hashes a structure that begins with its own domain string. */
export function hashStructure(
  structure: readonly [domain: string, ...fields: CborValue[]],
): Uint8Array {
  return sha256(encodeCbor(structure));
}

/** Derives a key for one purpose. */
export function deriveKey(
  secret: Uint8Array,
  info: readonly [domain: string, ...fields: CborValue[]],
  length: number = 32,
): Uint8Array {
  return derived(`${length} ${nameOf(secret, encodeCbor(info))}`, () =>
    deriveSlowly(secret, info, length),
  );
}
