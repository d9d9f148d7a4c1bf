/** Seeds run on all processors: each worker has a town of its own, and takes the next seed when it has done one. */
import { availableParallelism } from "node:os";
import { Worker, parentPort, workerData } from "node:worker_threads";
import { type RunOptions, type RunResult, runSeed } from "./simulation.ts";
import { type WorldSize, createSurroundings, optionsFor } from "./surroundings.ts";

/** What is to be run. */
export interface SeedPlan {
  readonly size: WorldSize;
  readonly first: number;
  readonly seeds: number;
  readonly steps: number | undefined;
  readonly isUntidied: boolean;
  readonly workers: number | undefined;
}

/** Room for what lives as long as one happening: with V8's 16 MB, much of it is copied before it dies. */
const YOUNG_MEGABYTES: Record<WorldSize, number> = { small: 128, large: 512 };
/** Seeds below which a second town costs more than it gives. */
const SEEDS_A_WORKER: Record<WorldSize, number> = { small: 4, large: 1 };

/** The options of one seed of a plan. */
export function planOf({ size, steps, isUntidied }: SeedPlan, seed: number): RunOptions {
  return { ...optionsFor(seed, size), ...(steps !== undefined && { steps }), isUntidied };
}

/**
 * Runs a plan in workers of this file's bundle; calls back in the order of seeds.
 *
 * Errors: rejects when a worker breaks.
 */
export async function runInWorkers(
  bundle: URL,
  plan: SeedPlan,
  onResult: (result: RunResult) => void,
): Promise<void> {
  const count =
    plan.workers ??
    Math.min(availableParallelism(), Math.ceil(plan.seeds / SEEDS_A_WORKER[plan.size]));
  const end = plan.first + plan.seeds;
  const done = new Map<number, RunResult>();
  let next = plan.first;
  let told = plan.first;
  const tell = (result: RunResult) => {
    done.set(result.seed, result);
    for (let ready = done.get(told); ready !== undefined; ready = done.get(told)) {
      done.delete(told);
      told += 1;
      onResult(ready);
    }
  };
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(bundle, {
        workerData: plan,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES[plan.size] },
      });
      const give = () => {
        if (next >= end) return void worker.terminate();
        worker.postMessage(next);
        next += 1;
      };
      worker.on("error", reject);
      worker.on("exit", () => resolve());
      worker.on("message", (result: RunResult) => {
        tell(result);
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: Math.max(1, count) }, work));
}

/** A worker's side: runs the seeds it is given, one after another. */
export async function serveSeeds(): Promise<void> {
  const plan = workerData as SeedPlan;
  const around = await createSurroundings(plan.size);
  parentPort?.on("message", (seed: number) => {
    void runSeed(around, planOf(plan, seed)).then((result) => parentPort?.postMessage(result));
  });
}
