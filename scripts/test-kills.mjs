/** `npm run test:kills [-- --kills 100]`: kills the relay during appends many times on each store; takes long. */
import { parseArgs } from "node:util";
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { values } = parseArgs({ options: { kills: { type: "string", default: "100" } } });
process.env.KILLS = values.kills;
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { requirePostgres } = await import("./lib/postgres.mjs");
process.env.POSTGRES_BIN = await requirePostgres();
const { runNodeTool } = await import("./lib/run.mjs");
const args = ["run", "--project", "sync-server", "src/streams/crash"];
process.exitCode = await runNodeTool("vitest/vitest.mjs", args);
