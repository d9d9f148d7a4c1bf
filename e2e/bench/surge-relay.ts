/** A relay as a process of its own for the surge: its embedded database in this thread, or in one of its own. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createApp } from "@tomoshibi/sync-server/app.ts";
import { openRelayIdentity } from "@tomoshibi/sync-server/http/relay-identity.ts";
import { listen } from "@tomoshibi/sync-server/http/server.ts";
import { createLog } from "@tomoshibi/sync-server/logging/log.ts";
import { noMeter } from "@tomoshibi/sync-server/metrics/meter.ts";
import { systemClock, systemRandom } from "@tomoshibi/sync-server/platform/system.ts";
import { openPgliteStorage } from "@tomoshibi/sync-server/storage/pglite.ts";
import { openThreadedStorage } from "@tomoshibi/sync-server/storage/threaded.ts";

const [dataDir = "", mode = ""] = process.argv.slice(2);
const clock = systemClock;
const random = systemRandom;
const opened = await (mode === "thread"
  ? openThreadedStorage({
      dataDir,
      clock,
      threadFile: new URL("pglite-thread.js", import.meta.url),
    })
  : openPgliteStorage({ dataDir, clock }));
if (!opened.ok) throw new Error(opened.error.type);
const storage = opened.value;
const identity = await openRelayIdentity({ storage, random });
if (!identity.ok) throw new Error(identity.error.type);
const stopping = new AbortController();
const app = createApp({
  ...identity.value,
  ...{ storage, clock, random, log: createLog("silent"), meter: noMeter, assets: undefined },
  stopping: stopping.signal,
});
const server = await listen(app, { host: "127.0.0.1", port: 0 });
if (!server.ok) throw new Error(server.error.code);
process.stdout.write(`${server.value.port}\n`);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on("SIGTERM", () => {
  const rssMib = Math.round(process.resourceUsage().maxRSS / 1024);
  const stalledMs = Math.round(delay.max / 1e6);
  const { user, system } = process.cpuUsage();
  const cpuMs = Math.round((user + system) / 1000);
  process.stdout.write(`${rssMib} ${stalledMs} ${cpuMs}\n`, () => process.exit(0));
});
