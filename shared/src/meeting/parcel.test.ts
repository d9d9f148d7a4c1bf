import fc from "fast-check";
import { expect, test } from "vitest";
import type { AssociationId, DeviceId } from "../base/ids.ts";
import { encodeBundle } from "../relay-api/bundle.ts";
import { FILE_BYTES_MAX, parcelOf } from "./parcel.ts";
import { slipOf, slipToText } from "./slip.ts";

const ASSOCIATION = "11".repeat(16) as AssociationId;
const OTHER = "22".repeat(16) as AssociationId;

const bytes = fc.uint8Array({ maxLength: 40 });
const bundles = fc.record({
  association: fc.constant(ASSOCIATION),
  sender: fc.constant("33".repeat(8) as DeviceId),
  statements: fc.array(bytes, { maxLength: 4 }),
  streams: fc.uniqueArray(
    fc.record({
      stream: fc.constantFrom("safety", "members", "receipts", "membership", "intake"),
      entries: fc.array(bytes, { maxLength: 4 }),
    }),
    { selector: ({ stream }) => stream },
  ),
});

test("[MEET2] a file gives its statements and entries, and nothing that has a list of its own or is a relay's", () => {
  fc.assert(
    fc.property(bundles, (bundle) => {
      const parcel = parcelOf(ASSOCIATION, encodeBundle(bundle));
      const entries = bundle.streams
        .filter(({ stream }) => stream !== "membership" && stream !== "intake")
        .flatMap(({ stream, entries: list }) => list.map((item) => ({ stream, bytes: item })));
      expect(parcel).toEqual({ statements: bundle.statements, entries });
    }),
  );
});

test("[MEET2] a damaged file, or what is none, is unreadable or of another association; it never throws", () => {
  const answers = ["unreadable", "otherAssociation"];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      expect(answers).toContain(parcelOf(ASSOCIATION, noise));
    }),
  );
  fc.assert(
    fc.property(bundles, fc.nat(), (bundle, cut) => {
      const file = encodeBundle(bundle);
      expect(parcelOf(ASSOCIATION, file.subarray(0, cut % file.length))).toBe("unreadable");
    }),
  );
});

test("[MEET2] another association's, and what is too large, is told apart", () => {
  const file = encodeBundle({
    association: OTHER,
    sender: "33".repeat(8) as DeviceId,
    statements: [],
    streams: [],
  });
  expect(parcelOf(ASSOCIATION, file)).toBe("otherAssociation");
  const text = slipToText(slipOf(OTHER, { statements: [], entries: [] }));
  expect(parcelOf(ASSOCIATION, text)).toBe("otherAssociation");
  expect(parcelOf(OTHER, text)).toMatchObject({ entries: [] });
  expect(parcelOf(ASSOCIATION, new Uint8Array(FILE_BYTES_MAX + 1))).toBe("tooLarge");
});
