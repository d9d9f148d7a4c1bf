/**
 * Strict Ed25519 against signatures that other implementations accept: small-order and mixed keys and R, other encodings, an S
 * too large. Each is made here with the private scalar, after the cases of "Taming the many EdDSAs" (Chalkias et al., 2020).
 */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { describe, expect, test } from "vitest";
import { concatBytes, hexToBytes, utf8ToBytes } from "../base/bytes.ts";
import { isTorsionFree, sign, signPublicKey, verify } from "./sign.ts";

const { Point } = ed25519;
const order = Point.Fn.ORDER;
const message = utf8ToBytes("無事です");
const seed = new Uint8Array(32).fill(7);
const publicKey = signPublicKey(seed);

/** A point of order 8. */
const torsion = Point.fromBytes(
  hexToBytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
  false,
);
const secret = 123_456_789n;
const nonce = 987_654_321n;
const clean = Point.BASE.multiply(secret);
const cleanR = Point.BASE.multiply(nonce);

test("[ENT3] the first two vectors of RFC 8032 verify", () => {
  const key = hexToBytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const signature = hexToBytes(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
  expect(verify(signature, new Uint8Array(0), key)).toBe(true);
  const ownSeed = hexToBytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const own = sign(Uint8Array.of(0x72), ownSeed);
  expect(verify(own, Uint8Array.of(0x72), signPublicKey(ownSeed))).toBe(true);
  expect(own.slice(0, 4)).toEqual(hexToBytes("92a009a9"));
});

test("[ENT3] an honest signature verifies; one changed bit anywhere does not", () => {
  const signature = sign(message, seed);
  expect(verify(signature, message, publicKey)).toBe(true);
  for (let bit = 0; bit < 512; bit += 37) {
    const changed = signature.slice();
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(verify(changed, message, publicKey)).toBe(false);
  }
  expect(verify(signature, utf8ToBytes("無事です。"), publicKey)).toBe(false);
  expect(verify(signature.slice(1), message, publicKey)).toBe(false);
  expect(verify(signature, message, publicKey.slice(1))).toBe(false);
});

test("[ENT3] the clean control of the corner cases verifies", () => {
  const { signature, key } = forge(clean.toBytes(), cleanR.toBytes());
  expect(verify(signature, message, key)).toBe(true);
});

describe("[ENT3] refuses, whatever others do,", () => {
  test("a key of mixed order, though the cofactored equation holds", () => {
    const { signature, key } = forge(clean.add(torsion).toBytes(), cleanR.toBytes());
    expect(ed25519.verify(signature, message, key, { zip215: true })).toBe(true);
    expect(verify(signature, message, key)).toBe(false);
  });

  test("an R of mixed order, though the cofactored equation holds", () => {
    const { signature, key } = forge(clean.toBytes(), cleanR.add(torsion).toBytes());
    expect(ed25519.verify(signature, message, key, { zip215: true })).toBe(true);
    expect(verify(signature, message, key)).toBe(false);
  });

  test("key and R of mixed order, though even the cofactorless equation holds", () => {
    const key = clean.add(torsion).toBytes();
    for (let multiple = 0n; multiple < 8n; multiple += 1n) {
      const r = (multiple === 0n ? cleanR : cleanR.add(torsion.multiplyUnsafe(multiple))).toBytes();
      const { signature } = forge(key, r);
      expect(verify(signature, message, key)).toBe(false);
    }
  });

  test("a key of small order, which signs every message with S = 0", () => {
    for (let multiple = 1n; multiple <= 8n; multiple += 1n) {
      const key = torsion.multiplyUnsafe(multiple).toBytes();
      const signature = concatBytes(key, new Uint8Array(32));
      expect(verify(signature, message, key)).toBe(false);
    }
  });

  test("an R that is the identity", () => {
    const r = Point.ZERO.toBytes();
    const signature = concatBytes(r, scalarBytes((challenge(r, clean.toBytes()) * secret) % order));
    expect(ed25519.verify(signature, message, clean.toBytes(), { zip215: true })).toBe(true);
    expect(verify(signature, message, clean.toBytes())).toBe(false);
  });

  test("an S not below the group's order", () => {
    const signature = sign(message, seed);
    const s = scalarOf(signature.slice(32)) + order;
    expect(verify(concatBytes(signature.slice(0, 32), scalarBytes(s)), message, publicKey)).toBe(
      false,
    );
  });

  test("points in another encoding: y not below p, and a zero x with a sign", () => {
    const p = 2n ** 255n - 19n;
    const encodings = Array.from({ length: 19 }, (_, y) => scalarBytes(p + BigInt(y)));
    for (const encoded of encodings) {
      expect(isTorsionFree(encoded)).toBe(false);
      expect(isTorsionFree(signed(encoded))).toBe(false);
      const { signature } = forge(clean.toBytes(), encoded);
      expect(verify(signature, message, clean.toBytes())).toBe(false);
      expect(verify(forge(encoded, cleanR.toBytes()).signature, message, encoded)).toBe(false);
    }
    expect(isTorsionFree(signed(scalarBytes(1n)))).toBe(false);
    expect(isTorsionFree(signed(scalarBytes(p - 1n)))).toBe(false);
  });

  test("bytes that are no point at all", () => {
    expect(isTorsionFree(scalarBytes(2n))).toBe(false);
    expect(isTorsionFree(new Uint8Array(0))).toBe(false);
    expect(isTorsionFree(clean.toBytes())).toBe(true);
  });
});

/** Signs with the scalars above, whatever key and R are claimed. */
function forge(key: Uint8Array, r: Uint8Array): { signature: Uint8Array; key: Uint8Array } {
  const s = (nonce + challenge(r, key) * secret) % order;
  return { signature: concatBytes(r, scalarBytes(s)), key };
}

function challenge(r: Uint8Array, key: Uint8Array): bigint {
  return scalarOf(sha512(concatBytes(r, key, message))) % order;
}

function scalarOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function scalarBytes(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number((value >> BigInt(8 * index)) & 0xffn),
  );
}

function signed(encoded: Uint8Array): Uint8Array {
  const bytes = encoded.slice();
  bytes[31] = (bytes[31] ?? 0) | 0x80;
  return bytes;
}
