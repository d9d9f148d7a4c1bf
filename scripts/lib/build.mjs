/**
 * Builds the app and the relay when their sources are other than at the last build.
 *
 * The stamp is a hash of contents, not times: a fresh clone, a checkout and a copy change times, and nothing else.
 * It is written after the build, so that a build that was cut off is made again.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { inRepository, repository } from "./paths.mjs";
import { runNodeTool } from "./run.mjs";
import { giveUp, say } from "./say.mjs";

const everyBuild = ["package-lock.json", "vite.config.ts", "tsconfig.base.json", "shared"];

const targets = [
  {
    name: "app",
    japanese: "アプリを組み立てています",
    sources: [...everyBuild, "client", "scripts/lib/precompress.mjs"],
    output: "client/dist/form.html",
    builds: [["build"], ["build", "--mode", "form"]],
  },
  {
    name: "relay",
    japanese: "中継を組み立てています",
    sources: [...everyBuild, "sync-server"],
    output: "sync-server/dist/main.js",
    builds: [["build", "--mode", "relay"]],
  },
];

/** Builds what changed of these targets; ends the script with one sentence when that fails. */
export async function buildWhatChanged(names = ["app", "relay"]) {
  for (const target of targets.filter(({ name }) => names.includes(name))) {
    const stampFile = inRepository(".cache", "build", `${target.name}.sha256`);
    const stamp = hashOf(target.sources);
    if (existsSync(inRepository(target.output)) && readIfThere(stampFile) === stamp) continue;
    say(target.japanese, `building the ${target.name}`);
    for (const args of target.builds) await runBuild(target.name, args);
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  }
}

async function runBuild(name, args) {
  const exitCode = await runNodeTool("vite/bin/vite.js", [...args, "--logLevel", "warn"], {
    // A shell, or the test runner, may say otherwise: that would build an app without its service worker.
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (exitCode !== 0)
    giveUp("組み立てに失敗しました", `building the ${name} failed (exit code ${exitCode})`);
}

function hashOf(paths) {
  const hash = createHash("sha256");
  for (const file of paths.flatMap((path) => filesBelow(inRepository(path))).sort())
    hash.update(relative(repository, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

/** Sources only: what a build makes, what npm installs and tests do not change the built app. */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  const entries = readDirectory(path);
  if (!entries) return [path];
  return entries
    .filter(({ name }) => !/^(node_modules|dist|fixtures|testing)$|\.test\.tsx?$/.test(name))
    .flatMap(({ name }) => filesBelow(join(path, name)));
}

function readDirectory(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return undefined;
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
