/** Builds the app and the relay once before all browser tests; quick when nothing changed. */
import { execFileSync } from "node:child_process";
import { inRepository } from "./repository.ts";

/** Vitest calls this once for the whole project, before the first test file. */
export function setup(): void {
  execFileSync(process.execPath, [inRepository("scripts/build.mjs")], { stdio: "inherit" });
}
