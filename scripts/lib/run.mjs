/** Runs other programs the same way on every system, without a shell in between where one can be avoided. */
import { spawn, spawnSync } from "node:child_process";
import { inRepository, repository } from "./paths.mjs";

/**
 * Runs a program to its end with its output on the screen; the answer is its exit code.
 *
 * Shape:  `onOutput` is called with what the program writes, besides.
 * Errors: a program that cannot be started counts as exit code 127, one ended by a signal as 1.
 */
export function run(program, args, { onOutput, ...options } = {}) {
  return new Promise((resolve) => {
    const stdio = onOutput === undefined ? "inherit" : ["inherit", "pipe", "pipe"];
    const child = spawn(program, args, { cwd: repository, stdio, ...options });
    for (const name of onOutput === undefined ? [] : ["stdout", "stderr"])
      child[name].setEncoding("utf8").on("data", (text) => {
        process[name].write(text);
        onOutput(text);
      });
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}

/** Runs a tool that npm installed, by its file, so that it starts without npx. */
export const runNodeTool = (file, args, options) =>
  run(process.execPath, [inRepository("node_modules", file), ...args], options);

/** Runs npm: the one that runs us if there is one, so that a person's own choice of npm is kept. */
export function runNpm(args, options = {}) {
  const npm = process.env.npm_execpath;
  if (npm && npm.endsWith(".js")) return run(process.execPath, [npm, ...args], options);
  return run("npm", args, { shell: process.platform === "win32", ...options });
}

/** Whether a program ends with exit code 0; its output is thrown away. */
export const succeeds = (program, args) =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;
