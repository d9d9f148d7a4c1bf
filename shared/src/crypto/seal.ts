/**
 * Sealing: AES-256-GCM-SIV for boxes and blobs, X25519 for shared secrets. Synchronous, for it runs inside a storage
 * transaction. [ENT4] [ENT7]
 *
 * Source: RFC 8452 (nonce misuse costs no more than equality), RFC 7748.
 */
import { gcmsiv } from "@noble/ciphers/aes.js";
import { x25519 } from "@noble/curves/ed25519.js";

/** Bytes of a nonce. */
export const NONCE_BYTES = 12;
/** Bytes that sealing adds. */
export const TAG_BYTES = 16;

/** Seals plain bytes; `associated` is authenticated, not hidden. Shape: key 32 bytes, nonce 12. */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plain: Uint8Array,
  associated: Uint8Array,
): Uint8Array {
  return gcmsiv(key, nonce, associated).encrypt(plain);
}

/** Opens what {@link seal} made. Errors: undefined when key, nonce, bytes or associated data are not the same. */
export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  associated: Uint8Array,
): Uint8Array | undefined {
  try {
    return gcmsiv(key, nonce, associated).decrypt(box);
  } catch {
    return undefined;
  }
}

/** Gives the X25519 public key of a 32-byte seed. */
export function sealPublicKey(seed: Uint8Array): Uint8Array {
  return x25519.getPublicKey(seed);
}

/** The static Diffie–Hellman secret of two parties. Errors: undefined for a low-order point. */
export function sharedSecret(seed: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  try {
    return x25519.getSharedSecret(seed, publicKey);
  } catch {
    return undefined;
  }
}
