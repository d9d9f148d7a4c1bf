/**
 * Back-ups of the embedded store: the whole data folder of a relay that does not run, as one file, and back. [REL1] [REL3]
 *
 * Invariants: the lock is held while files are read or written, so no relay writes meanwhile; a back-up appears whole or not
 * at all, and so does what is restored. Also after a crash the files are a consistent whole: the log is part of them.
 *
 * What follows for replicas: a restored relay has the same key and is older. Offsets beyond it answer 410, replicas read
 * from the start and send what is missing; receipts missing from it keep entries due.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { makeFolder } from "../storage/data-folder.ts";
import { lockDataFolder } from "../storage/data-lock.ts";
import { syncPath, syncTree } from "../storage/pglite-init.ts";
import { DATABASE_FOLDER, type OpenStorageError, openPgliteStorage } from "../storage/pglite.ts";
import type { StorageError } from "../storage/storage.ts";
import { packFolder, unpackInto } from "./archive.ts";

/** Why there is no back-up. */
export type BackUpError =
  | { readonly type: "NoData"; readonly dataDir: string }
  | { readonly type: "Running"; readonly dataDir: string }
  | { readonly type: "FileExists"; readonly file: string }
  | { readonly type: "CannotWrite"; readonly path: string; readonly cause: unknown };

/** Why nothing was restored. */
export type RestoreError =
  | { readonly type: "NoFile"; readonly file: string }
  | { readonly type: "NotEmpty"; readonly dataDir: string }
  | { readonly type: "Running"; readonly dataDir: string }
  | { readonly type: "CannotWrite"; readonly path: string; readonly cause: unknown }
  | { readonly type: "NotABackUp"; readonly file: string; readonly cause: unknown };

/** What a restored folder holds. */
export interface Restored {
  readonly associationCount: number;
  readonly messageCount: number;
}

/** A file of every Postgres data folder. */
const MARKER = "PG_VERSION";

/** Packs a data folder into a file. Shape: the file's length in bytes. Errors: then there is no such file. */
export async function backUp(at: {
  readonly dataDir: string;
  readonly file: string;
}): Promise<Result<{ readonly byteCount: number }, BackUpError>> {
  const { dataDir, file } = at;
  if (!existsSync(join(dataDir, DATABASE_FOLDER, MARKER))) return err({ type: "NoData", dataDir });
  if (existsSync(file)) return err({ type: "FileExists", file });
  const lock = await lockDataFolder(dataDir);
  if (!lock.ok) {
    return lock.error.type === "Locked"
      ? err({ type: "Running", dataDir })
      : err({ type: "CannotWrite", path: dataDir, cause: lock.error.cause });
  }
  const unfinished = `${file}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    await packFolder(dataDir, DATABASE_FOLDER, unfinished);
    syncPath(unfinished);
    renameSync(unfinished, file);
    syncPath(dirname(file));
    return ok({ byteCount: statSync(file).size });
  } catch (cause) {
    rmSync(unfinished, { force: true });
    return err({ type: "CannotWrite", path: file, cause });
  } finally {
    await lock.value.release();
  }
}

/**
 * Unpacks a back-up into a folder that is empty or not there, and opens it once to see that it can be.
 *
 * Errors: then the folder holds nothing of it.
 */
export async function restore(at: {
  readonly dataDir: string;
  readonly file: string;
  readonly clock: Clock;
}): Promise<Result<Restored, RestoreError>> {
  const { dataDir, file, clock } = at;
  if (!existsSync(file)) return err({ type: "NoFile", file });
  const lock = await claimEmptyFolder(dataDir);
  if (!lock.ok) return lock;
  const database = join(dataDir, DATABASE_FOLDER);
  const unfinished = `${database}.restoring`;
  try {
    mkdirSync(unfinished, { mode: 0o700 });
    await unpackInto(unfinished, file);
    syncTree(join(unfinished, DATABASE_FOLDER));
    statSync(join(unfinished, DATABASE_FOLDER, MARKER));
    renameSync(join(unfinished, DATABASE_FOLDER), database);
    syncPath(dataDir);
  } catch (cause) {
    return err({ type: "NotABackUp", file, cause });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    await lock.value.release();
  }
  const opened = await countRestored(dataDir, clock);
  if (opened.ok) return opened;
  rmSync(database, { recursive: true, force: true });
  return opened.error.type === "NoRoom"
    ? err({ type: "CannotWrite", path: dataDir, cause: new Error("the disk is nearly full") })
    : err({ type: "NotABackUp", file, cause: opened.error });
}

async function claimEmptyFolder(dataDir: string) {
  try {
    makeFolder(dataDir);
    // Where a relay ran before, its lock's folder stays; it holds nothing.
    const isEmpty = readdirSync(dataDir).every((name) => name === "lock");
    if (!isEmpty) return err({ type: "NotEmpty", dataDir } as const);
  } catch (cause) {
    return err({ type: "CannotWrite", path: dataDir, cause } as const);
  }
  const lock = await lockDataFolder(dataDir);
  if (lock.ok) return lock;
  return lock.error.type === "Locked"
    ? err({ type: "Running", dataDir } as const)
    : err({ type: "CannotWrite", path: dataDir, cause: lock.error.cause } as const);
}

async function countRestored(
  dataDir: string,
  clock: Clock,
): Promise<Result<Restored, OpenStorageError | StorageError>> {
  const storage = await openPgliteStorage({ dataDir, clock });
  if (!storage.ok) return storage;
  const totals = await storage.value.totals("membership");
  await storage.value.close();
  if (!totals.ok) return totals;
  const { associationCount, messageCount } = totals.value;
  return ok({ associationCount, messageCount });
}
