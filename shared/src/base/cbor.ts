/**
 * CBOR as the protocol allows it: arrays of unsigned integers, byte strings, text strings and booleans' stand-ins (0/1),
 * in shortest form. What does not re-encode to the same bytes is refused, so one value has one encoding and one hash.
 *
 * Source: RFC 8949 §4.2; docs/protocol.md, head.
 */
import { decode } from "cborg";
import { equalBytes } from "./bytes.ts";
import { type CborValue, encodeCbor, isCborValue } from "./cbor-encode.ts";

export { CBOR_DEPTH_MAX, type CborValue, encodeCbor, isUint } from "./cbor-encode.ts";

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
    if (!isCborValue(value)) return undefined;
    return equalBytes(encodeCbor(value), bytes) ? value : undefined;
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

/** Narrows to a byte string of exactly `length` bytes. */
export function isBytes(value: unknown, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

/** Narrows to a text of at most `lengthMax` UTF-16 units. */
export function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === "string" && value.length <= lengthMax;
}
