/** The thread of the embedded database: an entry of its own in the built relay, started by `openThreadedStorage`. */
import { parentPort, workerData } from "node:worker_threads";
import { assert } from "@tomoshibi/shared/base/assert.ts";
import { openPgliteStorage } from "./storage/pglite.ts";
import type { ThreadStart } from "./storage/thread-protocol.ts";
import { serveStorage } from "./storage/thread-server.ts";

assert(parentPort, "this is a thread");
const { dataDir, nowMs } = workerData as ThreadStart;
await serveStorage(parentPort, nowMs, (world) => openPgliteStorage({ dataDir, ...world }));
