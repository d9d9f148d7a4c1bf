import { expect, test, vi } from "vitest";
import { createSeededRandom } from "../testing/seeded-random.ts";
import { HpkeNotLoaded, unwrap, wrap } from "./wrap.ts";
import { sealPublicKey } from "./seal.ts";

const SEED = new Uint8Array(32).fill(5);
const INFO = Uint8Array.of(1);
const PLAIN = Uint8Array.of(1, 2, 3);

const network = vi.hoisted(() => ({ off: false }));

// One mock for the whole file, that passes the library on: taking a mock back in the middle of a test is a race of
// the runner's, which CI lost once.
vi.mock("@hpke/core", (original) => {
  if (network.off) throw new TypeError("failed to fetch");
  return original();
});

test("[KEY2] a library that cannot be loaded now is told apart from a payload for somebody else", async () => {
  const deps = { random: createSeededRandom(1) };
  network.off = true;
  const unread = unwrap(SEED, INFO, new Uint8Array(100));
  await expect(unread).rejects.toBeInstanceOf(HpkeNotLoaded);
  await expect(wrap(deps, sealPublicKey(SEED), INFO, PLAIN)).rejects.toBeInstanceOf(HpkeNotLoaded);
  network.off = false;
  const wrapped = await wrap(deps, sealPublicKey(SEED), INFO, PLAIN);
  expect(await unwrap(SEED, INFO, wrapped)).toEqual(PLAIN);
  expect(await unwrap(new Uint8Array(32).fill(6), INFO, wrapped)).toBeUndefined();
});
