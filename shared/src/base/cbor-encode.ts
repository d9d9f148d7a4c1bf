/**
 * Encoding CBOR as the protocol allows it: see cbor.ts. Apart, for the check-in's screen only ever encodes (an incident's name).
 */
import { encode } from "cborg";

/** A value the wire may carry. */
export type CborValue = number | string | Uint8Array | readonly CborValue[];

/** Nesting that no honest structure reaches; deeper input is refused. */
export const CBOR_DEPTH_MAX = 16;

/** Encodes a value in the one canonical form. Errors: throws on a negative, fractional or unsafe number (a bug of ours). */
export function encodeCbor(value: CborValue): Uint8Array {
  assertEncodable(value, 0);
  return encode(value);
}

/** Narrows to an unsigned safe integer not above `max`. */
export function isUint(value: unknown, max: number = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max;
}

/** Tells whether a value is of the kinds that the wire carries, nested no deeper than is taken. */
export function isCborValue(value: unknown, depth: number = 0): value is CborValue {
  if (depth > CBOR_DEPTH_MAX) return false;
  if (isUint(value) || typeof value === "string" || value instanceof Uint8Array) return true;
  return Array.isArray(value) && value.every((item) => isCborValue(item, depth + 1));
}

function assertEncodable(value: CborValue, depth: number): void {
  if (!isCborValue(value, depth))
    throw new Error("Broken invariant: value has no canonical CBOR form");
}
