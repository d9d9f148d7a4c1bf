/** shared/crypto/sign.ts with OpenSSL's Ed25519, of which signatures have one form only; verdicts are remembered. */
import { sign as signNatively } from "node:crypto";
import { createVerifier } from "@tomoshibi/sync-server/admission/verifier.ts";
import { createMemo, nameOf } from "./memo.ts";
import { publicKeyOf, secretKey } from "./native-keys.ts";

export * from "@tomoshibi/shared/crypto/sign.ts";

const signatures = createMemo<Uint8Array>();
const verdicts = createMemo<boolean>();
const check = createVerifier();

/** Gives the public key of a 32-byte seed. */
export function signPublicKey(seed: Uint8Array): Uint8Array {
  return publicKeyOf("ed25519", seed);
}

/** Signs a message with a 32-byte seed. */
export function sign(message: Uint8Array, seed: Uint8Array): Uint8Array {
  return signatures(nameOf(message, seed), () => {
    const signature = Uint8Array.from(signNatively(null, message, secretKey("ed25519", seed)));
    // What a seed signed is valid by its key.
    verdicts(nameOf(signature, signPublicKey(seed), message), () => true);
    return signature;
  });
}

/** Tells whether a signature is valid in the strict sense; the relay's verifier decides like shared's. [ENT3] */
export function verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return verdicts(nameOf(signature, publicKey, message), () =>
    check(signature, message, publicKey),
  );
}
