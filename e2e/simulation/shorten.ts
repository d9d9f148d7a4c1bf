/** Finds a short run of a seed that still fails: fewer happenings before the weather clears. */
import { type RunOptions, type RunResult, type Surroundings, runSeed } from "./simulation.ts";

/**
 * Halves the number of happenings for as long as what is left fails.
 *
 * Shape: a run that fails; by no means always the shortest, for a failure may need what came after.
 */
export async function shorten(around: Surroundings, options: RunOptions): Promise<RunResult> {
  let shortest = await runSeed(around, options);
  let passes = 0;
  while (shortest.steps - passes > 1) {
    const steps = Math.floor((passes + shortest.steps) / 2);
    const result = await runSeed(around, { ...options, steps });
    if (result.failures.length > 0) shortest = result;
    else passes = steps;
  }
  return shortest;
}
