/**
 * Makes a new Postgres data folder, in a child process that exits: initdb runs a second PGlite in memory and takes some
 * 740 MB, which a process never gives back. [REL3]
 *
 * The folder appears whole or not at all: it is made beside its place, fsynced file by file, and renamed.
 */
import { spawn } from "node:child_process";
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Makes `folder`, which is not there yet.
 *
 * Errors: throws when the child fails or the disk does; then `folder` is not there.
 */
export async function initialiseDatabase(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await runInitialiser(unfinished);
  syncTree(unfinished);
  renameSync(unfinished, folder);
  syncPath(dirname(folder));
}

function runInitialiser(folder: string): Promise<void> {
  const pglite = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const program = `
    const { PGlite } = await import(${JSON.stringify(pathToFileURL(pglite).href)});
    const database = await PGlite.create(${JSON.stringify(folder)});
    await database.close();`;
  return new Promise((resolve, reject) => {
    // Optimising a program that runs once costs more than it saves: measured, 5.2 s of a processor and 870 MB; so, 3.5 s and 740 MB.
    const args = ["--liftoff-only", "--input-type=module", "--eval", program];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk).slice(-4096)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`making the database ended with ${code}: ${complaint}`));
    });
  });
}

/** Syncs a folder and all that is in it to the disk. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else syncPath(path);
  }
  syncPath(folder);
}

/** Syncs one file, or what a folder lists. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
