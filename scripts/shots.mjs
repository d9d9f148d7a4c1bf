/** `npm run shots -- --out DIR`: a picture of every screen at 390×844 and at 1280×800, for people to look at. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";

requireNode();
const { values } = parseArgs({ options: { out: { type: "string", default: "shots" } } });
const outDir = resolve(values.out);
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { requireChromium } = await import("./lib/chromium.mjs");
process.env.CHROMIUM_PATH = await requireChromium();
const { buildWhatChanged } = await import("./lib/build.mjs");
await buildWhatChanged();
const { runnerImport } = await import("vite");

const { module } = await runnerImport(inRepository("e2e", "browser", "support", "take-shots.ts"), {
  configFile: false,
  logLevel: "error",
});
const failures = await module.takeShots(outDir);
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.stdout.write(
  `pictures are in ${outDir}; ${failures.length} screens could not be reached\n`,
);
process.exit(failures.length === 0 ? 0 : 1);
