import { utf8ToBytes } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase45, encodeBase45 } from "./base45.ts";

test.each([
  ["AB", "BB8"],
  ["Hello!!", "%69 VD92EX0"],
  ["base-45", "UJCLQE7W581"],
  ["ietf!", "QED8WEX0"],
])("[MEET2] encodes %s as RFC 9285 does", (text, encoded) => {
  expect(encodeBase45(utf8ToBytes(text))).toBe(encoded);
  expect(decodeBase45(encoded)).toEqual(utf8ToBytes(text));
});

test("[MEET2] any bytes come back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 99 }), (bytes) => {
      expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes);
    }),
  );
});

test.each(["A", "GGW0", "GGX", ":::", "ab0", "::"])("[MEET2] refuses %s", (text) => {
  expect(decodeBase45(text)).toBeUndefined();
});
