/**
 * `npm run streams:open -- --port N --data DIR` (or `--database URL` of a Postgres server): the relay's stream core alone,
 * without admission, for conformance suites and crash tests. Prints the base URL in one line when it answers.
 */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";
import { giveUp } from "./lib/say.mjs";

requireNode();
const { port, data, database } = readArguments();
const { installDependencies } = await import("./lib/install.mjs");
const { buildWhatChanged } = await import("./lib/build.mjs");
await installDependencies();
await buildWhatChanged(["relay"]);

const core = spawn(
  process.execPath,
  [
    ...[inRepository("sync-server", "dist", "streams-open.js"), "--port", port],
    ...(database ? ["--database", database] : ["--data", resolve(data)]),
  ],
  { stdio: "inherit" },
);
for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) process.on(signal, () => core.kill(signal));
core.once("exit", (code) => process.exit(code ?? 1));

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string", default: "4437" },
        data: { type: "string" },
        database: { type: "string" },
      },
    });
    if (/^\d{1,5}$/.test(values.port) && (values.data || values.database)) return values;
  } catch {
    // Falls through to the same sentence: an unknown option is as wrong as a missing one.
  }
  return giveUp(
    "使い方: npm run streams:open -- --port 4437 --data ./data-open",
    "usage: npm run streams:open -- --port 4437 --data ./data-open",
    2,
  );
}
