import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { payloadArbitrary } from "../testing/payload-arbitraries.ts";
import { KIND } from "./payload-read.ts";
import { decodePayload, encodePayload } from "./payload.ts";

test("[ENT5] decode(encode(x)) is x for every payload", () => {
  fc.assert(
    fc.property(payloadArbitrary, (payload) => {
      expect(decodePayload(encodePayload(payload))).toEqual(payload);
    }),
    { numRuns: 1_000 },
  );
});

test("[ENT5] decoding never throws, and what it accepts has one form", () => {
  const almost = payloadArbitrary.chain((payload) =>
    fc.tuple(fc.constant(encodePayload(payload)), fc.nat(), fc.integer({ min: 0, max: 255 })),
  );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), almost), (input) => {
      const bytes = input instanceof Uint8Array ? input : damaged(...input);
      const payload = decodePayload(bytes);
      if (payload === undefined || payload.kind === "unknown") return;
      expect(encodePayload(payload)).toEqual(bytes);
    }),
    { numRuns: 3_000 },
  );
});

test("[ENT8] every kind not known today decodes as unknown, whatever follows", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1 + Math.max(...Object.values(KIND)), max: 1_000 }),
      fc.array(fc.nat()),
      (kind, rest) => {
        const bytes = encodeCbor([kind, ...rest]);
        expect(decodeCbor(bytes)).toBeDefined();
        expect(decodePayload(bytes)).toEqual({ kind: "unknown", wireKind: kind });
      },
    ),
  );
});

function damaged(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at % copy.length] = value;
  return copy;
}
