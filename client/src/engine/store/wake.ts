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
  const connection = connectionOf(database);
  const asked = database.keyValues.get("version");
  const isAwake = await withinTime(asked, PROBE_MS, setTimer).then(
    () => true,
    () => false,
  );
  if (!isAwake) await reopenDatabase(database, connection);
  return !isAwake;
}

/** The connection in use; undefined before the first is opened. */
export function connectionOf(database: ReplicaDatabase): IDBDatabase | undefined {
  return database.isOpen() ? database.backendDB() : undefined;
}

const reopening = new WeakMap<ReplicaDatabase, Promise<void>>();

/**
 * Opens it again, and lets the live queries of this page or worker ask anew. Errors: Dexie's, when it does not open.
 *
 * Shape: whoever asks while it is being opened waits for the same opening; with `broken`, the connection that failed, nothing is
 * done where another is in use by now. Closed once more than it must be, a query that is just being asked for the first time
 * would never be asked again: Dexie takes its failure for the end of the page.
 */
export function reopenDatabase(database: ReplicaDatabase, broken?: IDBDatabase): Promise<void> {
  const inUse = connectionOf(database);
  if (broken !== undefined && inUse !== undefined && inUse !== broken) return Promise.resolve();
  const known = reopening.get(database);
  if (known !== undefined) return known;
  const opening = openAnew(database).finally(() => reopening.delete(database));
  reopening.set(database, opening);
  return opening;
}

async function openAnew(database: ReplicaDatabase): Promise<void> {
  database.close({ disableAutoOpen: false });
  // Once more: an iPhone's first try may fail.
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
