/**
 * Byte strings: the few helpers that @noble/hashes lacks. Hex is always lower case.
 */
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export { bytesToHex, concatBytes, hexToBytes, utf8ToBytes };

/** Tells whether two byte strings are the same. Not constant time: for public values only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) {
    if (left[index] !== right[index]) return false;
  }
  return true;
}

/** Orders byte strings as memcmp does, the shorter first: the order of "lowest hash". */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const HEX = /^(?:[0-9a-f]{2})*$/;

/**
 * Reads lower-case hex of an exact length from outside.
 *
 * Errors: undefined when it is not hex or not `length` bytes.
 */
export function decodeHex(text: string, length: number): Uint8Array | undefined {
  return text.length === length * 2 && HEX.test(text) ? hexToBytes(text) : undefined;
}
