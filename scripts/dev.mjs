/** `npm run dev`: the relay on port 8787 with its built code, and Vite's development server for the app before it. */
import { spawn } from "node:child_process";
import { inRepository } from "./lib/paths.mjs";

const children = [
  spawn(process.execPath, [inRepository("scripts", "start.mjs")], { stdio: "inherit" }),
  spawn(process.execPath, [inRepository("node_modules", "vite", "bin", "vite.js")], {
    stdio: "inherit",
    cwd: inRepository(),
  }),
];
// When one ends the other has no use; the first exit code is the one that tells why.
for (const child of children)
  child.once("exit", (code) => {
    for (const other of children) other.kill("SIGTERM");
    process.exitCode ??= code ?? 0;
  });
