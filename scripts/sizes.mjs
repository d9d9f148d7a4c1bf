/**
 * `npm run sizes [-- --json]`: measures what stands between a person and a check-in, and fails when it has grown too big.
 *
 * Units: bytes; of files their brotli form, as the relay sends them.
 */
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { buildWhatChanged } = await import("./lib/build.mjs");
await buildWhatChanged();
const { runnerImport } = await import("vite");
const { inRepository } = await import("./lib/paths.mjs");
const { openBuiltApp } = await import("./lib/built-app.mjs");
const { brotliBytes } = await import("./lib/precompress.mjs");

const limits = { checkInEntryBytes: 150, shellBytes: 120_000, workerBytes: 90_000 };

const app = openBuiltApp();
const sizes = {
  checkInEntryBytes: await measureCheckInEntry(),
  shellBytes: await sum("shell", app.shellFiles()),
  workerBytes: await sum("worker", app.workerFiles()),
  installBytes: await sum("precached", app.precachedFiles()),
};
const tooBig = Object.entries(limits).filter(([name, limit]) => sizes[name] > limit);
for (const [name, limit] of tooBig)
  process.stderr.write(`${name} is ${sizes[name]}, more than ${limit}\n`);
process.stdout.write(
  process.argv.includes("--json")
    ? `${JSON.stringify(sizes)}\n`
    : Object.entries(sizes)
        .map(
          ([name, size]) => `${name}: ${size}${limits[name] ? ` (at most ${limits[name]})` : ""}\n`,
        )
        .join(""),
);
process.exitCode = tooBig.length === 0 ? 0 : 1;

async function measureCheckInEntry() {
  const { module } = await runnerImport(inRepository("scripts", "lib", "check-in-entry.ts"), {
    configFile: false,
    logLevel: "error",
  });
  return module.checkInEntryBytes();
}

async function sum(what, paths) {
  let total = 0;
  for (const path of paths) {
    const size = await brotliBytes(app.read(path));
    process.stdout.write(`${what} ${path} ${size}\n`);
    total += size;
  }
  return total;
}
