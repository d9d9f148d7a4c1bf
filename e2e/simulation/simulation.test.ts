import { expect, test } from "vitest";
import { runSeed } from "./simulation.ts";
import { createSurroundings, optionsFor } from "./surroundings.ts";

/** Hundreds of seeds more, and large worlds, are run by `npm run test:towns`, bundled and on all processors. */
const SEEDS = 3;
/** Some seeds take some seconds; on a machine that does much else, a minute. */
const TIMEOUT_MS = 600_000;

const small = await createSurroundings("small");

test("[G16] one seed run twice gives one trace", { timeout: TIMEOUT_MS }, async () => {
  const options = { seed: 7, steps: 60 };
  const [first, second] = [await runSeed(small, options), await runSeed(small, options)];
  expect(second.trace).toEqual(first.trace);
  expect(second.traceHash).toBe(first.traceHash);
});

test(
  "[G15] [DEL1] [DEL3] [MEET3] whatever happens in three seeds, replicas agree in the end and nothing is lost",
  { timeout: TIMEOUT_MS },
  async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) expect(await failuresOf(seed)).toEqual([]);
  },
);

async function failuresOf(seed: number): Promise<readonly string[]> {
  const { failures } = await runSeed(small, optionsFor(seed, "small"));
  return failures.map((failure) => `seed ${seed}: ${failure}`);
}
