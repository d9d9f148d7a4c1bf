/** Time and chance as the browser has them. [G3] */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";

/** The device's clock; it may be wrong by days. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** Bytes nobody can guess. */
export const systemRandom: Random = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};

/** Spreads retries; never for anything secret. */
export function systemChance(): number {
  return Math.random();
}

/** Calls back after a time; the answer calls it off. */
export function systemTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}
