/** Messages of a meeting, and the fragments they cross in. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
import {
  type Assembly,
  EMPTY_ASSEMBLY,
  FRAGMENT_BYTES_MAX,
  type Message,
  assemble,
  decodeMessage,
  encodeMessage,
  fragmentsOf,
} from "./messages.ts";

const bytes = fc.uint8Array({ maxLength: 40 });
const messages: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant("proof" as const), proof: bytes }),
  fc.record({ type: fc.constant("offer" as const), overview: bytes }),
  fc.record({ type: fc.constant("wants" as const), frontiers: bytes }),
  fc.record({ type: fc.constant("parcel" as const), bundle: bytes }),
  fc.tuple(fc.nat(), fc.nat()).map(([left, right]) => ({
    type: "taken" as const,
    ...{ held: Math.max(left, right), fresh: Math.min(left, right) },
  })),
  fc.record({ type: fc.constantFrom("done" as const, "bye" as const) }),
);

test("[MEET1] a message has one form, and noise is none or one in that form", () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(decodeMessage(encodeMessage(message))).toEqual(message);
    }),
  );
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 12 }), messages.map(encodeMessage)),
      (noise) => {
        const message = decodeMessage(noise);
        return message === undefined || bytesToHex(encodeMessage(message)) === bytesToHex(noise);
      },
    ),
  );
  // New is not more than held.
  expect(decodeMessage(Uint8Array.of(0x83, 5, 1, 2))).toBeUndefined();
});

test("[MEET1] a message of any size is whole again after its last fragment, and not before", () => {
  for (const size of [1, FRAGMENT_BYTES_MAX - 1, FRAGMENT_BYTES_MAX, 40_000]) {
    const whole = Uint8Array.from({ length: size }, (_, index) => index % 251);
    const fragments = fragmentsOf(whole);
    let assembly: Assembly = EMPTY_ASSEMBLY;
    for (const [index, fragment] of fragments.entries()) {
      expect(fragment.length).toBeLessThanOrEqual(FRAGMENT_BYTES_MAX);
      const put = assemble(assembly, fragment, size);
      if (put === undefined) throw new Error("refused");
      assembly = put.assembly;
      const isLast = index === fragments.length - 1;
      expect(put.whole && bytesToHex(put.whole)).toBe(isLast ? bytesToHex(whole) : undefined);
    }
    expect(assembly).toEqual(EMPTY_ASSEMBLY);
  }
});

test("[MEET1] fragments that are too large, empty, small without an end, or too many are refused", () => {
  const refused = (fragment: Uint8Array, bytesMax: number = 1_000_000) =>
    expect(assemble(EMPTY_ASSEMBLY, fragment, bytesMax)).toBeUndefined();
  refused(new Uint8Array(FRAGMENT_BYTES_MAX + 1));
  refused(new Uint8Array(0));
  refused(Uint8Array.of(1));
  refused(Uint8Array.of(0, 7));
  refused(Uint8Array.of(2, 7));
  refused(Uint8Array.of(1, 7, 7), 1);
  expect(assemble(EMPTY_ASSEMBLY, Uint8Array.of(1, 7), 1)).toMatchObject({
    whole: Uint8Array.of(7),
  });
});
