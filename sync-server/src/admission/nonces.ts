/**
 * Nonces for read tokens: made and recognised without keeping any, by a MAC over a coarse window of the relay's time. [REL5]
 *
 * No reader's clock is involved. All processes of one relay share its seed, so each takes the others' nonces.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { concatBytes } from "@tomoshibi/shared/base/bytes.ts";
import { deriveKey } from "@tomoshibi/shared/crypto/hash.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { NONCE_WINDOW_MS } from "./limits.ts";

/** Gives and recognises nonces. */
export interface Nonces {
  fresh(): Uint8Array;
  /** Tells whether this relay gave the nonce, in this window or the one before. */
  isFresh(nonce: Uint8Array): boolean;
}

const WINDOW_BYTES = 8;
const SALT_BYTES = 8;
const MAC_BYTES = 16;

/** Makes the relay's source of nonces. */
export function createNonces(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly relaySeed: Uint8Array;
}): Nonces {
  const key = deriveKey(deps.relaySeed, ["tomoshibi/nonce-key/1"]);
  const windowNow = () => Math.floor(deps.clock.nowMs() / NONCE_WINDOW_MS);
  const mac = (head: Uint8Array) =>
    createHmac("sha256", key).update(head).digest().subarray(0, MAC_BYTES);
  return {
    fresh() {
      const window = Buffer.alloc(WINDOW_BYTES);
      window.writeBigUInt64BE(BigInt(windowNow()));
      const head = concatBytes(window, deps.random.bytes(SALT_BYTES));
      return concatBytes(head, mac(head));
    },
    isFresh(nonce) {
      if (nonce.length !== WINDOW_BYTES + SALT_BYTES + MAC_BYTES) return false;
      const head = nonce.subarray(0, WINDOW_BYTES + SALT_BYTES);
      if (!timingSafeEqual(mac(head), nonce.subarray(head.length))) return false;
      const age = windowNow() - Number(Buffer.from(head).readBigUInt64BE());
      return age === 0 || age === 1;
    },
  };
}
