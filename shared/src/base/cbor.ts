/**
 * CBOR as the protocol allows it: arrays of unsigned integers, byte strings, text strings and booleans' stand-ins (0/1),
 * in shortest form. What does not re-encode to the same bytes is refused, so one value has one encoding and one hash.
 *
 * Source: RFC 8949 §4.2; docs/protocol.md, head.
 */
import { decode, encode } from "cborg";
import { equalBytes } from "./bytes.ts";

/** A value the wire may carry. */
export type CborValue = number | string | Uint8Array | readonly CborValue[];

/** Nesting that no honest structure reaches; deeper input is refused. */
export const CBOR_DEPTH_MAX = 16;

/** Encodes a value in the one canonical form. Errors: throws on a negative, fractional or unsafe number (a bug of ours). */
export function encodeCbor(value: CborValue): Uint8Array {
  assertEncodable(value, 0);
  return encode(value);
}

/**
 * Decodes bytes that arrived from outside.
 *
 * Errors: undefined when they are not exactly one canonical value of the allowed kinds; never throws.
 */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  let value: unknown;
  try {
    value = decode(bytes, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      allowBigInt: false,
      rejectDuplicateMapKeys: true,
    });
    if (!isCborValue(value, 0)) return undefined;
    return equalBytes(encode(value), bytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Narrows a decoded value to an array of exactly `length` items. */
export function isTuple(value: unknown, length: number): value is readonly CborValue[] {
  return Array.isArray(value) && value.length === length;
}

/** Narrows to an array of any length. */
export function isList(value: unknown): value is readonly CborValue[] {
  return Array.isArray(value);
}

/** Narrows to an unsigned safe integer not above `max`. */
export function isUint(value: unknown, max: number = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max;
}

/** Narrows to a byte string of exactly `length` bytes. */
export function isBytes(value: unknown, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

/** Narrows to a text of at most `lengthMax` UTF-16 units. */
export function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === "string" && value.length <= lengthMax;
}

function isCborValue(value: unknown, depth: number): value is CborValue {
  if (depth > CBOR_DEPTH_MAX) return false;
  if (isUint(value) || typeof value === "string" || value instanceof Uint8Array) return true;
  return Array.isArray(value) && value.every((item) => isCborValue(item, depth + 1));
}

function assertEncodable(value: CborValue, depth: number): void {
  if (!isCborValue(value, depth))
    throw new Error("Broken invariant: value has no canonical CBOR form");
}
