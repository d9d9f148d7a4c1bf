/**
 * The relay's composition root: environment → ports → listen → stop.
 *
 * Standard output says one thing, where the app is, and only once it answers. Whatever stands in the way is one sentence on
 * standard error and a non-zero exit code.
 */
import { relayFingerprint } from "@tomoshibi/shared/membership/relay-certificate.ts";
import { createApp } from "./app.ts";
import { findAssets } from "./assets/assets.ts";
import { createBeacon } from "./beacon/beacon.ts";
import { keepBeacon } from "./beacon/keep-beacon.ts";
import { feedFetcher, feedSource, folderSource } from "./beacon/sources.ts";
import { type StartError, complaintOf } from "./config/complaints.ts";
import { type Config, readConfig } from "./config/config.ts";
import { openRelayIdentity } from "./http/relay-identity.ts";
import { type ListeningServer, listen } from "./http/server.ts";
import { type Logger, createLog, nameOfCause } from "./logging/log.ts";
import { measureStorage } from "./metrics/measured.ts";
import { noMeter } from "./metrics/meter.ts";
import { createMetricsRoutes } from "./metrics/metrics-routes.ts";
import { type Prometheus, createPrometheus } from "./metrics/prometheus.ts";
import { keepPeers } from "./peers/keep-peers.ts";
import { createRounds } from "./peers/peer-round.ts";
import { systemClock, systemRandom } from "./platform/system.ts";
import { openPostgresStorage } from "./storage/postgres.ts";
import { sayWhenFull } from "./storage/say-when-full.ts";
import type { Storage } from "./storage/storage.ts";
import { openThreadedStorage } from "./storage/threaded.ts";

/** The longest a relay takes to stop. */
const STOP_MS_MAX = 5_000;

/** Built beside this file. */
const threadFile = new URL("pglite-thread.js", import.meta.url);

const clock = systemClock;
const random = systemRandom;

await start();

async function start(): Promise<void> {
  const config = readConfig(process.env);
  if (!config.ok) return giveUp(config.error, undefined);
  const log = createLog(config.value.logLevel);
  catchWhatCannotHappen(log);
  const opened = await openStorage(config.value, log);
  if (!opened.ok) return giveUp(opened.error, config.value);
  const { storage, prometheus } = measure(
    config.value,
    sayWhenFull(opened.value, () => log.error("the disk is full: nothing new is taken"), clock),
  );
  const stopping = new AbortController();
  const servers = await serve(config.value, { log, storage, prometheus }, stopping.signal);
  if (servers === undefined) return storage.close();
  const [{ port }] = servers;
  process.stdout.write(`灯 Tomoshibi  http://${shownHost(config.value.host)}:${port}\n`);
  const kind = config.value.databaseUrl === undefined ? "pglite" : "postgres";
  log.info({ port, storage: kind }, "started");
  stopOnSignal({ log, storage, servers, stopping });
}

function openStorage({ databaseUrl, dataDir }: Config, log: Logger) {
  const onLink = (isUp: boolean) =>
    isUp ? log.info("the database is back") : log.warn("the database is lost");
  if (databaseUrl === undefined) return openThreadedStorage({ dataDir, clock, threadFile, onLink });
  return openPostgresStorage({ databaseUrl, clock, random, onLink });
}

/** Counts only where somebody asks for it. */
function measure(
  config: Config,
  storage: Storage,
): { readonly storage: Storage; readonly prometheus: Prometheus | undefined } {
  if (config.metrics === undefined) return { storage, prometheus: undefined };
  const prometheus = createPrometheus({ storage, clock });
  return { storage: measureStorage(storage, { meter: prometheus.meter, clock }), prometheus };
}

async function serve(
  config: Config,
  parts: {
    readonly log: Logger;
    readonly storage: Storage;
    readonly prometheus: Prometheus | undefined;
  },
  stopping: AbortSignal,
): Promise<readonly [ListeningServer, ...ListeningServer[]] | undefined> {
  const { log, storage, prometheus } = parts;
  const identity = await openRelayIdentity({ storage, random });
  if (!identity.ok) return giveUp(identity.error, config);
  // What an officer compares before taking this relay into use. [REL7]
  log.info({ fingerprint: relayFingerprint(identity.value.relayKey) }, "this relay's key");
  const assets = config.clientDir === undefined ? undefined : await findAssets(config.clientDir);
  if (config.clientDir !== undefined && assets === undefined) log.warn("no app in CLIENT_DIR");
  const meter = prometheus?.meter ?? noMeter;
  const ports = { ...identity.value, storage, clock, random, log, meter, assets, stopping };
  const app = createApp(ports);
  const server = await listen(app, config);
  if (!server.ok) return giveUp(server.error, config);
  syncWithPeers(config, { ...ports, app });
  watchTelegrams(config, { ...ports, app });
  if (prometheus === undefined || config.metrics === undefined) return [server.value];
  const metrics = await listen(createMetricsRoutes(prometheus), config.metrics);
  if (metrics.ok) return [server.value, metrics.value];
  await server.value.stop();
  return giveUp({ ...metrics.error, type: "CannotListenForMetrics" }, config);
}

function syncWithPeers(
  { peerRelays: urls }: Config,
  ports: Parameters<typeof createApp>[0] & { readonly app: ReturnType<typeof createApp> },
): void {
  const { app, log, stopping } = ports;
  const round = createRounds({
    ...ports,
    askOwn: async (path, request) => app.request(path, request),
  });
  // By its place in the list: an address may tell whose relay it is.
  const onLink = (place: number, isUp: boolean) => {
    if (isUp) log.info({ peer: place + 1 }, "in step with a peer relay");
    else log.warn({ peer: place + 1 }, "a peer relay does not answer");
  };
  const onBroken = (place: number, cause: unknown) =>
    log.error({ peer: place + 1, ...tellCause(cause) }, "broken while syncing with a peer relay");
  keepPeers({ urls, round, random, stopping, onLink, onBroken });
}

/** Where telegrams are found, this relay passes on what they say, to whoever's officers certified its key. */
function watchTelegrams(
  { beacon: found }: Config,
  ports: Parameters<typeof createApp>[0] & { readonly app: ReturnType<typeof createApp> },
): void {
  if (found === undefined) return;
  const { app, log, stopping } = ports;
  const beacon = createBeacon({
    ...ports,
    askOwn: async (path, request) => app.request(path, request),
    prefectures: new Set(found.prefectures),
  });
  const sources = [
    ...(found.folder === undefined ? [] : [folderSource(found.folder)]),
    ...(found.feed === undefined ? [] : [feedSource(found.feed, feedFetcher(stopping))]),
  ];
  log.info({ sources: sources.length }, "watching for telegrams");
  keepBeacon({
    ...{ beacon, sources, clock, stopping },
    onAnnounced({ written, passed }) {
      if (written > 0) log.info({ written }, "alerts passed on");
      for (const why of passed) log.info({ why }, "a telegram raised nothing");
    },
    onLink: (place, isUp) =>
      isUp
        ? log.info({ source: place + 1 }, "telegrams can be read")
        : log.warn({ source: place + 1 }, "telegrams cannot be read"),
    onBroken: (cause) => log.error(tellCause(cause), "broken while reading telegrams"),
  });
}

function stopOnSignal(running: {
  readonly log: Logger;
  readonly storage: Storage;
  readonly servers: readonly ListeningServer[];
  readonly stopping: AbortController;
}): void {
  const { log, storage, servers, stopping } = running;
  const stop = async () => {
    if (stopping.signal.aborted) return;
    log.info("stopping");
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
    stopping.abort();
    await Promise.all(servers.map((server) => server.stop()));
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
    log.fatal(tellCause(cause), "broken");
    process.exit(70);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

/** The frames say where it broke; the words of an exception may quote what was being handled. [REL8] */
function tellCause(cause: unknown) {
  const frames = cause instanceof Error ? (cause.stack ?? "").split("\n").slice(1, 6) : [];
  return { ...nameOfCause(cause), frames: frames.map((frame) => frame.trim()) };
}

function giveUp(error: StartError, config: Config | undefined): undefined {
  process.stderr.write(`${complaintOf(error, config)}\n`);
  process.exitCode = error.type === "BadSetting" ? 2 : 1;
  return undefined;
}

function shownHost(host: string): string {
  const isThisMachine = ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost"].includes(host);
  if (isThisMachine) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
