import { expect, test } from "vitest";
import { runSeed } from "./simulation.ts";
import { createSurroundings, optionsFor } from "./surroundings.ts";

const around = await createSurroundings("small");

test("[G16] one seed run twice gives one trace", async () => {
  const options = { seed: 7, steps: 60 };
  const [first, second] = [await runSeed(around, options), await runSeed(around, options)];
  expect(second.trace).toEqual(first.trace);
  expect(second.traceHash).toBe(first.traceHash);
});

test.each([3, 4, 5])(
  "[G15] [DEL3] whatever happens in seed %i, replicas agree in the end and nothing is lost",
  async (seed) => {
    expect((await runSeed(around, optionsFor(seed, "small"))).failures).toEqual([]);
  },
);

test("[REL1] seed 1 once failed: the relay lost everything again after a refill that could not be read", async () => {
  expect((await runSeed(around, { seed: 1, steps: 139 })).failures).toEqual([]);
});
