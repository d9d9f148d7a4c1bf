/**
 * Characters of codes that people type from paper: Crockford's base32, five bits each, and a check character that catches every
 * single wrong character and every swap of two.
 *
 * Source: https://www.crockford.com/base32.html for the alphabet; the check is a Reed–Solomon symbol over GF(32).
 */
import { type Result, err, ok } from "./result.ts";

/** A character that no code has. Positions count from 0 among the characters that matter. */
export interface BadCharacter {
  readonly type: "BadCharacter";
  readonly position: number;
  readonly character: string;
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOL_BITS = 5n;

/** Reads symbols as people type them: any case, full width, groups with hyphens, dots or spaces; O is 0, I and L are 1. */
export function readSymbols(text: string): Result<readonly number[], BadCharacter> {
  const characters = [...text.normalize("NFKC").toUpperCase()].filter(
    (character) => !SEPARATOR.test(character),
  );
  const symbols = characters.map((character) =>
    ALPHABET.indexOf(LOOKALIKE[character] ?? character),
  );
  const position = symbols.indexOf(-1);
  if (position === -1) return ok(symbols);
  return err({ type: "BadCharacter", position, character: characters[position] ?? "" });
}

/** The symbols of a text that {@link writeSymbols} wrote. */
export function symbolsOf(text: string): readonly number[] {
  return [...text].map((character) => ALPHABET.indexOf(character));
}

/** Writes symbols, without groups. */
export function writeSymbols(symbols: readonly number[]): string {
  return symbols.map((symbol) => ALPHABET.charAt(symbol)).join("");
}

/** The symbol at a place of a number, counted from the right. */
export function symbolAt(bits: bigint, place: number): number {
  return Number((bits >> (SYMBOL_BITS * BigInt(place))) & 31n);
}

/** The symbol that makes the word's value at α zero; each place has its own power of α, so a swap shows too. */
export function checkSymbol(symbols: readonly number[]): number {
  return symbols.reduce((sum, symbol) => timesAlpha(sum ^ symbol), 0);
}

/** Whatever people put between groups; keyboards turn a hyphen into a long vowel mark. */
const SEPARATOR = /[\s\p{Pd}\u30fc\u2212.,\u30fb_]/u;
const LOOKALIKE: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/** Multiplies by α in GF(32) with x⁵ + x² + 1. */
function timesAlpha(value: number): number {
  const shifted = value << 1;
  return shifted & 32 ? shifted ^ 0b100101 : shifted;
}
