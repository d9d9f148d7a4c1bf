import fc from "fast-check";
import { expect, test } from "vitest";
import * as ownBytes from "@tomoshibi/shared/base/bytes.ts";
import * as cbor from "@tomoshibi/shared/base/cbor.ts";
import * as hash from "@tomoshibi/shared/crypto/hash.ts";
import * as seal from "@tomoshibi/shared/crypto/seal.ts";
import * as sign from "@tomoshibi/shared/crypto/sign.ts";
import * as wrap from "@tomoshibi/shared/crypto/wrap.ts";
import { EMPTY_KEYRING } from "@tomoshibi/shared/keys/keyring.ts";
import { computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import { addDevice, addInvite, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import * as name from "@tomoshibi/shared/membership/signature-name.ts";
import * as judged from "@tomoshibi/shared/sync/judged.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import * as quickAuthority from "./authority.ts";
import * as quickBytes from "./bytes.ts";
import * as quickCbor from "./cbor.ts";
import * as quickJudged from "./judged.ts";
import * as quickHash from "./hash.ts";
import * as quickSeal from "./seal.ts";
import * as quickSign from "./sign.ts";
import * as quickName from "./signature-name.ts";
import * as quickWrap from "./wrap.ts";

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const bytes = fc.uint8Array({ maxLength: 300 });
const runs = { numRuns: 40 };

test("[G15] stand-ins hash and derive like the project's own", () => {
  fc.assert(
    fc.property(bytes, bytes32, fc.integer({ min: 1, max: 64 }), (message, secret, length) => {
      expect(quickHash.sha256(message)).toEqual(hash.sha256(message));
      expect(quickHash.hashStructure(["test", message])).toEqual(
        hash.hashStructure(["test", message]),
      );
      for (const _again of [1, 2])
        expect(quickHash.deriveKey(secret, ["test", message], length)).toEqual(
          hash.deriveKey(secret, ["test", message], length),
        );
    }),
    runs,
  );
});

test("[G15] stand-ins write, read and compare bytes, and name signatures, like the project's own", async () => {
  fc.assert(
    fc.property(bytes, bytes, fc.string(), (left, right, text) => {
      expect(quickBytes.bytesToHex(left)).toBe(ownBytes.bytesToHex(left));
      for (const hex of [ownBytes.bytesToHex(left), text, `${text}0`, "0g"])
        expect(triedTo(() => quickBytes.hexToBytes(hex))).toEqual(
          triedTo(() => ownBytes.hexToBytes(hex)),
        );
      for (const other of [left, Uint8Array.from(left), right])
        expect(quickBytes.equalBytes(left, other)).toBe(ownBytes.equalBytes(left, other));
    }),
    runs,
  );
  const { statements } = await createWorld(1);
  for (const statement of [...statements, ...statements])
    for (const key of [statement.signature, statement.bytes])
      expect(quickName.signatureName(statement, key)).toBe(name.signatureName(statement, key));
});

function triedTo<Answer>(ask: () => Answer): Answer | "refused" {
  try {
    return ask();
  } catch {
    return "refused";
  }
}

test("[ENT3] stand-ins sign and verify like the project's own", () => {
  fc.assert(
    fc.property(bytes, bytes32, fc.nat(63), fc.nat(7), (message, seed, place, bit) => {
      const signature = quickSign.sign(message, seed);
      const key = quickSign.signPublicKey(seed);
      expect(signature).toEqual(sign.sign(message, seed));
      expect(key).toEqual(sign.signPublicKey(seed));
      const damaged = Uint8Array.from(signature);
      damaged[place] = (damaged[place] ?? 0) ^ (1 << bit);
      for (const candidate of [signature, damaged, signature.slice(1)])
        expect(quickSign.verify(candidate, message, key)).toBe(
          sign.verify(candidate, message, key),
        );
      expect(quickSign.verify(signature, message, seed)).toBe(
        sign.verify(signature, message, seed),
      );
    }),
    runs,
  );
});

test("[ENT4] stand-ins seal, open and agree on secrets like the project's own", () => {
  const nonces = fc.uint8Array({ minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(bytes32, nonces, bytes, bytes, (key, nonce, plain, associated) => {
      const box = quickSeal.seal(key, nonce, plain, associated);
      expect(box).toEqual(seal.seal(key, nonce, plain, associated));
      expect(quickSeal.open(key, nonce, box, associated)).toEqual(plain);
      const damaged = Uint8Array.from(box);
      damaged[0] = (damaged[0] ?? 0) ^ 1;
      expect(quickSeal.open(key, nonce, damaged, associated)).toBeUndefined();
      expect(quickSeal.open(nonce, nonce, box, associated)).toBeUndefined();
      expect(quickSeal.sealPublicKey(key)).toEqual(seal.sealPublicKey(key));
      const theirs = seal.sealPublicKey(seal.sealPublicKey(key));
      for (const point of [theirs, key, new Uint8Array(32), new Uint8Array(32).fill(255)])
        expect(quickSeal.sharedSecret(key, point)).toEqual(seal.sharedSecret(key, point));
    }),
    runs,
  );
});

test("[KEY2] what a stand-in wraps, the project's own opens, and the other way round", async () => {
  await fc.assert(
    fc.asyncProperty(bytes32, bytes, bytes, fc.integer(), async (seed, info, plain, chance) => {
      const random = createSeededRandom(chance);
      const key = seal.sealPublicKey(seed);
      const quick = await quickWrap.wrap({ random }, key, info, plain);
      const slow = await wrap.wrap({ random }, key, info, plain);
      for (const wrapped of [quick, slow]) {
        expect(await wrap.unwrap(seed, info, wrapped)).toEqual(plain);
        expect(await quickWrap.unwrap(seed, info, wrapped)).toEqual(plain);
        const damaged = Uint8Array.from(wrapped);
        damaged[40] = (damaged[40] ?? 0) ^ 1;
        expect(await quickWrap.unwrap(seed, info, damaged)).toBeUndefined();
        expect(await quickWrap.unwrap(key, info, wrapped)).toBeUndefined();
        expect(await quickWrap.unwrap(seed, info, wrapped.slice(0, 40))).toBeUndefined();
      }
    }),
    { numRuns: 15 },
  );
});

test("[G15] a stand-in decodes what the project's own decodes, once and again", () => {
  const seeds = ["83010203", "8301", "a0", "1801", "4161", "820001", "f5"].map(ownBytes.hexToBytes);
  for (const input of seeds)
    for (const _again of [1, 2])
      expect(quickCbor.decodeCbor(input)).toEqual(cbor.decodeCbor(input));
});

test("[MEM2] a stand-in computes the same authority, and tells sets and verifiers apart", async () => {
  const world = await createWorld(1);
  addDevice(world, { role: "officer", household: 2, group: 1 });
  await addInvite(world, 7, 3);
  const { association, statements } = world;
  for (let count = 0; count <= statements.length; count += 1) {
    const set = statements.slice(0, count);
    const [slowVerdicts, quickVerdicts] = [new Map(), new Map()];
    const slow = computeAuthority(association, set, slowVerdicts);
    for (const order of [set, set.toReversed(), [...set, ...set]]) {
      expect(quickAuthority.computeAuthority(association, order, quickVerdicts)).toEqual(slow);
      expect(namesIn(quickVerdicts)).toEqual(namesIn(slowVerdicts));
    }
  }
  const nobody = quickAuthority.computeAuthority(association, statements, new Map(), () => false);
  expect(nobody.standings.size).toBe(0);
});

test("[MEM5] a stand-in finds the same to be judged again, once and again", async () => {
  const world = await createWorld(1);
  const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  const { association, statements } = world;
  const grounds = statements.map((_, count) => ({
    authority: computeAuthority(association, statements.slice(0, count)),
    keyring: count % 2 === 0 ? EMPTY_KEYRING : officer.keyring,
  }));
  const nothing = { authority: undefined, keyring: EMPTY_KEYRING };
  for (const before of [nothing, ...grounds])
    for (const after of [nothing, ...grounds])
      for (const _again of [1, 2])
        expect(quickJudged.changeBetween(before, after)).toEqual(
          judged.changeBetween(before, after),
        );
});

function namesIn(verdicts: ReadonlyMap<string, boolean>): readonly string[] {
  return [...verdicts].map(([name, verdict]) => `${name} ${verdict}`).toSorted(inOrder);
}

function inOrder(left: string, right: string): number {
  return left < right ? -1 : 1;
}
