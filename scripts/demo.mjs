/**
 * `npm run demo [-- --port N --data DIR --seconds 60 --real --blind --json]`: a relay and an association of 256 households
 * that answer, each by a replica of its own. `--blind` then searches what the relay holds for every name, comment and place.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";
import { giveUp } from "./lib/say.mjs";

requireNode();
const { port, data, seconds, real, blind, json } = readArguments();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { buildWhatChanged } = await import("./lib/build.mjs");
await buildWhatChanged();
const { createServer } = await import("vite");

// It stays open while the demo runs, for engines import some of their parts only when they need them.
const vite = await createServer({
  ...{ configFile: false, logLevel: "error", appType: "custom" },
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { run } = await vite.ssrLoadModule(inRepository("e2e", "demo", "run.ts"));
// The officer's keys live as long as this process: a folder of its own each time, unless somebody names one.
const dataDir = data ? resolve(data) : mkdtempSync(join(tmpdir(), "tomoshibi-demo-"));
const exitCode = await run({
  ...{ port: Number(port), dataDir, seconds: Number(seconds) },
  ...{ isReal: real, isBlind: blind, isJson: json },
});
if (!data) rmSync(dataDir, { recursive: true, force: true });
process.exit(exitCode);

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "8787" },
        data: { type: "string" },
        seconds: { type: "string", default: "60" },
        real: { type: "boolean", default: false },
        blind: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
      },
    });
    if (/^\d{1,5}$/.test(values.port) && /^\d{1,4}$/.test(values.seconds)) return values;
  } catch {
    // Falls through to the same sentence: an unknown option is as wrong as a missing one.
  }
  const usage =
    "npm run demo -- --port 8787 --data ./data-demo --seconds 60 [--real] [--blind] [--json]";
  return giveUp(`使い方: ${usage}`, `usage: ${usage}`, 2);
}
