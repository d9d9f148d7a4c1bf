import { expect, test } from "vitest";
import { PLANTED_FAULTS } from "./planted-faults.ts";
import { runSeed } from "./simulation.ts";
import { createSurroundings } from "./surroundings.ts";

const around = await createSurroundings("small");

/** Seeds that a planted fault may need to be caught. */
const SEEDS_MAX = 6;
/** Enough for everybody to have done something. */
const STEPS = 60;

test.each(PLANTED_FAULTS)("[G16] the simulation catches that $name", async (plant) => {
  const failures: string[] = [];
  for (let seed = 1; seed <= SEEDS_MAX && failures.length === 0; seed += 1)
    failures.push(...(await runSeed(around, { seed, steps: STEPS, plant })).failures);
  expect(failures.join("\n")).toMatch(plant.caughtAs);
});
