/**
 * `npm run sim -- --seeds N --seed S [--steps N] [--large] [--untidied] [--workers N] [--trace] --json`: simulated disasters, one a seed. `SIM_SEED=` replays one.
 *
 * The simulation is bundled first: Node does not read TypeScript.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { build } = await import("vite");
const { standIns } = await import("./lib/stand-ins.mjs");
const folder = inRepository(".cache", "simulation");
await build({
  configFile: false,
  logLevel: "error",
  root: inRepository("e2e"),
  plugins: [standIns()],
  build: {
    ssr: true,
    rolldownOptions: { input: [inRepository("e2e", "simulation", "main.ts")] },
    target: "node20",
    outDir: folder,
    emptyOutDir: true,
  },
  ssr: { noExternal: [/^@tomoshibi\//] },
});
await import(pathToFileURL(join(folder, "main.js")).href);
