/**
 * The relay's composition root: environment → ports → listen → stop.
 *
 * Standard output says one thing, where the app is, and only once it answers. Whatever stands in the way is one sentence on
 * standard error and a non-zero exit code.
 */
import { createApp } from "./app.ts";
import { findAssets } from "./assets/assets.ts";
import { type StartError, complaintOf } from "./config/complaints.ts";
import { type Config, readConfig } from "./config/config.ts";
import { openRelayIdentity } from "./http/relay-identity.ts";
import { type ListeningServer, listen } from "./http/server.ts";
import { type Logger, createLog, nameOfCause } from "./logging/log.ts";
import { systemClock, systemRandom } from "./platform/system.ts";
import { openPgliteStorage } from "./storage/pglite.ts";
import { openPostgresStorage } from "./storage/postgres.ts";
import type { Storage } from "./storage/storage.ts";

/** The longest a relay takes to stop. */
const STOP_MS_MAX = 5_000;

const clock = systemClock;
const random = systemRandom;

await start();

async function start(): Promise<void> {
  const config = readConfig(process.env);
  if (!config.ok) return giveUp(config.error, undefined);
  const log = createLog(config.value.logLevel);
  catchWhatCannotHappen(log);
  const storage = await openStorage(config.value, log);
  if (!storage.ok) return giveUp(storage.error, config.value);
  const stopping = new AbortController();
  const server = await serve(config.value, log, storage.value, stopping.signal);
  if (server === undefined) return storage.value.close();
  const { port } = server;
  process.stdout.write(`灯 Tomoshibi  http://${shownHost(config.value.host)}:${port}\n`);
  const kind = config.value.databaseUrl === undefined ? "pglite" : "postgres";
  log.info({ port, storage: kind }, "started");
  stopOnSignal({ log, storage: storage.value, server, stopping });
}

function openStorage({ databaseUrl, dataDir }: Config, log: Logger) {
  if (databaseUrl === undefined) return openPgliteStorage({ dataDir, clock });
  const onLink = (isUp: boolean) =>
    isUp ? log.info("the database is back") : log.warn("the database is lost");
  return openPostgresStorage({ databaseUrl, clock, random, onLink });
}

async function serve(
  config: Config,
  log: Logger,
  storage: Storage,
  stopping: AbortSignal,
): Promise<ListeningServer | undefined> {
  const identity = await openRelayIdentity({ storage, random });
  if (!identity.ok) return giveUp(identity.error, config);
  const assets = config.clientDir === undefined ? undefined : await findAssets(config.clientDir);
  if (config.clientDir !== undefined && assets === undefined) log.warn("no app in CLIENT_DIR");
  const app = createApp({ ...identity.value, storage, clock, random, log, assets, stopping });
  const server = await listen(app, config);
  return server.ok ? server.value : giveUp(server.error, config);
}

function stopOnSignal(running: {
  readonly log: Logger;
  readonly storage: Storage;
  readonly server: ListeningServer;
  readonly stopping: AbortController;
}): void {
  const { log, storage, server, stopping } = running;
  const stop = async () => {
    if (stopping.signal.aborted) return;
    log.info("stopping");
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
    stopping.abort();
    await server.stop();
    await storage.close();
    log.info("stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => void stop());
  }
}

/** A broken invariant ends the process: what is stored is safe, and what is in memory may not be. */
function catchWhatCannotHappen(log: Logger): void {
  const end = (cause: unknown) => {
    // The frames say where it broke; the words of an exception may quote what was being handled.
    const frames = cause instanceof Error ? (cause.stack ?? "").split("\n").slice(1, 6) : [];
    log.fatal({ ...nameOfCause(cause), frames: frames.map((frame) => frame.trim()) }, "broken");
    process.exit(70);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

function giveUp(error: StartError, config: Config | undefined): undefined {
  process.stderr.write(`${complaintOf(error, config)}\n`);
  process.exitCode = error.type === "BadSetting" ? 2 : 1;
  return undefined;
}

function shownHost(host: string): string {
  const isThisMachine = ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost"].includes(host);
  return isThisMachine ? "localhost" : host;
}
