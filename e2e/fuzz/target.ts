/** What is fuzzed, and what a finding is. */
import { bytesToHex, concatBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { type SeededRandom, createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";

/** Something that takes input from outside. An input is bytes, whatever it stands for, so that one can be printed and replayed. */
export interface Target {
  readonly name: string;
  /** Exported functions that it shows, as `shared/src/entry/entry.ts#decodeEntry`. */
  readonly covers: readonly string[];
  /** How many inputs of a decoder cost as much as one of this. */
  readonly weight: number;
  /** Makes an input; `found` are inputs that reached something new before. */
  generate(random: SeededRandom, found: readonly Uint8Array[]): Uint8Array;
  /** Says what is wrong with how an input was taken; undefined when nothing is. What it throws is wrong too. */
  check(input: Uint8Array): Promise<string | undefined> | string | undefined;
  /** Shorter inputs that may fail alike, the shortest first. */
  shorter(input: Uint8Array): Iterable<Uint8Array>;
}

/** A failing input, made short. */
export interface Finding {
  readonly target: string;
  readonly complaint: string;
  /** The seed that gives this input without guidance. */
  readonly seed: number;
  readonly hex: string;
}

/** The random numbers of one run of one target: those of other targets and runs have no part in them. */
export function randomOf(seed: number, target: string, run: number): SeededRandom {
  const name = utf8ToBytes(`${seed}/${target}/${run}`);
  return createSeededRandom(new DataView(sha256(name).buffer).getInt32(0));
}

/** Runs one input. Shape: the complaint, or undefined. */
export async function complaintAbout(
  target: Target,
  input: Uint8Array,
): Promise<string | undefined> {
  try {
    return await target.check(input);
  } catch (error) {
    return `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
  }
}

/** Makes a failing input short, as long as it fails. Cost: at most `triesMax` runs. */
export async function shorten(
  target: Target,
  failing: Uint8Array,
  triesMax: number = 2_000,
): Promise<{ readonly input: Uint8Array; readonly complaint: string }> {
  let input = failing;
  let complaint = (await complaintAbout(target, failing)) ?? "it fails no longer";
  let tries = 0;
  for (let isShorter = true; isShorter && tries < triesMax;) {
    isShorter = false;
    for (const candidate of target.shorter(input)) {
      tries += 1;
      if (tries > triesMax) break;
      const said = candidate.length < input.length && (await complaintAbout(target, candidate));
      if (said === false || said === undefined) continue;
      [input, complaint, isShorter] = [candidate, said, true];
      break;
    }
  }
  return { input, complaint };
}

/** All inputs that lack a part: halves first, then ever smaller ones. */
export function* withoutParts(input: Uint8Array, unit: number = 1): Iterable<Uint8Array> {
  for (
    let size = Math.ceil(input.length / 2 / unit) * unit;
    size >= unit;
    size = halved(size, unit)
  )
    for (let at = 0; at + size <= input.length; at += size)
      yield concatBytes(input.slice(0, at), input.slice(at + size));
}

function halved(size: number, unit: number): number {
  return size === unit ? 0 : Math.max(unit, Math.floor(size / 2 / unit) * unit);
}

/** A finding as it is told. */
export function toFinding(
  target: Target,
  seed: number,
  { input, complaint }: { readonly input: Uint8Array; readonly complaint: string },
): Finding {
  return { target: target.name, complaint, seed, hex: bytesToHex(input) };
}
