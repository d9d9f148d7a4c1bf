import { expect, test } from "vitest";
import { PLANTED_FAULTS } from "./planted-faults.ts";
import { runSeed } from "./simulation.ts";
import { createSurroundings } from "./surroundings.ts";

const around = await createSurroundings("small");

/** Seeds that a planted fault may need to be caught. */
const SEEDS_MAX = 20;
/** Some runs on a machine that does much else. */
const TIMEOUT_MS = 240_000;
/** Enough for everybody to have done something. */
const STEPS = 60;

test.each(PLANTED_FAULTS)(
  "[G16] the simulation catches that $name",
  { timeout: TIMEOUT_MS },
  async (plant) => {
    let failures = "";
    for (let seed = 1; seed <= SEEDS_MAX && !plant.caughtAs.test(failures); seed += 1)
      failures += (
        await runSeed(around, { seed, steps: plant.steps ?? STEPS, plant })
      ).failures.join("\n");
    expect(failures).toMatch(plant.caughtAs);
  },
);
