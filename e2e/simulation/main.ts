/** The simulation by command: `npm run sim -- --seeds N --seed S [--steps N] [--large] [--untidied] [--workers N] [--trace] --json`. */
import { isMainThread } from "node:worker_threads";
import { parseArgs } from "node:util";
import { type SeedPlan, planOf, runInWorkers, serveSeeds } from "./seed-workers.ts";
import { shorten } from "./shorten.ts";
import type { RunResult } from "./simulation.ts";
import { createSurroundings } from "./surroundings.ts";

/** A long run says from time to time that it lives. */
const SEEDS_A_LINE = 100;

if (isMainThread) await runCommand();
else await serveSeeds();

async function runCommand(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "100" },
      seed: { type: "string", default: "1" },
      steps: { type: "string" },
      workers: { type: "string" },
      large: { type: "boolean", default: false },
      untidied: { type: "boolean", default: false },
      trace: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const plan: SeedPlan = {
    size: values.large ? "large" : "small",
    first: Number(process.env.SIM_SEED ?? values.seed),
    seeds: process.env.SIM_SEED === undefined ? Number(values.seeds) : 1,
    steps: values.steps === undefined ? undefined : Number(values.steps),
    isUntidied: values.untidied,
    workers: values.workers === undefined ? undefined : Number(values.workers),
  };
  const failed: RunResult[] = [];
  const startedAt = performance.now();
  await runInWorkers(new URL(import.meta.url), plan, (result) => {
    if (values.trace) say(result.trace.join("\n"));
    const done = result.seed + 1 - plan.first;
    if (done % SEEDS_A_LINE === 0) say(`${done} seeds, ${failed.length} failed before`);
    if (result.failures.length === 0) return;
    failed.push(result);
    say(`seed ${result.seed} fails:\n  ${result.failures.join("\n  ")}`);
  });
  sayTime(plan.seeds, startedAt);
  if (failed[0] !== undefined) await sayShortest(plan, failed[0].seed);
  const summary = {
    seeds: plan.seeds,
    failed: failed.length,
    firstFailingSeed: failed[0]?.seed ?? null,
  };
  say(
    values.json
      ? JSON.stringify(summary)
      : `${plan.seeds - failed.length} passed, ${failed.length} failed`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Time by the clock and of the processors, the building of the towns included. */
function sayTime(seeds: number, startedAt: number): void {
  const seconds = (performance.now() - startedAt) / 1_000;
  const processorSeconds = process.cpuUsage().user / 1e6;
  say(
    `${seeds} seeds in ${seconds.toFixed(1)} s, ${(seconds / seeds).toFixed(2)} s a seed; ` +
      `${(processorSeconds / seeds).toFixed(2)} s of processor a seed`,
  );
}

async function sayShortest(plan: SeedPlan, seed: number): Promise<void> {
  const shortest = await shorten(await createSurroundings(plan.size), planOf(plan, seed));
  say(`shortest that fails: --seed ${seed} --seeds 1 --steps ${shortest.steps}`);
  say(`  ${shortest.trace.join("\n  ")}\n  ${shortest.failures.join("\n  ")}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
