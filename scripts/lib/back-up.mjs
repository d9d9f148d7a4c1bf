/** What `npm run backup` and `npm run restore` have in common. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { requireNode } from "./node-version.mjs";
import { inRepository } from "./paths.mjs";
import { giveUp } from "./say.mjs";

/**
 * Runs one of the two and ends with its exit code; arguments that mean nothing are told before anything is built.
 *
 * Shape: `fileOption` is how the command names its file.
 */
export async function runBackUpCommand(command, fileOption) {
  requireNode();
  const { data, file } = readArguments(command, fileOption);
  const { installDependencies } = await import("./install.mjs");
  await installDependencies();
  const { buildWhatChanged } = await import("./build.mjs");
  await buildWhatChanged(["relay"]);
  const { run } = await import("./run.mjs");
  const program = inRepository("sync-server", "dist", "back-up-command.js");
  process.exitCode = await run(process.execPath, [program, command, resolve(data), resolve(file)]);
}

function readArguments(command, fileOption) {
  try {
    const { values } = parseArgs({
      options: { data: { type: "string" }, [fileOption]: { type: "string" } },
    });
    if (values.data && values[fileOption]) return { data: values.data, file: values[fileOption] };
  } catch {
    // Falls through to the same sentence: an unknown option is as wrong as a missing one.
  }
  const usage = `npm run ${command} -- --data ./data --${fileOption} ./relay.tar.gz`;
  return giveUp(`使い方: ${usage}`, `usage: ${usage}`, 2);
}
