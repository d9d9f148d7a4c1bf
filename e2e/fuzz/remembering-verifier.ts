/** A verifier that checks each signature once; the relay's fast one, which decides exactly like all devices'. [ENT3] */
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { createVerifier } from "@tomoshibi/sync-server/admission/verifier.ts";

/** Verdicts remembered; then all are forgotten. */
const VERDICTS_MAX = 50_000;

/** Makes one. */
export function createRememberingVerifier(): VerifySignature {
  const check = createVerifier();
  const verdicts = new Map<string, boolean>();
  return (signature, message, publicKey) => {
    const name = Buffer.concat([signature, publicKey, message]).toString("latin1");
    const known = verdicts.get(name);
    if (known !== undefined) return known;
    if (verdicts.size >= VERDICTS_MAX) verdicts.clear();
    const verdict = check(signature, message, publicKey);
    verdicts.set(name, verdict);
    return verdict;
  };
}
