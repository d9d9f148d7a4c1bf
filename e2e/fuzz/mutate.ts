/**
 * Mutations of valid objects: of bytes, of the structure that bytes hold, and of text. Everything is decided by the random
 * numbers passed in, so that a seed gives one input. [G16]
 */
import { concatBytes } from "@tomoshibi/shared/base/bytes.ts";
import { type CborValue, decodeCbor, encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";

/** Longest input made: somewhat beyond the largest entry. */
export const INPUT_BYTES_MAX = 80 * 1024;

/** Mutates bytes: most often as the structure they are, so that what is behind the first check is reached. */
export function mutateBytes(
  random: SeededRandom,
  bytes: Uint8Array,
  donor: Uint8Array,
): Uint8Array {
  const structure = random.int(0, 2) === 0 ? undefined : decodeCbor(bytes);
  if (structure === undefined) return mutateRaw(random, bytes, donor);
  const mutated = encodeMutated(random, structure, decodeCbor(donor));
  // Sometimes both: a mutated structure that is no longer canonical.
  return random.int(0, 9) === 0 ? mutateRaw(random, mutated, donor) : mutated;
}

/** Mutates a structure: items are dropped, repeated, exchanged, replaced by those of another, or changed within. */
export function mutateValue(
  random: SeededRandom,
  value: CborValue,
  donor: CborValue | undefined,
): CborValue {
  if (typeof value === "number") return numberNear(random, value);
  if (typeof value === "string") return mutateText(random, value, "");
  if (value instanceof Uint8Array) return mutateLeaf(random, value);
  return mutateList(random, value, donor);
}

/** Mutates text by what people type, paste and scan, and by what nobody means. */
export function mutateText(random: SeededRandom, text: string, donor: string): string {
  let mutated = text;
  for (let times = random.int(1, 3); times > 0; times -= 1)
    mutated = mutateTextOnce(random, mutated, donor);
  return mutated.slice(0, INPUT_BYTES_MAX / 2);
}

/** One of a list; throws on an empty one. */
export function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
  const item = items[random.int(0, items.length - 1)];
  if (item === undefined) throw new Error("Broken invariant: there is something to choose from");
  return item;
}

const NUMBERS = [0, 1, 2, 3, 23, 24, 255, 256, 65_535, 65_536, 99_999, 100_000, 2 ** 32 - 1];
const LARGE_NUMBERS = [2 ** 32, 2 ** 48, Number.MAX_SAFE_INTEGER];
/** Heads of CBOR: lengths that are not there, indefinite ones, floats, tags, maps. */
const HEADS = [0x00, 0x18, 0x1b, 0x3b, 0x40, 0x5b, 0x5f, 0x60, 0x7b, 0x80, 0x98, 0x9b, 0x9f]
  .concat([0xa0, 0xbf, 0xc0, 0xf4, 0xf6, 0xf7, 0xf9, 0xfb, 0xff])
  .map((head) => Uint8Array.of(head));
const FRAGMENTS = ["\u0000", "\uFEFF", "\uFFFD", "\uD842", "\uDFB7", "𠮷", "髙", "﨑", "が"]
  .concat(["\t", ",", "、", '"', '""', "\r", "\r\n", "\n", "\u3000", " ", "-", "ー", "−", "_"])
  .concat(["０", "９", "班", "１班", "/", "%", ":", "+", "..", "I", "o", "U", "=", "é", "〓"])
  .concat(["\u200B", "\u202E", "99999999999999999999", "1e3", "0x10", "__proto__", "constructor"]);

function encodeMutated(
  random: SeededRandom,
  value: CborValue,
  donor: CborValue | undefined,
): Uint8Array {
  let mutated = value;
  for (let times = random.int(1, 3); times > 0; times -= 1)
    mutated = mutateValue(random, mutated, donor);
  return encodeCbor(mutated).slice(0, INPUT_BYTES_MAX);
}

function numberNear(random: SeededRandom, value: number): number {
  const near = [value + 1, Math.max(0, value - 1), value * 2];
  const wanted = pick(random, [...NUMBERS, ...LARGE_NUMBERS, ...near]);
  return Number.isSafeInteger(wanted) ? wanted : Number.MAX_SAFE_INTEGER;
}

/** Bytes within a structure are often structures themselves. */
function mutateLeaf(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const inner = random.int(0, 3) === 0 ? undefined : decodeCbor(bytes);
  if (inner !== undefined && typeof inner === "object")
    return encodeCbor(mutateValue(random, inner, undefined));
  return mutateRaw(random, bytes, bytes);
}

function mutateList(
  random: SeededRandom,
  list: readonly CborValue[],
  donor: CborValue | undefined,
): CborValue {
  const at = random.int(0, Math.max(0, list.length - 1));
  const other = random.int(0, Math.max(0, list.length - 1));
  const there = list[at];
  if (there === undefined) return [pick(random, NUMBERS)];
  switch (random.int(0, 9)) {
    case 0:
      return list.filter((_, index) => index !== at);
    case 1:
      return list.toSpliced(at, 0, ...Array.from({ length: random.int(1, 4) }, () => there));
    case 2:
      return list.with(at, list[other] ?? there).with(other, there);
    case 3:
      return list.with(at, strange(random));
    case 4:
    case 5:
      return list.with(at, nodeOf(random, donor) ?? strange(random));
    default:
      return list.with(at, mutateValue(random, there, nodeOf(random, donor)));
  }
}

/** Any node of another structure: fields are exchanged between structures. */
function nodeOf(random: SeededRandom, value: CborValue | undefined): CborValue | undefined {
  if (!Array.isArray(value) || value.length === 0 || random.int(0, 3) === 0) return value;
  return nodeOf(random, pick<CborValue>(random, value));
}

function strange(random: SeededRandom): CborValue {
  return pick<CborValue>(random, [
    ...NUMBERS,
    ...LARGE_NUMBERS,
    "",
    "members",
    "household/0",
    pick(random, FRAGMENTS),
    "𠮷".repeat(random.int(1, 300)),
    random.bytes(pick(random, [0, 1, 8, 16, 31, 32, 33, 64, 65])),
    new Uint8Array(32),
    [],
    [[]],
    Array.from({ length: 12 }).reduce<CborValue>((inner) => [inner], 1),
  ]);
}

function mutateRaw(random: SeededRandom, bytes: Uint8Array, donor: Uint8Array): Uint8Array {
  let mutated = bytes;
  for (let times = random.int(1, 4); times > 0; times -= 1)
    mutated = mutateRawOnce(random, mutated, donor);
  return mutated.slice(0, INPUT_BYTES_MAX);
}

function mutateRawOnce(random: SeededRandom, bytes: Uint8Array, donor: Uint8Array): Uint8Array {
  const at = random.int(0, Math.max(0, bytes.length - 1));
  const end = Math.min(bytes.length, at + random.int(1, 16));
  const [before, after] = [bytes.slice(0, at), bytes.slice(at)];
  switch (random.int(0, 8)) {
    case 0:
    case 1: {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(0, 7));
      return flipped;
    }
    case 2:
      return concatBytes(before, random.bytes(random.int(1, 8)), after);
    case 3:
      return concatBytes(before, bytes.slice(end));
    case 4:
      return before;
    case 5:
      return concatBytes(before, bytes.slice(at, end), after);
    case 6: {
      const from = random.int(0, Math.max(0, donor.length - 1));
      const taken = donor.slice(from, from + random.int(1, 64));
      return concatBytes(before, taken, random.int(0, 1) === 0 ? after : bytes.slice(end));
    }
    case 7:
      return concatBytes(before, pick(random, HEADS), bytes.slice(at + random.int(0, 1)));
    default:
      return concatBytes(
        before,
        new Uint8Array(end - at).fill(random.int(0, 1) * 255),
        bytes.slice(end),
      );
  }
}

function mutateTextOnce(random: SeededRandom, text: string, donor: string): string {
  const at = random.int(0, text.length);
  const end = Math.min(text.length, at + random.int(1, 8));
  const [before, after] = [text.slice(0, at), text.slice(at)];
  switch (random.int(0, 7)) {
    case 0:
      return before + pick(random, FRAGMENTS) + after;
    case 1:
      return before + pick(random, FRAGMENTS) + text.slice(end);
    case 2:
      return before + text.slice(end);
    case 3:
      return before + text.slice(at, end).repeat(random.int(2, 40)) + text.slice(end);
    case 4:
      return before + donor.slice(random.int(0, donor.length)) + after;
    case 5:
      return before + String.fromCharCode(random.int(0, 0xffff)) + text.slice(at + 1);
    case 6:
      return random.int(0, 1) === 0 ? text.toLowerCase() : text.normalize("NFKC");
    default:
      return before;
  }
}
