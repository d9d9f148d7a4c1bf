import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesToHex, hexToBytes } from "./bytes.ts";
import { type CborValue, CBOR_DEPTH_MAX, decodeCbor, encodeCbor } from "./cbor.ts";

const { value: cborValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.maxSafeNat(),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array({ maxLength: 40 }),
    fc.array(tie("value"), { maxLength: 5 }),
  ),
}));

test("[ENT1] what was encoded decodes to the same, and encodes to the same bytes", () => {
  fc.assert(
    fc.property(cborValue, (value) => {
      const bytes = encodeCbor(value);
      const decoded = decodeCbor(bytes);
      expect(decoded).toEqual(value);
      expect(bytesToHex(encodeCbor(decoded ?? 0))).toBe(bytesToHex(bytes));
    }),
  );
});

test("[ENT1] decoding never throws, and accepts only the one form", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const value = decodeCbor(bytes);
      if (value !== undefined) expect(bytesToHex(encodeCbor(value))).toBe(bytesToHex(bytes));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["a number longer than it need be", "1801"],
  ["a number in four bytes that fits two", "1a0000ffff"],
  ["a length longer than it need be", "580101"],
  ["an array without end", "9f01ff"],
  ["a text in pieces", "7f6161ff"],
  ["a map", "a10102"],
  ["a tag", "c001"],
  ["a float", "f93c00"],
  ["a negative number", "20"],
  ["null", "f6"],
  ["undefined", "f7"],
  ["true", "f5"],
  ["a number beyond 2^53", "1b0020000000000000"],
  ["a text that is not UTF-8", "61ff"],
  ["two values", "0101"],
  ["half a value", "8201"],
  ["nothing", ""],
])("[ENT1] refuses %s", (_name, hex) => {
  expect(decodeCbor(hexToBytes(hex))).toBeUndefined();
});

test("[ENT1] refuses what is nested too deep, before the stack ends", () => {
  const nested = (depth: number) => hexToBytes(`${"81".repeat(depth)}00`);
  expect(decodeCbor(nested(CBOR_DEPTH_MAX))).toBeDefined();
  expect(decodeCbor(nested(CBOR_DEPTH_MAX + 1))).toBeUndefined();
  expect(decodeCbor(nested(60_000))).toBeUndefined();
});

test("[ENT1] to encode what has no form is a bug of ours", () => {
  expect(() => encodeCbor(-1)).toThrow("Broken invariant");
  expect(() => encodeCbor(0.5)).toThrow("Broken invariant");
  expect(() => encodeCbor([Number.MAX_SAFE_INTEGER + 1])).toThrow("Broken invariant");
});
