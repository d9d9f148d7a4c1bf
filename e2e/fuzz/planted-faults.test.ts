import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { PLANTED_FAULTS, type Plant } from "./planted-faults.ts";
import { createTargets } from "./targets.ts";
import type { Target } from "./target.ts";

/** Inputs of a decoder in which a planted fault must show. */
const RUNS = 4_000;

test.each(PLANTED_FAULTS)("[G16] fuzzing finds that $name", async (plant) => {
  const options = { seed: 1, runs: RUNS, findingsMax: 1, isLong: true };
  const { findings } = await fuzz(await targetsOf(plant), options);
  expect(findings.map(({ complaint }) => complaint).join("\n")).toMatch(plant.caughtAs);
});

async function targetsOf(plant: Plant): Promise<readonly Target[]> {
  if ("decoder" in plant) return [plant.decoder];
  return (await createTargets(plant.plants)).filter(({ name }) => name === plant.target);
}
