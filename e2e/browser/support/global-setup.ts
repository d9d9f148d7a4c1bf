/** What all browser tests begin with: the built app and relay, quick when nothing changed, and a relay's empty database. */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATABASE_FOLDER } from "@tomoshibi/sync-server/storage/pglite.ts";
import { initialiseDatabase } from "@tomoshibi/sync-server/storage/pglite-init.ts";
import type { TestProject } from "vitest/node";
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
  return () => rm(emptyDataDir, { recursive: true, force: true });
}
