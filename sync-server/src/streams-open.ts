/**
 * The stream core alone, without admission, on PGlite or a Postgres server: `npm run streams:open`, for conformance suites and crash tests.
 *
 * It prints the base URL in one line once it answers. Anybody who reaches it may write: it listens on 127.0.0.1 only, and
 * is never part of the relay.
 */
import { parseArgs } from "node:util";
import { systemClock, systemRandom } from "./platform/system.ts";
import { openPostgresStorage } from "./storage/postgres.ts";
import { openThreadedStorage } from "./storage/threaded.ts";
import { serveStreams } from "./streams/serve.ts";

const REASONS = {
  Locked: "the folder is in use by another process",
  Unwritable: "the folder cannot be written",
  NoRoom: "the disk is nearly full",
  Unopenable: "the folder holds a database that cannot be opened",
  DatabaseUnreachable: "the database cannot be reached",
  DatabaseUnsuitable: "the database does not run with fsync and UTF-8",
  DatabaseUnusable: "the database cannot be used",
} as const;

const { values } = parseArgs({
  options: { port: { type: "string" }, data: { type: "string" }, database: { type: "string" } },
});
await start(Number(values.port ?? "4437"), values.data ?? "data-open", values.database);

async function start(
  port: number,
  dataDir: string,
  databaseUrl: string | undefined,
): Promise<void> {
  const world = { clock: systemClock, random: systemRandom };
  const storage = await (databaseUrl === undefined
    ? openThreadedStorage({
        dataDir,
        threadFile: new URL("pglite-thread.js", import.meta.url),
        ...world,
      })
    : openPostgresStorage({ databaseUrl, ...world }));
  if (!storage.ok) return giveUp(REASONS[storage.error.type]);
  const stopping = new AbortController();
  const deps = { storage: storage.value, clock: systemClock, stopping: stopping.signal, port };
  const server = await serveStreams(deps).catch(() => undefined);
  if (!server) {
    await storage.value.close();
    return giveUp(`port ${port} cannot be opened`);
  }
  process.stdout.write(`${server.baseUrl}\n`);
  const stop = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    await server.close();
    await storage.value.close();
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => void stop());
  }
}

function giveUp(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
