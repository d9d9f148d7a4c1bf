import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinJsonItems, splitJsonItems } from "./json-items.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const texts = (items: readonly Uint8Array[] | undefined) =>
  items?.map((item) => Buffer.from(item).toString());

describe("JSON bodies", () => {
  test("[REL1] an array is taken apart by one level, anything else is one message", () => {
    expect(texts(splitJsonItems(bytes(' [1, [2,3] ,{"a":[4,"],[\\""]} ] ')))).toEqual([
      "1",
      "[2,3]",
      '{"a":[4,"],[\\""]}',
    ]);
    expect(texts(splitJsonItems(bytes('{"a":1}')))).toEqual(['{"a":1}']);
    expect(texts(splitJsonItems(bytes("[]")))).toEqual([]);
  });

  test("[REL1] numbers that JavaScript cannot hold are kept as they came", () => {
    expect(texts(splitJsonItems(bytes("[12345678901234567890,1e999]")))).toEqual([
      "12345678901234567890",
      "1e999",
    ]);
  });

  test("[REL1] what is not JSON in UTF-8 is refused", () => {
    for (const body of ["", "{", "[1,]", "[1] [2]"]) {
      expect(splitJsonItems(bytes(body))).toBeUndefined();
    }
    expect(splitJsonItems(new Uint8Array([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  test("[REL1] joining what was split gives the same values, however they are nested", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(2), (values, indent) => {
        const items = splitJsonItems(bytes(JSON.stringify(values, null, indent)));
        expect(items).toHaveLength(values.length);
        const joined = Buffer.from(joinJsonItems(items ?? [])).toString();
        expect(JSON.parse(joined)).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });
});
