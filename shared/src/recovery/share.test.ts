import fc from "fast-check";
import { expect, test } from "vitest";
import { ID_BYTES, toId } from "../base/ids.ts";
import { rootKeysOf } from "../membership/device-keys.ts";
import { associationIdOf } from "../membership/statement.ts";
import {
  type RecoveryShare,
  KIT_MAX,
  SHARE_BYTES,
  associationOfSeed,
  checkPair,
  decodeSheetQr,
  encodeSheetQr,
  formatShare,
  parseShareCode,
  shareFor,
} from "./share.ts";

const SEED = new Uint8Array(32).fill(7);
const ASSOCIATION = associationIdOf(rootKeysOf(SEED).signKey);
const share = (index: number, kit = 9): RecoveryShare =>
  shareFor(ASSOCIATION, { index, kit }, new Uint8Array(SHARE_BYTES).fill(index));

const shares = fc
  .record({
    id: fc.uint8Array({ minLength: ID_BYTES.association, maxLength: ID_BYTES.association }),
    index: fc.integer({ min: 1, max: 3 }),
    kit: fc.integer({ min: 0, max: KIT_MAX }),
    bytes: fc.uint8Array({ minLength: SHARE_BYTES, maxLength: SHARE_BYTES }),
  })
  .map(({ id, bytes, ...place }) => shareFor(toId("association", id), place, bytes));

test("[KEY4] a sheet's code is four lines of sixteen characters and reads back, however it is typed", () => {
  fc.assert(
    fc.property(shares, (made) => {
      const lines = formatShare(made);
      expect(lines).toHaveLength(4);
      for (const line of lines) expect(line).toMatch(/^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
      expect(parseShareCode(lines.join("\n"))).toEqual({ ok: true, value: made });
      const sloppy = lines.join("").replaceAll("-", " ").replaceAll("0", "o").toLowerCase();
      expect(parseShareCode(sloppy)).toEqual({ ok: true, value: made });
    }),
  );
});

test("[KEY4] the numbers of the lines may be typed along: sheets were once printed with them", () => {
  fc.assert(
    fc.property(shares, (made) => {
      const lines = formatShare(made);
      const whole = { ok: true, value: made };
      const numbered = (write: (line: string, number: number) => string, between = "\n") =>
        parseShareCode(lines.map((line, at) => write(line, at + 1)).join(between));
      expect(numbered((line, number) => `${number}. ${line}`)).toEqual(whole);
      expect(numbered((line, number) => `${number} ${line}`, " ")).toEqual(whole);
      expect(numbered((line, number) => `${number}${line}`)).toEqual(whole);
      expect(numbered((line, number) => `${number}行目　${line}`)).toEqual(whole);
      expect(
        numbered((line, number) => `${"①②③④"[number - 1]}${line.replaceAll("-", "ー")}`),
      ).toEqual(whole);
      expect(
        numbered((line, number) => `${number}) ${line.replaceAll("-", "").toLowerCase()}`),
      ).toEqual(whole);
    }),
  );
  const [first = ""] = formatShare(share(1));
  expect(parseShareCode(`1 ${first}\n2`)).toMatchObject({ error: { type: "TooShort" } });
  expect(parseShareCode(`1 ${first.slice(0, -1)}`)).toMatchObject({ error: { type: "TooShort" } });
});

test("[KEY4] a wrong or swapped character is found in its line, also before the rest is typed", () => {
  const [first = "", second = "", ...rest] = formatShare(share(1));
  const wrong = second.replace(/^./, (character) => (character === "A" ? "B" : "A"));
  expect(parseShareCode([first, wrong, ...rest].join(" "))).toEqual({
    ok: false,
    error: { type: "LineWrong", line: 2 },
  });
  expect(parseShareCode(`${first} ${wrong}`)).toMatchObject({
    error: { type: "LineWrong", line: 2 },
  });
  expect(parseShareCode(`${first} ${second}`)).toEqual({
    ok: false,
    error: { type: "TooShort", length: 32 },
  });
  expect(parseShareCode(formatShare(share(1)).join("") + first)).toMatchObject({
    error: { type: "TooLong" },
  });
  expect(parseShareCode("U")).toMatchObject({ error: { type: "BadCharacter" } });
});

test("[KEY4] a sheet's QR says the association, its name and its relay; what is not a sheet is refused", () => {
  const sheet = {
    share: share(3),
    association: ASSOCIATION,
    associationName: "ひばり町会",
    relayUrl: "https://relay.example",
  };
  const text = encodeSheetQr(sheet);
  expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  expect(decodeSheetQr(text)).toEqual(sheet);
  // Nobody sees it in a name that was pasted.
  const pasted = encodeSheetQr({ ...sheet, associationName: `\uFEFF${sheet.associationName}` });
  expect(pasted).toBe(text);
  expect(decodeSheetQr(text.slice(0, -2))).toBeUndefined();
  expect(decodeSheetQr("TOMOSHIBI:AAAA")).toBeUndefined();
  fc.assert(
    fc.property(fc.string(), (noise) => decodeSheetQr(`TOMOSHIBI-K:${noise}`) === undefined),
  );
});

test("[KEY4] two different sheets of one kit go together, no others", () => {
  expect(checkPair(share(1), share(3)).ok).toBe(true);
  expect(checkPair(share(2), share(2))).toEqual({ ok: false, error: { type: "SameSheet" } });
  expect(checkPair(share(1, 8), share(3, 9))).toEqual({ ok: false, error: { type: "OtherKit" } });
});

test("[KEY4] a joined seed must hash to the association's id", () => {
  expect(associationOfSeed(SEED, share(1))).toBe(ASSOCIATION);
  expect(associationOfSeed(SEED, share(1), ASSOCIATION)).toBe(ASSOCIATION);
  const other = new Uint8Array(32).fill(8);
  expect(associationOfSeed(other, share(1))).toBeUndefined();
  const otherId = associationIdOf(rootKeysOf(other).signKey);
  expect(associationOfSeed(SEED, share(1), otherId)).toBeUndefined();
  expect(associationOfSeed(SEED.slice(1), share(1))).toBeUndefined();
});
