import { expect, test } from "vitest";
import { compareBytes, decodeHex, equalBytes } from "./bytes.ts";
import { idBytes, parseId, recordIdOf, toId } from "./ids.ts";

test("[ENT1] an id is lower-case hex of exactly its kind's length", () => {
  const bytes = new Uint8Array(8).fill(0xab);
  const id = toId("device", bytes);
  expect(id).toBe("abababababababab");
  expect(idBytes(id)).toEqual(bytes);
  expect(parseId("device", id)).toBe(id);
  for (const text of ["ABABABABABABABAB", "ababab", `${id}00`, "zzabababababab00", ""]) {
    expect(parseId("device", text)).toBeUndefined();
  }
  expect(() => toId("association", bytes)).toThrow("Broken invariant");
});

test("[ENT5] a record's id is the first 8 bytes of its entry's", () => {
  const entry = toId(
    "entry",
    Uint8Array.from({ length: 32 }, (_, index) => index),
  );
  expect(recordIdOf(entry)).toBe("0001020304050607");
});

test("[KEY1] the lowest hash is the lowest as memcmp orders, the shorter first", () => {
  const [low, high, longer] = [Uint8Array.of(1, 255), Uint8Array.of(2), Uint8Array.of(1, 255, 0)];
  expect([high, longer, low].sort(compareBytes)).toEqual([low, longer, high]);
  expect(equalBytes(low, Uint8Array.of(1, 255))).toBe(true);
  expect(equalBytes(low, longer)).toBe(false);
  expect(decodeHex("0g", 1)).toBeUndefined();
});
