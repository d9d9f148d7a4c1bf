/** Who knocks at the relay during a surge, in a thread of its own: how long a new connection waits for its first byte. */
import { get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { healthPath } from "@tomoshibi/shared/relay-api/paths.ts";

const KNOCK_EVERY_MS = 25;
const path = healthPath("00".repeat(16));
const waitedMs: number[] = [];
const knocking: Promise<void>[] = [];

const knocks = setInterval(() => knocking.push(knock()), KNOCK_EVERY_MS);
parentPort?.once("message", () => {
  clearInterval(knocks);
  void Promise.all(knocking).then(() => parentPort?.postMessage(waitedMs));
});

/** A refusal (the health allowance is spent) is as good a first byte as any. */
function knock(): Promise<void> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const asking = get({ host: "127.0.0.1", port: workerData as number, path, agent: false });
    asking.once("error", reject);
    asking.once("response", (answer) => {
      waitedMs.push(performance.now() - startMs);
      answer.resume();
      resolve();
    });
  });
}
