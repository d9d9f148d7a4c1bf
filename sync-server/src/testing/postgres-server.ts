/**
 * A real PostgreSQL server for tests: a new cluster in a temporary folder, on a Unix socket, fsync on as it comes.
 *
 * The server refuses to run as root; there it runs as nobody.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { assert } from "@tomoshibi/shared/base/assert.ts";
import { Client } from "pg";

/** A running server. */
export interface PostgresServer {
  /** Makes an empty database. Shape: its `DATABASE_URL`. */
  createDatabase(name: string): Promise<string>;
  /** Runs statements as the superuser, in a database or in the server's own. Shape: the last one's rows. */
  run(sql: string, databaseUrl?: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends the server as `systemctl stop` does, or as a power cut. */
  stop(signal?: "SIGINT" | "SIGKILL"): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  /** Stops it and removes the folder. */
  remove(): Promise<void>;
}

/** User and group that every Unix calls nobody; without rights, and without files. */
const NOBODY = 65_534;
const SUPERUSER = "postgres";
const START_MS_MAX = 30_000;
const POLL_MS = 50;
/** Small, for two cores share many of these; everything about durability is as it comes. */
const SETTINGS = [
  "listen_addresses=",
  "max_connections=60",
  "shared_buffers=16MB",
  "autovacuum_naptime=10min",
  "logging_collector=off",
  "log_min_messages=panic",
];

/** Makes a cluster and starts it; takes a second or two. */
export async function startPostgres(): Promise<PostgresServer> {
  const binaries = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), "tomoshibi-pg-"));
  const identity = userInfo().uid === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const cluster = join(folder, "data");
  const made = spawnSync(
    join(binaries, "initdb"),
    ["-D", cluster, "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync"],
    { cwd: folder, encoding: "utf8", ...identity },
  );
  assert(made.status === 0, `initdb makes a cluster: ${made.stderr}`);
  const urlOf = (database: string) =>
    `postgresql://${SUPERUSER}@localhost/${database}?host=${encodeURIComponent(folder)}`;
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ["-D", cluster, "-k", folder, ...SETTINGS.flatMap((setting) => ["-c", setting])];
    const deadline = AbortSignal.timeout(START_MS_MAX);
    // After a crash the old server's children may hold its memory for a moment longer; the new one then ends at once.
    do {
      const started = spawn(join(binaries, "postgres"), args, {
        ...{ cwd: folder, stdio: "ignore", ...identity },
      });
      child = started;
      if (await isAnswering(urlOf("postgres"), started, deadline)) return;
    } while (!deadline.aborted);
    throw new Error("the PostgreSQL server did not answer in time");
  }

  async function stop(signal: "SIGINT" | "SIGKILL" = "SIGINT"): Promise<void> {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  }

  process.once("exit", () => child?.kill("SIGQUIT"));
  await start();
  return {
    async createDatabase(name) {
      await runOnce(urlOf("postgres"), `create database "${name}"`);
      return urlOf(name);
    },
    run: (sql, databaseUrl = urlOf("postgres")) => runOnce(databaseUrl, sql),
    stop,
    start,
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function runOnce(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until the server answers; false when it ended instead, or the time is over. */
async function isAnswering(
  url: string,
  child: ChildProcess,
  deadline: AbortSignal,
): Promise<boolean> {
  while (child.exitCode === null && !deadline.aborted) {
    const isUp = await runOnce(url, "select 1").then(
      () => true,
      () => false,
    );
    if (isUp) return true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return false;
}

/** Where the programs are: POSTGRES_BIN, or the newest of Debian's, or the usual places of others. */
function findBinaries(): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const places = [
    ...(process.env["POSTGRES_BIN"] ? [process.env["POSTGRES_BIN"]] : []),
    ...versions
      .sort((left, right) => Number(right) - Number(left))
      .map((version) => `${debian}/${version}/bin`),
    "/usr/bin",
    "/usr/local/bin",
    "/opt/homebrew/bin",
  ];
  const found = places.find((place) => existsSync(join(place, "initdb")));
  assert(
    found,
    "PostgreSQL's programs are there: npm test installs Debian's, POSTGRES_BIN names others",
  );
  return found;
}
