/**
 * Ed25519, strictly: canonical and torsion-free keys and R, cofactorless equation, so that every implementation decides
 * alike. [ENT3]
 *
 * Source: RFC 8032; "Taming the many EdDSAs" (Chalkias et al., 2020) for the corner cases.
 */
import { ed25519 } from "@noble/curves/ed25519.js";

/** Bytes of an Ed25519 seed and of a public key. */
export const KEY_BYTES = 32;
/** Bytes of an Ed25519 signature. */
export const SIGNATURE_BYTES = 64;

/** Gives the public key of a 32-byte seed. */
export function signPublicKey(seed: Uint8Array): Uint8Array {
  return ed25519.getPublicKey(seed);
}

/** Signs a message with a 32-byte seed. Synchronous, for it runs inside a storage transaction. [ENT7] */
export function sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return ed25519.sign(message, seed);
}

/** Tells whether a signature is valid in the strict sense. Never throws. [ENT3] */
export function verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    if (!isTorsionFree(publicKey) || !isTorsionFree(signature.subarray(0, 32))) return false;
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/** A verifier that decides like {@link verify}; relays have a faster one of the same strictness. [ENT3] */
export type VerifySignature = typeof verify;

/** Tells whether bytes are the canonical form of a point of the prime-order group other than the identity. */
export function isTorsionFree(encoded: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(encoded, false);
    return !point.is0() && point.isTorsionFree();
  } catch {
    return false;
  }
}
