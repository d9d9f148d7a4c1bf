import fc from "fast-check";
import { expect, test } from "vitest";
import { toId } from "../base/ids.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import {
  INVITE_CODE_LENGTH,
  type InviteCode,
  createInviteCode,
  decodeInviteQr,
  deriveInvite,
  encodeInviteQr,
  formatInviteCode,
  parseInviteCode,
} from "./invite.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codes = fc.integer().map((seed) => createInviteCode({ random: createSeededRandom(seed) }));
const code = createInviteCode({ random: createSeededRandom(1) });
const association = toId("association", new Uint8Array(16).fill(5));

test("[MEM6] a code is 20 characters in groups of four, and reads back", () => {
  fc.assert(
    fc.property(codes, (made) => {
      expect(made).toMatch(/^[0-9A-HJKMNP-TV-Z]{20}$/);
      expect(formatInviteCode(made)).toMatch(/^\w{4}-\w{4}-\w{4}-\w{4}-\w{4}$/);
      expect(parseInviteCode(formatInviteCode(made))).toEqual({ ok: true, value: made });
    }),
  );
});

test("[MEM6] typing is forgiven: case, width, look-alikes, separators", () => {
  const typings = fc.tuple(codes, fc.infiniteStream(fc.nat(11)));
  fc.assert(
    fc.property(typings, ([made, choices]) => {
      const typed = [...made]
        .map((character) => typeCarelessly(character, choices.next().value ?? 0))
        .join("");
      expect(parseInviteCode(typed)).toEqual({ ok: true, value: made });
    }),
  );
  const zeros = "0".repeat(INVITE_CODE_LENGTH);
  expect(parseInviteCode("oOＯ０ ｏ000ー0000－0000―0000").ok).toBe(true);
  expect(parseInviteCode("oOＯ０ ｏ000ー0000－0000―0000")).toEqual({ ok: true, value: zeros });
});

test("[MEM6] the check catches every wrong character and every swap of two", () => {
  for (let at = 0; at < code.length; at += 1) {
    for (const character of ALPHABET) {
      if (character === code[at]) continue;
      const typed = code.slice(0, at) + character + code.slice(at + 1);
      expect(parseInviteCode(typed)).toEqual({ ok: false, error: { type: "CheckFailed" } });
    }
    for (let other = at + 1; other < code.length; other += 1) {
      if (code[at] === code[other]) continue;
      const swapped = [...code].with(at, code[other] ?? "").with(other, code[at] ?? "");
      expect(parseInviteCode(swapped.join("")).ok).toBe(false);
    }
  }
});

test("[MEM6] what is wrong is told apart", () => {
  const errorOf = (text: string) => {
    const parsed = parseInviteCode(text);
    return parsed.ok ? undefined : parsed.error;
  };
  expect(errorOf("")).toEqual({ type: "TooShort", length: 0 });
  expect(errorOf(code.slice(1))).toEqual({ type: "TooShort", length: 19 });
  expect(errorOf(`${code}0`)).toEqual({ type: "TooLong", length: 21 });
  expect(errorOf(`${code.slice(0, 4)}-U${code.slice(5)}`)).toEqual({
    type: "BadCharacter",
    position: 4,
    character: "U",
  });
  expect(errorOf("あ")).toEqual({ type: "BadCharacter", position: 0, character: "あ" });
});

test("[MEM6] one code gives one set of ids and keys, all different; another code gives others", () => {
  const derived = deriveInvite(code);
  expect(deriveInvite(code)).toEqual(derived);
  const secrets = [derived.signSeed, derived.sealSeed, derived.blobKey, derived.householdSecret];
  expect(new Set(secrets.map(String)).size).toBe(secrets.length);
  const other = deriveInvite(createInviteCode({ random: createSeededRandom(2) }));
  expect(other.inviteId).not.toBe(derived.inviteId);
  expect(other.device).not.toBe(derived.device);
});

test("[MEM6] the QR says association, relay, household, group and code in alphanumeric mode", () => {
  fc.assert(
    fc.property(
      codes,
      fc.webUrl(),
      fc.array(fc.nat(99_999), { minLength: 3, maxLength: 3 }),
      (made, relayUrl, [household = 0, group = 0, indexInGroup = 0]) => {
        fc.pre(relayUrl.length <= 200);
        const qr = { association, relayUrl, household, group, indexInGroup, code: made };
        const text = encodeInviteQr(qr);
        expect(text).toMatch(/^TOMOSHIBI:[0-9A-Z $%*+\-./:]+$/);
        expect(decodeInviteQr(text)).toEqual(qr);
      },
    ),
  );
});

test("[MEM6] another QR is no card, and none makes the reader throw", () => {
  const text = encodeInviteQr({
    association,
    relayUrl: "https://a.example",
    household: 12,
    group: 3,
    indexInGroup: 12,
    code,
  });
  expect(text.length).toBeLessThan(140);
  for (const other of [
    "",
    "https://example.com",
    "TOMOSHIBI:",
    "TOMOSHIBI:A",
    text.slice(0, -3),
    `${text}000`,
    text.toLowerCase(),
  ]) {
    expect(decodeInviteQr(other)).toBeUndefined();
  }
  fc.assert(fc.property(fc.string(), (noise) => void decodeInviteQr(`TOMOSHIBI:${noise}`)));
});

test("[MEM6] a code is 95 bits of the random source: each character takes all 32 values", () => {
  const made = Array.from({ length: 2000 }, (_, seed): InviteCode =>
    createInviteCode({ random: createSeededRandom(seed) }),
  );
  for (let at = 0; at < INVITE_CODE_LENGTH; at += 1) {
    expect(new Set(made.map((each) => each[at])).size).toBe(32);
  }
});

function typeCarelessly(character: string, choice: number): string {
  const typed = [
    character,
    character.toLowerCase(),
    fullWidth(character),
    fullWidth(character.toLowerCase()),
    character === "0" ? "O" : character,
    character === "0" ? "o" : character,
    character === "1" ? "l" : character,
    character === "1" ? "I" : character,
    `${character}-`,
    `${character} `,
    `\u3000${character}`,
    `${character}ー`,
  ][choice];
  return typed ?? character;
}

function fullWidth(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0);
}
