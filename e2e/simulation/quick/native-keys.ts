/** Seeds and public keys as OpenSSL takes them, each made once. */
import { type KeyObject, createPrivateKey, createPublicKey } from "node:crypto";
import { hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { createMemo, nameOf } from "./memo.ts";

/** Beginnings of PKCS#8 and SubjectPublicKeyInfo before 32 bytes of key (RFC 8410). */
const HEADS = {
  ed25519: { secret: "302e020100300506032b657004220420", open: "302a300506032b6570032100" },
  x25519: { secret: "302e020100300506032b656e04220420", open: "302a300506032b656e032100" },
} as const;

type Curve = keyof typeof HEADS;

const secretKeys = createMemo<KeyObject>();
const publicKeys = createMemo<KeyObject>();
const publicBytes = createMemo<Uint8Array>();

/** The private key of a 32-byte seed. */
export function secretKey(curve: Curve, seed: Uint8Array): KeyObject {
  return secretKeys(curve + nameOf(seed), () =>
    createPrivateKey({ key: withHead(HEADS[curve].secret, seed), format: "der", type: "pkcs8" }),
  );
}

/** A public key of 32 bytes. */
export function publicKey(curve: Curve, bytes: Uint8Array): KeyObject {
  return publicKeys(curve + nameOf(bytes), () =>
    createPublicKey({ key: withHead(HEADS[curve].open, bytes), format: "der", type: "spki" }),
  );
}

/** The public key of a seed. */
export function publicKeyOf(curve: Curve, seed: Uint8Array): Uint8Array {
  return publicBytes(curve + nameOf(seed), () =>
    Uint8Array.from(
      createPublicKey(secretKey(curve, seed)).export({ format: "der", type: "spki" }).subarray(-32),
    ),
  );
}

function withHead(head: string, bytes: Uint8Array): Buffer {
  return Buffer.concat([hexToBytes(head), bytes]);
}
