/**
 * Gets a connection to IndexedDB back. An iPhone closes or freezes it while the app is in the background, sometimes without a
 * word: a query then fails, or never ends. (Dexie issue 2008, localForage issue 1113)
 */
import Dexie, { RangeSet } from "dexie";
import type { ReplicaDatabase } from "./database.ts";

/** How long the store may take to answer after the app was in the background. */
export const PROBE_MS = 3_000;

/** Calls back after a time; the answer calls it off. */
export type SetTimer = (ms: number, fire: () => void) => () => void;

/** Asks the store something, and opens it again if it does not answer. Shape: whether it had to be. */
export async function wakeDatabase(
  database: ReplicaDatabase,
  setTimer: SetTimer,
): Promise<boolean> {
  const asked = database.keyValues.get("version");
  const isAwake = await withinTime(asked, PROBE_MS, setTimer).then(
    () => true,
    () => false,
  );
  if (!isAwake) await reopenDatabase(database);
  return !isAwake;
}

/** Opens it again, and lets the live queries of this page or worker ask anew. Errors: Dexie's, when it does not open. */
export async function reopenDatabase(database: ReplicaDatabase): Promise<void> {
  database.close({ disableAutoOpen: false });
  // Once more: somebody else may have closed it meanwhile to open it too, and an iPhone's first try may fail.
  await database.open().catch(() => database.open());
  // What Dexie itself does after a page comes back from the browser's cache: "anything may have changed".
  Dexie.on.storagemutated.fire({ all: new RangeSet(Number.NEGATIVE_INFINITY, [[]]) });
}

/** The answer, or a rejection when there is none in time. */
export function withinTime<Value>(
  asked: PromiseLike<Value>,
  ms: number,
  setTimer: SetTimer,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const callOff = setTimer(ms, () => reject(new DOMException("no answer", "TimeoutError")));
    asked.then(resolve, reject).then(callOff, callOff);
  });
}
