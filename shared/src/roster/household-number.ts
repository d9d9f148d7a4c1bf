/**
 * Choosing the numbers by which households are known. Apart from the roster's document, so that founding needs no Automerge.
 */
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import type { Random } from "../ports/random.ts";

/**
 * Chooses numbers for new households, by chance among the free ones.
 *
 * Why not the next: a number names a household's key and stream, and two officers who add households apart would both take
 * the next one, so that two families would share a key. By chance, ten and ten of them collide once in a thousand times.
 * Errors: fewer numbers than asked for when (nearly) all are taken.
 */
export function chooseHouseholdNumbers(
  deps: { readonly random: Random },
  taken: Iterable<number>,
  count: number,
): readonly number[] {
  const used = new Set(taken);
  const chosen: number[] = [];
  const triesMax = count * 100;
  for (let tries = 0; chosen.length < count && tries < triesMax; tries += 1) {
    const number = (uint32(deps.random.bytes(4)) % HOUSEHOLD_MAX) + 1;
    if (used.has(number)) continue;
    used.add(number);
    chosen.push(number);
  }
  return chosen;
}

function uint32(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
