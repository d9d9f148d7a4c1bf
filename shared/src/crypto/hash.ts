/** SHA-256 and HKDF with a domain: the only hash functions of the protocol. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type CborValue, encodeCbor } from "../base/cbor.ts";

export { sha256 };

/** Hashes a structure that begins with its own domain string, so that no hash stands for two things. [ENT2] */
export function hashStructure(
  structure: readonly [domain: string, ...fields: CborValue[]],
): Uint8Array {
  return sha256(encodeCbor(structure));
}

/** Derives a key for one purpose. `info` begins with a domain string. Units: lengths in bytes. Source: RFC 5869. */
export function deriveKey(
  secret: Uint8Array,
  info: readonly [domain: string, ...fields: CborValue[]],
  length: number = 32,
): Uint8Array {
  return hkdf(sha256, secret, undefined, encodeCbor(info), length);
}
