import fc from "fast-check";
import { expect, test } from "vitest";
import { toId } from "../base/ids.ts";
import { type FormLink, decodeFormLink, encodeFormLink } from "./form-link.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const link: fc.Arbitrary<FormLink> = fc
  .record({
    association: bytes(16),
    associationName: fc.string({ unit: "grapheme", maxLength: 15 }),
    number: fc.integer({ min: 1 }),
    epochId: bytes(32),
    publicKey: bytes(32),
  })
  .map(({ association, associationName, ...key }) => ({
    association: toId("association", association),
    associationName,
    key: { audience: "safety", secret: undefined, ...key },
  }));

test("[FORM1] a poster's link says for whom, whatever the name, in characters that no address changes", () => {
  fc.assert(
    fc.property(link, (given) => {
      const text = encodeFormLink(given);
      expect(text).toMatch(/^[\w-]+$/);
      expect(decodeFormLink(text)).toEqual(given);
    }),
  );
});

test("[FORM1] a link that was cut off or mistyped is no link, and nothing throws", () => {
  fc.assert(
    fc.property(link, fc.nat(), fc.string(), (given, at, junk) => {
      const text = encodeFormLink(given);
      expect(decodeFormLink(text.slice(0, at % text.length))).toBeUndefined();
      expect(decodeFormLink(`${text}A`)).toBeUndefined();
      const read = decodeFormLink(junk);
      if (read !== undefined) expect(encodeFormLink(read)).toBe(junk);
    }),
  );
});
