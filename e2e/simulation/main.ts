/** The simulation by command: `npm run sim -- --seeds N --seed S [--steps N] [--large] [--trace] --json`. */
import { parseArgs } from "node:util";
import { shorten } from "./shorten.ts";
import { type RunResult, runSeed } from "./simulation.ts";
import { createSurroundings, optionsFor } from "./surroundings.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    steps: { type: "string" },
    large: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const size = values.large ? "large" : "small";
const first = Number(process.env.SIM_SEED ?? values.seed);
const seeds = process.env.SIM_SEED === undefined ? Number(values.seeds) : 1;
const around = await createSurroundings(size);
const failed: RunResult[] = [];
const startedAt = performance.now();
for (let seed = first; seed < first + seeds; seed += 1) {
  const options = {
    ...optionsFor(seed, size),
    ...(values.steps && { steps: Number(values.steps) }),
  };
  const result = await runSeed(around, options);
  if (values.trace) say(result.trace.join("\n"));
  if (result.failures.length === 0) continue;
  failed.push(result);
  say(`seed ${seed} fails:\n  ${result.failures.join("\n  ")}`);
  if (failed.length > 1) continue;
  const shortest = await shorten(around, options);
  say(`shortest that fails: --seed ${seed} --seeds 1 --steps ${shortest.steps}`);
  say(`  ${shortest.trace.join("\n  ")}\n  ${shortest.failures.join("\n  ")}`);
}
const seconds = (performance.now() - startedAt) / 1_000;
say(`${seeds} seeds in ${seconds.toFixed(1)} s, ${(seconds / seeds).toFixed(2)} s a seed`);
const summary = { seeds, failed: failed.length, firstFailingSeed: failed[0]?.seed ?? null };
say(
  values.json
    ? JSON.stringify(summary)
    : `${seeds - failed.length} passed, ${failed.length} failed`,
);
process.exit(failed.length === 0 ? 0 : 1);
