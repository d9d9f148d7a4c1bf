/**
 * `npm run bench:surge [-- --devices 300 --rounds 3]`: a surge of check-ins against the relay with its database in a thread and
 * without, in turns; the last line is one JSON object. Not part of any check: it says how fast, not whether it is right.
 */
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { build } = await import("vite");
const folder = inRepository(".cache", "bench");
const bench = (name) => inRepository("e2e", "bench", name);
await build({
  configFile: false,
  logLevel: "error",
  root: inRepository("e2e"),
  build: {
    ssr: true,
    rolldownOptions: {
      input: [
        ...["surge.ts", "surge-relay.ts", "surge-knocks.ts"].map(bench),
        inRepository("sync-server", "src", "pglite-thread.ts"),
      ],
    },
    target: "node20",
    outDir: folder,
    emptyOutDir: true,
  },
  ssr: { noExternal: [/^@tomoshibi\//] },
});
const { run } = await import("./lib/run.mjs");
process.exitCode = await run(process.execPath, [`${folder}/surge.js`, ...process.argv.slice(2)]);
