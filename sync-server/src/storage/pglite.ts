/**
 * Storage in a folder, by an embedded Postgres (PGlite) that syncs for real and stays small. [REL3]
 *
 * Invariants: one process a folder; what a transaction answered was fdatasynced; the write-ahead log stays bounded,
 * though PGlite runs in single-user mode, where nobody makes checkpoints or vacuums unless told to.
 */
import { accessSync, constants, existsSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { PGlite, types } from "@electric-sql/pglite";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { makeFolder } from "./data-folder.ts";
import { lockDataFolder } from "./data-lock.ts";
import { SyncedNodeFS } from "./pglite-files.ts";
import { initialiseDatabase } from "./pglite-init.ts";
import { migrate } from "./sql-database.ts";
import type { SqlDatabase, SqlSession, SqlValue } from "./sql-database.ts";
import { createSqlStorage } from "./sql-storage.ts";
import type { Storage } from "./storage.ts";
import { createSubscribers } from "./subscribers.ts";
import type { Subscribers } from "./subscribers.ts";

/** Why a folder cannot be opened. A person can do something about the first three; the last carries its cause. */
export type OpenStorageError =
  | { readonly type: "Locked"; readonly dataDir: string }
  | { readonly type: "Unwritable"; readonly dataDir: string; readonly cause: unknown }
  | {
      readonly type: "NoRoom";
      readonly dataDir: string;
      readonly freeBytes: number;
      readonly neededBytes: number;
    }
  | { readonly type: "Unopenable"; readonly dataDir: string; readonly cause: unknown };

/** Where the database stands in a data folder; beside it there is only the lock. */
export const DATABASE_FOLDER = "postgres";
/** Commits between two looks at the length of the write-ahead log. */
const COMMITS_PER_LOOK = 16;
/** Length of the write-ahead log that calls for a checkpoint: what is replayed after a crash, within a second or two. */
const LOG_BYTES_MAX = 48 * 1024 * 1024;
/**
 * Room on the disk below which nothing new is taken: two more files of the log, a group of writes, and a checkpoint. Where
 * Postgres itself finds no room for its log it loops for ever, and then not even reading is possible.
 */
export const FREE_BYTES_MIN = 64 * 1024 * 1024;
/** Transactions since the oldest unfrozen row that call for a freeze at start; Postgres stops at 2 billion. */
const UNFROZEN_MAX = 500_000_000;

const SETTINGS = [
  "fsync=on",
  "synchronous_commit=on",
  "wal_sync_method=fsync",
  "shared_buffers=8MB",
  "max_wal_size=64MB",
  "min_wal_size=32MB",
  // Every query of ours is an index look-up; without statistics the planner would now and then scan a table instead.
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
];

/** `-F` turns fsync off; it is the reason that PGlite is not durable as it comes. */
const START_PARAMS = [
  ...PGlite.defaultStartParams.filter((param) => param !== "-F"),
  ...SETTINGS.flatMap((setting) => ["-c", setting]),
];

/**
 * Opens, or makes, the storage in a folder.
 *
 * Errors: tagged; never throws. `subscribers` are told of changes in place of its own. `onSync` is called
 *         after each fdatasync of Postgres's files; `logBytesMax`, `freeBytesOf` and `wrapDatabase` are for tests.
 */
export async function openPgliteStorage(deps: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly subscribers?: Subscribers;
  readonly onSync?: () => void;
  readonly logBytesMax?: number;
  readonly freeBytesOf?: (folder: string) => number;
  readonly wrapDatabase?: (database: SqlDatabase) => SqlDatabase;
}): Promise<Result<Storage, OpenStorageError>> {
  const { dataDir, clock } = deps;
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    return err({ type: "Unwritable", dataDir, cause });
  }
  const freeBytes = (deps.freeBytesOf ?? freeBytesOf)(dataDir);
  if (freeBytes < FREE_BYTES_MIN) {
    return err({ type: "NoRoom", dataDir, freeBytes, neededBytes: FREE_BYTES_MIN });
  }
  const lock = await lockDataFolder(dataDir);
  if (!lock.ok) return err({ ...lock.error, dataDir });
  try {
    const database = await openDatabase(join(dataDir, DATABASE_FOLDER), deps);
    const { subscribers = createSubscribers() } = deps;
    const { wrapDatabase = (honest) => honest } = deps;
    const storage = createSqlStorage({
      ...{ database: wrapDatabase(database), clock, subscribers },
      isSerial: true,
    });
    const close = async () => {
      await storage.close();
      await lock.value.release();
    };
    return ok({ ...storage, close });
  } catch (cause) {
    await lock.value.release();
    return err({ type: "Unopenable", dataDir, cause });
  }
}

interface DatabaseSettings {
  readonly onSync?: () => void;
  readonly logBytesMax?: number;
  readonly freeBytesOf?: (folder: string) => number;
}

/** As the system would say it, but before Postgres meets it. */
class DiskFull extends Error {
  readonly code = "ENOSPC";
}

/** What this process may still write. */
function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

async function openDatabase(folder: string, settings: DatabaseSettings): Promise<SqlDatabase> {
  if (!existsSync(folder)) await initialiseDatabase(folder);
  // V8 would compile Postgres a second time, optimised: measured, that takes 60 MB for good and makes commits no faster,
  // for the fsync sets their pace. Nothing else in this process is WebAssembly.
  setFlagsFromString("--liftoff-only");
  const pg = await PGlite.create({
    fs: new SyncedNodeFS(folder, settings.onSync ?? (() => undefined)),
    startParams: START_PARAMS,
    // PGlite's own go byte by byte through an array of numbers: half the time of a batch.
    serializers: { [types.BYTEA]: bytesToText },
    parsers: { [types.BYTEA]: textToBytes },
  });
  const database = toDatabase(pg, folder, settings);
  await migrate(database);
  await freezeIfOld(pg);
  return database;
}

function toDatabase(pg: PGlite, folder: string, settings: DatabaseSettings): SqlDatabase {
  const { logBytesMax = LOG_BYTES_MAX, freeBytesOf: freeBytesIn = freeBytesOf } = settings;
  let commitsUntilLook = COMMITS_PER_LOOK;
  const sessionOf = (runner: Pick<PGlite, "query">): SqlSession => ({
    async query<Row>(sql: string, params: readonly SqlValue[]) {
      return (await runner.query<Row>(sql, [...params])).rows;
    },
  });
  return {
    ...sessionOf(pg),
    async transaction(work) {
      if (freeBytesIn(folder) < FREE_BYTES_MIN) throw new DiskFull();
      commitsUntilLook -= 1;
      if (commitsUntilLook <= 0) {
        // Before the work, not after it: a failure here must not make what is committed look refused.
        await checkpointIfLong(pg, logBytesMax);
        commitsUntilLook = COMMITS_PER_LOOK;
      }
      return pg.transaction((tx) => work(sessionOf(tx)));
    },
    async script(sql) {
      await pg.exec(sql);
    },
    close: () => pg.close(),
  };
}

async function checkpointIfLong(pg: PGlite, logBytesMax: number): Promise<void> {
  const { rows } = await pg.query<{ bytes: number }>(
    "select (pg_current_wal_lsn() - redo_lsn)::bigint as bytes from pg_control_checkpoint()",
  );
  if ((rows[0]?.bytes ?? 0) < logBytesMax) return;
  await pg.exec("vacuum (truncate off) streams");
  await pg.exec("vacuum (truncate off) producers");
  await pg.exec("checkpoint");
}

async function freezeIfOld(pg: PGlite): Promise<void> {
  const { rows } = await pg.query<{ age: number }>(
    "select age(datfrozenxid)::bigint as age from pg_database where datname = current_database()",
  );
  if ((rows[0]?.age ?? 0) > UNFROZEN_MAX) await pg.exec("vacuum (freeze)");
}

function bytesToText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`;
}

function textToBytes(text: string): Uint8Array {
  const bytes = Buffer.from(text.slice(2), "hex");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
