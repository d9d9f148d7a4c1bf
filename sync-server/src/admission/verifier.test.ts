/** The fast verifier decides like the slow one. */
import { createHash, createPublicKey, verify as verifyNatively } from "node:crypto";
import { describe, expect, test } from "vitest";
import { concatBytes, hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { sign, signPublicKey, verify } from "@tomoshibi/shared/crypto/sign.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createVerifier } from "./verifier.ts";

const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const IDENTITY = hexToBytes(`01${"00".repeat(31)}`);
/** A point of order 8. */
const TORSION = hexToBytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
/** The key of MIXED_SEED plus the point of order 8. */
const MIXED_KEY = hexToBytes("d0d31a3cb4bf59a067bce65dbb4e453eb75450b39b1f8a15bd2cce95fa47c958");
const MIXED_SEED = new Uint8Array(32).fill(9);

describe("the relay's verifier", () => {
  test("[ENT3] decides like shared's on true, altered, non-canonical and small-order input", () => {
    const random = createSeededRandom(4);
    const fast = createVerifier();
    const verdicts = new Set<boolean>();
    for (let round = 0; round < 20; round += 1) {
      const seed = random.bytes(32);
      const [key, message] = [signPublicKey(seed), random.bytes(random.int(0, 80))];
      const signature = sign(message, seed);
      const alter = (bytes: Uint8Array) => {
        const altered = Uint8Array.from(bytes);
        const place = random.int(0, bytes.length - 1);
        altered[place] = (altered[place] ?? 0) ^ (1 << random.int(0, 7));
        return altered;
      };
      const cases: [Uint8Array, Uint8Array, Uint8Array][] = [
        [signature, message, key],
        [alter(signature), message, key],
        [signature, concatBytes(message, IDENTITY), key],
        [signature, message, alter(key)],
        [sign(message, MIXED_SEED), message, MIXED_KEY],
        [signature, message, TORSION],
        [signature, message, IDENTITY],
        [signature, message, hexToBytes("ff".repeat(32))],
        [plusOrder(signature), message, key],
        [concatBytes(IDENTITY, signature.slice(32)), message, key],
        [signature.slice(1), message, key],
        [signature, message, key.slice(1)],
      ];
      for (const [index, input] of cases.entries()) {
        const verdict = fast(...input);
        expect([index, verdict]).toEqual([index, verify(...input)]);
        verdicts.add(verdict);
      }
    }
    expect(verdicts).toEqual(new Set([true, false]));
  });

  test("[ENT3] refuses the identity as R where the equation holds, as the strict rule says", () => {
    const seed = createSeededRandom(7).bytes(32);
    const scalar = scalarOf(seed);
    const [key, message] = [signPublicKey(seed), new Uint8Array([1, 2, 3])];
    const challenge = leToInt(sha512(concatBytes(IDENTITY, key, message))) % L;
    const signature = concatBytes(IDENTITY, intToLe((challenge * scalar) % L));
    const x = Buffer.from(key).toString("base64url");
    const native = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    expect(verifyNatively(null, message, native, signature)).toBe(true);
    expect(verify(signature, message, key)).toBe(false);
    expect(createVerifier()(signature, message, key)).toBe(false);
  });
});

function plusOrder(signature: Uint8Array): Uint8Array {
  return concatBytes(signature.slice(0, 32), intToLe(leToInt(signature.slice(32)) + L));
}

function leToInt(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function intToLe(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(index * 8)) & 255n));
}

/** RFC 8032 §5.1.5: the lower half of the seed's hash, with three bits cleared and one set. */
function scalarOf(seed: Uint8Array): bigint {
  const lower = leToInt(sha512(seed).subarray(0, 32));
  return ((lower & ((1n << 254n) - 8n)) | (1n << 254n)) % L;
}

function sha512(bytes: Uint8Array): Uint8Array {
  return createHash("sha512").update(bytes).digest();
}
