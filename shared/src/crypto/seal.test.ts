import { expect, test } from "vitest";
import { bytesToHex, hexToBytes, utf8ToBytes } from "../base/bytes.ts";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { deriveKey, hashStructure } from "./hash.ts";
import { TAG_BYTES, open, seal, sealPublicKey, sharedSecret } from "./seal.ts";
import { unwrap, wrap } from "./wrap.ts";

test("[ENT4] boxes are AES-256-GCM-SIV: a vector of RFC 8452, appendix C.2", () => {
  const key = hexToBytes(`01${"00".repeat(31)}`);
  const nonce = hexToBytes(`03${"00".repeat(11)}`);
  const box = seal(key, nonce, hexToBytes(`01${"00".repeat(7)}`), new Uint8Array(0));
  expect(bytesToHex(box)).toBe("c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");
});

test("[ENT4] a box opens only with the same key, nonce and associated data", () => {
  const [key, nonce, aad] = [
    new Uint8Array(32).fill(1),
    new Uint8Array(12).fill(2),
    utf8ToBytes("a"),
  ];
  const plain = utf8ToBytes("助けが必要");
  const box = seal(key, nonce, plain, aad);
  expect(box.length).toBe(plain.length + TAG_BYTES);
  expect(open(key, nonce, box, aad)).toEqual(plain);
  expect(open(new Uint8Array(32), nonce, box, aad)).toBeUndefined();
  expect(open(key, new Uint8Array(12), box, aad)).toBeUndefined();
  expect(open(key, nonce, box, utf8ToBytes("b"))).toBeUndefined();
  expect(open(key, nonce, box.slice(1), aad)).toBeUndefined();
  expect(open(key, nonce, new Uint8Array(3), aad)).toBeUndefined();
});

test("[ENT4] both sides of X25519 find one secret; a low-order point gives none", () => {
  const [left, right] = [new Uint8Array(32).fill(3), new Uint8Array(32).fill(4)];
  expect(sharedSecret(left, sealPublicKey(right))).toEqual(
    sharedSecret(right, sealPublicKey(left)),
  );
  expect(sharedSecret(left, new Uint8Array(32))).toBeUndefined();
  expect(sharedSecret(left, new Uint8Array(31))).toBeUndefined();
});

test("[ENT2] a domain separates what is hashed or derived from the same bytes", () => {
  expect(hashStructure(["a/1", 1])).not.toEqual(hashStructure(["b/1", 1]));
  const secret = new Uint8Array(32);
  expect(deriveKey(secret, ["a/1"])).not.toEqual(deriveKey(secret, ["b/1"]));
  expect(deriveKey(secret, ["a/1"], 16)).toHaveLength(16);
});

test("[KEY2] what is wrapped opens for its holder and purpose only, and never twice the same", async () => {
  const deps = { random: createSeededRandom(5) };
  const seed = deps.random.bytes(32);
  const info = utf8ToBytes("mailbox");
  const plain = utf8ToBytes("secret");
  const wrapped = await wrap(deps, sealPublicKey(seed), info, plain);
  expect(await unwrap(seed, info, wrapped)).toEqual(plain);
  expect(await unwrap(deps.random.bytes(32), info, wrapped)).toBeUndefined();
  expect(await unwrap(seed, utf8ToBytes("other"), wrapped)).toBeUndefined();
  expect(await unwrap(seed, info, wrapped.slice(0, 40))).toBeUndefined();
  expect(await unwrap(seed, info, new Uint8Array(0))).toBeUndefined();
  expect(await wrap(deps, sealPublicKey(seed), info, plain)).not.toEqual(wrapped);
});
