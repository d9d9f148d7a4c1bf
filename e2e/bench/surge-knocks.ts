/** Who knocks at the relay during a surge, in a thread of its own: how long a new connection waits for its first byte. */
import { get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const KNOCK_EVERY_MS = 25;
/** Answered without storage and without a signature: what is left is the wait. */
const path = "/v1/nothing";
const waitedMs: number[] = [];
const knocking: Promise<void>[] = [];

const knocks = setInterval(() => knocking.push(knock()), KNOCK_EVERY_MS);
parentPort?.once("message", () => {
  clearInterval(knocks);
  void Promise.all(knocking).then(() => parentPort?.postMessage(waitedMs));
});

/** Opens a connection of its own, and waits for the first byte of the answer, which is 404. Errors: ends the measurement. */
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
