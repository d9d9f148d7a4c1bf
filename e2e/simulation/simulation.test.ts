import { expect, test } from "vitest";
import { runSeed } from "./simulation.ts";
import { createSurroundings, optionsFor } from "./surroundings.ts";

/** Seeds of a small world in one test; ten of them take some seconds, on a busy machine a minute. */
const SEEDS_A_TEST = 10;
/** A machine that does much else at the same time. */
const TIMEOUT_MS = 600_000;

const small = await createSurroundings("small");

test("[G16] one seed run twice gives one trace", { timeout: TIMEOUT_MS }, async () => {
  const options = { seed: 7, steps: 60 };
  const [first, second] = [await runSeed(small, options), await runSeed(small, options)];
  expect(second.trace).toEqual(first.trace);
  expect(second.traceHash).toBe(first.traceHash);
});

test.each(Array.from({ length: 6 }, (_, part) => 1 + part * SEEDS_A_TEST))(
  "[G15] [DEL1] [DEL3] [MEET3] whatever happens in ten seeds from %i, replicas agree in the end and nothing is lost",
  { timeout: TIMEOUT_MS },
  async (first) => {
    for (let seed = first; seed < first + SEEDS_A_TEST; seed += 1)
      expect(await failuresOf(seed)).toEqual([]);
  },
);

test("[G15] so do two hundred replicas", { timeout: TIMEOUT_MS }, async () => {
  const large = await createSurroundings("large");
  expect((await runSeed(large, { seed: 1, steps: 150 })).failures).toEqual([]);
});

async function failuresOf(seed: number): Promise<readonly string[]> {
  const { failures } = await runSeed(small, optionsFor(seed, "small"));
  return failures.map((failure) => `seed ${seed}: ${failure}`);
}
