/** One verifier for all replicas of a process, which checks each signature once. It decides exactly like shared's `verify`. */
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { createVerifier } from "@tomoshibi/sync-server/admission/verifier.ts";

/** Verdicts remembered; then all are forgotten, for most belong to seeds that are over. */
const VERDICTS_MAX = 100_000;

/** Makes a verifier that remembers. */
export function createSharedVerifier(): VerifySignature {
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
