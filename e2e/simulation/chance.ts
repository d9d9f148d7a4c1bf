/** Choosing by a seed. */
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";

/** One of some; undefined of none. Draws even then, so that what follows stays the same. */
export function pick<Item>(random: SeededRandom, items: readonly Item[]): Item | undefined {
  return items[random.int(0, Math.max(0, items.length - 1))];
}

/** Each of some, or not; at most eight. */
export function pickSome<Item>(random: SeededRandom, items: readonly Item[]): Item[] {
  return items.filter(() => random.int(0, 1) === 1).slice(0, 8);
}
