/**
 * `npm start [-- --port N --data DIR]`: installs what is missing, builds what changed, and runs the relay, which also
 * serves the app.
 *
 * The relay prints the address once it answers there. Whatever stands in the way is told in one sentence with a
 * non-zero exit code: what only the relay can know (the data folder is locked or cannot be written) it says itself, and
 * its exit code becomes ours.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { requireNode } from "./lib/node-version.mjs";
import { inRepository } from "./lib/paths.mjs";
import { giveUp } from "./lib/say.mjs";

requireNode();
const { port, dataDir } = readArguments(process.argv.slice(2));
// Asked before the build: nobody should wait half a minute to hear that the port is taken.
await requireFreePort(port);
const { installDependencies } = await import("./lib/install.mjs");
const { buildWhatChanged } = await import("./lib/build.mjs");
await installDependencies();
await buildWhatChanged();
runRelay();

function readArguments(args) {
  const chosen = { port: 8787, dataDir: inRepository("data") };
  for (let i = 0; i < args.length; i += 1) {
    const [name, inline] = args[i].split(/=(.*)/s);
    const value = inline ?? args[(i += 1)];
    if (name === "--port" && /^\d{1,5}$/.test(value ?? "") && Number(value) <= 65_535)
      chosen.port = Number(value);
    else if (name === "--data" && value) chosen.dataDir = resolve(value);
    else
      giveUp(
        `「${args.join(" ")}」の意味がわかりません。使い方: npm start -- --port 8787 --data ./data`,
        `cannot understand "${args.join(" ")}"; usage: npm start -- --port 8787 --data ./data`,
        2,
      );
  }
  return chosen;
}

function requireFreePort(wanted) {
  return new Promise((free) => {
    const probe = createServer();
    probe.once("error", (error) => {
      if (error.code === "EADDRINUSE")
        giveUp(
          `ポート ${wanted} はもう使われています。npm start -- --port ${wanted + 1} のように変えてください`,
          `port ${wanted} is already in use: choose another one, as in npm start -- --port ${wanted + 1}`,
        );
      if (error.code === "EACCES")
        giveUp(
          `ポート ${wanted} を使う権限がありません。npm start -- --port 8787 のように、1024以上の番号にしてください`,
          `there is no permission for port ${wanted}: choose one from 1024 up, as in npm start -- --port 8787`,
        );
      giveUp(
        `ポート ${wanted} を開けません(${error.code})`,
        `port ${wanted} cannot be opened (${error.code})`,
      );
    });
    probe.listen(wanted, () => probe.close(free));
  });
}

function runRelay() {
  const relay = spawn(process.execPath, [inRepository("sync-server", "dist", "main.js")], {
    stdio: "inherit",
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      CLIENT_DIR: inRepository("client", "dist"),
    },
  });
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"])
    process.on(signal, () => {
      // A terminal gives Ctrl+C to the relay by itself; a second one would cut its graceful stop short.
      if (signal !== "SIGINT" || !process.stdin.isTTY) relay.kill(signal);
    });
  relay.once("exit", (code, signal) => process.exit(code ?? (signal === "SIGKILL" ? 137 : 1)));
  relay.once("error", (error) =>
    giveUp("中継を始められません", `the relay cannot be started (${error.code})`),
  );
}
