/**
 * `npm run fuzz -- --runs N --seed S [--target NAME] [--input HEX] [--unguided] --json`: every decoder, admission and the apply
 * path under mutated input, guided by coverage.
 *
 * It is bundled first, as the simulation is: Node does not read TypeScript.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { build } = await import("vite");
const folder = inRepository(".cache", "fuzz");
await build({
  configFile: false,
  logLevel: "error",
  root: inRepository("e2e"),
  build: {
    ssr: true,
    rolldownOptions: { input: [inRepository("e2e", "fuzz", "main.ts")] },
    target: "node20",
    outDir: folder,
    emptyOutDir: true,
  },
  ssr: { noExternal: [/^@tomoshibi\//] },
});
await import(pathToFileURL(join(folder, "main.js")).href);
