/**
 * What all browser tests begin with: the built app and relay, quick when nothing changed, a relay's empty database, and where
 * they keep what they make once.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATABASE_FOLDER } from "@tomoshibi/sync-server/storage/pglite.ts";
import { initialiseDatabase } from "@tomoshibi/sync-server/storage/pglite-init.ts";
import type { TestProject } from "vitest/node";
import { findFreePort } from "./relay.ts";
import { inRepository } from "./repository.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A data folder that no relay was started on, with its database made already: to be copied, for making one takes seconds. */
    readonly emptyDataDir: string;
  }
}

/** Vitest calls this once for the whole project, before the first test file, and what it gives after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, [inRepository("scripts/build.mjs")], { stdio: "inherit" });
  const emptyDataDir = await mkdtemp(join(tmpdir(), "tomoshibi-empty-"));
  await initialiseDatabase(join(emptyDataDir, DATABASE_FOLDER));
  project.provide("emptyDataDir", emptyDataDir);
  const profilesDir = await mkdtemp(join(tmpdir(), "tomoshibi-profiles-"));
  project.provide("profilesDir", profilesDir);
  const workers = Array.from({ length: project.config.maxWorkers }, findFreePort);
  project.provide("workerPorts", await Promise.all(workers));
  return async () => {
    for (const made of [emptyDataDir, profilesDir])
      await rm(made, { recursive: true, force: true });
  };
}
