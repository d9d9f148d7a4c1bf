/**
 * The stream core alone, without admission, on PGlite: `npm run streams:open`, for conformance suites and crash tests.
 *
 * It prints the base URL in one line once it answers. Anybody who reaches it may write: it listens on 127.0.0.1 only, and
 * is never part of the relay.
 */
import { parseArgs } from "node:util";
import { systemClock } from "./platform/system.ts";
import { openPgliteStorage } from "./storage/pglite.ts";
import { serveStreams } from "./streams/serve.ts";

const REASONS = {
  Locked: "is in use by another process",
  Unwritable: "cannot be written",
  Unopenable: "holds a database that cannot be opened",
} as const;

const { values } = parseArgs({ options: { port: { type: "string" }, data: { type: "string" } } });
await start(Number(values.port ?? "4437"), values.data ?? "data-open");

async function start(port: number, dataDir: string): Promise<void> {
  const storage = await openPgliteStorage({ dataDir, clock: systemClock });
  if (!storage.ok) return giveUp(`the folder ${dataDir} ${REASONS[storage.error.type]}`);
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
