/** Randomness that a seed decides, for tests and the simulation. Never for keys that matter. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Random } from "../ports/random.ts";

/** The Random port with a seed's bytes, and whole numbers for choosing. */
export interface SeededRandom extends Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
}

/** Law: one seed, one sequence. */
export function createSeededRandom(seed: number): SeededRandom {
  const generator = xoroshiro128plus(seed);
  const int = (min: number, max: number) => uniformInt(generator, min, max);
  return { int, bytes: (length) => Uint8Array.from({ length }, () => int(0, 255)) };
}
