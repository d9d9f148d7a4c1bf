import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesToHex, hexToBytes } from "./bytes.ts";
import { readUtf8, utf8Size, writeUtf8 } from "./utf8.ts";

function written(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Size(text));
  writeUtf8(bytes, 0, text);
  return bytes;
}

/** The platform's reading, with the mark left in its place. */
function platformReads(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

test("[ENT1] a text is written as the platform writes it, and read back", () => {
  const texts = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = written(text);
      expect(bytesToHex(bytes)).toBe(bytesToHex(new TextEncoder().encode(text)));
      expect(readUtf8(bytes)).toBe(text.toWellFormed());
    }),
    { numRuns: 2000 },
  );
});

test("[ENT1] bytes are a text exactly when the platform says so", () => {
  // Bytes near the borders of the table, so that chance finds them.
  const byte = fc.oneof(
    fc.constantFrom(0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0),
    fc.constantFrom(0xed, 0xee, 0xef, 0xf0, 0xf4, 0xf5, 0xf7, 0xf8, 0xfc, 0xff),
    fc.nat({ max: 255 }),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), (list) => {
      const bytes = Uint8Array.from(list);
      expect(readUtf8(bytes)).toBe(platformReads(bytes));
    }),
    { numRuns: 20_000 },
  );
});

test("[ENT1] every character takes the platform's bytes", () => {
  for (let point = 0; point <= 0x10_ffff; point += point < 0x900 ? 1 : 251) {
    if (point >= 0xd800 && point < 0xe000) continue;
    const bytes = new TextEncoder().encode(String.fromCodePoint(point));
    expect(readUtf8(bytes)?.codePointAt(0)).toBe(point);
    expect(bytesToHex(written(String.fromCodePoint(point)))).toBe(bytesToHex(bytes));
  }
});

test.each([
  ["a character longer than it need be", "c080"],
  ["the same in three bytes", "e0808a"],
  ["half a surrogate pair", "eda080"],
  ["a pair of halves", "eda080edb080"],
  ["what lies beyond the last character", "f4908080"],
  ["five bytes", "f888808080"],
  ["a byte that begins nothing", "bf80"],
  ["a character that ends too soon", "e38182e381"],
])("[ENT1] %s is no text", (_name, hex) => {
  expect(readUtf8(hexToBytes(hex))).toBeUndefined();
});

test("[ENT1] a text that begins with U+FEFF stays as it is", () => {
  expect(readUtf8(hexToBytes("efbbbfe381af"))).toBe("\uFEFFは");
});
