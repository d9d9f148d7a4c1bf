/** The stream core as a process of its own, for tests that kill it or look at its system calls. */
import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { assert } from "@tomoshibi/shared/base/assert.ts";

/** A running stream core. */
export interface CoreProcess {
  readonly baseUrl: string;
  /** Ends it as a power cut would, as far as a process can tell. */
  kill(): Promise<void>;
  /** Ends it as a person would. */
  stop(): Promise<void>;
}

/** The built core; `remove` it when done. */
export interface BuiltCore {
  /** `at` names its data: `--data` and a folder, or `--database` and its address. */
  start(
    at: readonly ["--data" | "--database", string],
    wrapper?: readonly string[],
  ): Promise<CoreProcess>;
  remove(): void;
}

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** Builds the core from these sources, beside other builds, so that a test never runs a stale one. */
export function buildCore(): BuiltCore {
  // Inside the repository, where Node finds the npm packages that stay outside of the bundle.
  const folder = join(repository, ".cache", `streams-core-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const vite = join(repository, "node_modules", "vite", "bin", "vite.js");
  const args = [vite, "build", "--mode", "relay", "--outDir", folder, "--logLevel", "error"];
  // Vitest says NODE_ENV=test; what is proven shall be built as it ships.
  const env = { ...process.env, NODE_ENV: "production" };
  const built = spawnSync(process.execPath, args, { cwd: repository, env, encoding: "utf8" });
  assert(built.status === 0, `the stream core builds: ${built.stderr}`);
  return {
    start: (at, wrapper = []) => {
      const own = [process.execPath, join(folder, "streams-open.js"), "--port", "0"];
      return startCore([...wrapper, ...own, ...at]);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function startCore(command: readonly string[]): Promise<CoreProcess> {
  const [program = "", ...args] = command;
  // A group of its own: a wrapper's child is killed with it.
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const baseUrl = await firstLine(child);
  return {
    baseUrl,
    kill: () => end(child, "SIGKILL"),
    stop: () => end(child, "SIGTERM"),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  assert(child.stdout, "the child's output is piped");
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error("the stream core ended before it answered");
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  });
}
