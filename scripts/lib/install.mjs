/**
 * Installs the npm dependencies when, and only when, they are not what package-lock.json asks for.
 *
 * npm leaves node_modules/.package-lock.json behind; comparing it with package-lock.json, package by package, is as
 * quick as a stamp and also notices what somebody installed by hand.
 */
import { readFileSync } from "node:fs";
import { inRepository } from "./paths.mjs";
import { runNpm } from "./run.mjs";
import { giveUp, say } from "./say.mjs";

/** Installs what is missing; ends the script with one sentence when that fails. */
export async function installDependencies() {
  if (dependenciesMatchLockfile()) return;
  say("必要なものを入れています", "installing dependencies");
  // Where NODE_ENV says production, npm would leave out what builds the app.
  const options = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  const exitCode = await runNpm(["ci", ...options]);
  if (exitCode !== 0)
    giveUp(
      "npm ci が失敗しました。インターネットにつながっているか、たしかめてください",
      `npm ci failed (exit code ${exitCode}): is there a connection to the npm registry?`,
    );
}

/** Whether every package that this system needs is installed in the version of the lockfile. */
export function dependenciesMatchLockfile(root = inRepository()) {
  const wanted = packagesOf(`${root}/package-lock.json`);
  const installed = packagesOf(`${root}/node_modules/.package-lock.json`);
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = installed[path];
    // Optional packages are binaries for other systems: absent is right, another version is not.
    if (!found) return entry.optional === true || entry.devOptional === true;
    return entry.link === true ? found.link === true : found.version === entry.version;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
