/** shared/crypto/seal.ts with OpenSSL's X25519; boxes are opened once, by whomever it may be. */
import { diffieHellman } from "node:crypto";
import { open as openSlowly, seal as sealSlowly } from "@tomoshibi/shared/crypto/seal.ts";
import { createMemo, nameOf } from "./memo.ts";
import { publicKey, publicKeyOf, secretKey } from "./native-keys.ts";

export * from "@tomoshibi/shared/crypto/seal.ts";

const boxes = createMemo<Uint8Array>();
const opened = createMemo<Uint8Array | undefined>();
const secrets = createMemo<Uint8Array | undefined>();

/** Seals plain bytes. Node has no AES-256-GCM-SIV of its own. */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plain: Uint8Array,
  associated: Uint8Array,
): Uint8Array {
  return boxes(nameOf(key, nonce, plain, associated), () => {
    const box = sealSlowly(key, nonce, plain, associated);
    // What was sealed opens by the same.
    opened(nameOf(key, nonce, box, associated), () => plain);
    return box;
  });
}

/** Opens what {@link seal} made. */
export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  associated: Uint8Array,
): Uint8Array | undefined {
  return opened(nameOf(key, nonce, box, associated), () => openSlowly(key, nonce, box, associated));
}

/** Gives the X25519 public key of a 32-byte seed. */
export function sealPublicKey(seed: Uint8Array): Uint8Array {
  return publicKeyOf("x25519", seed);
}

/** The static Diffie–Hellman secret of two parties. Errors: undefined for a low-order point. */
export function sharedSecret(seed: Uint8Array, theirs: Uint8Array): Uint8Array | undefined {
  return secrets(nameOf(seed, theirs), () => {
    try {
      return Uint8Array.from(
        diffieHellman({
          privateKey: secretKey("x25519", seed),
          publicKey: publicKey("x25519", theirs),
        }),
      );
    } catch {
      return undefined;
    }
  });
}
