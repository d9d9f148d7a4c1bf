import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { HpkeNotLoaded, unwrap, wrap } from "./wrap.ts";
import { sealPublicKey } from "./seal.ts";

const SEED = new Uint8Array(32).fill(5);
const INFO = Uint8Array.of(1);
const PLAIN = Uint8Array.of(1, 2, 3);

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.doUnmock("@hpke/core");
});

test("[KEY2] a library that cannot be loaded now is told apart from a payload for somebody else", async () => {
  const deps = { random: createSeededRandom(1) };
  const wrapped = await wrap(deps, sealPublicKey(SEED), INFO, PLAIN);
  expect(await unwrap(new Uint8Array(32).fill(6), INFO, wrapped)).toBeUndefined();
  vi.resetModules();
  vi.doMock("@hpke/core", () => {
    throw new TypeError("failed to fetch");
  });
  await expect(unwrap(SEED, INFO, wrapped)).rejects.toBeInstanceOf(HpkeNotLoaded);
  await expect(wrap(deps, sealPublicKey(SEED), INFO, PLAIN)).rejects.toBeInstanceOf(HpkeNotLoaded);
  vi.doUnmock("@hpke/core");
  vi.resetModules();
  // The runner takes a mock back with the next import from here.
  await import("@hpke/core");
  expect(await unwrap(SEED, INFO, wrapped)).toEqual(PLAIN);
});
