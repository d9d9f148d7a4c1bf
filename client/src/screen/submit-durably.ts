/**
 * Writes a command, also over a connection that the system cut while the app was in the background: opens it again and writes
 * once more. The intent's id makes both writes one.
 */
import {
  type Command,
  connectionOf,
  type IntentId,
  isQuotaFailure,
  isStoreFailure,
  reopenDatabase,
  type ReplicaDatabase,
  type SetTimer,
  submitCommand,
  withinTime,
} from "../engine/api.ts";

/** How long a write may take: longer than a slow phone's disk, shorter than the patience of somebody in need. */
export const WRITE_MS = 8_000;

/** What writing needs. */
export interface SubmitPorts {
  readonly database: ReplicaDatabase;
  readonly nowMs: () => number;
  readonly setTimer: SetTimer;
}

/**
 * Makes a command durable.
 *
 * Errors: rejects when it is not stored, a full device at once; then nothing may be said to be saved. [DEL2]
 */
export async function submitDurably(
  { database, nowMs, setTimer }: SubmitPorts,
  command: Command,
  id: IntentId,
): Promise<void> {
  const write = () =>
    withinTime(
      submitCommand(database, command, { nowMs, newIntentId: () => id }),
      WRITE_MS,
      setTimer,
    );
  const connection = connectionOf(database);
  try {
    await write();
  } catch (error) {
    if (!isStoreFailure(error) || isQuotaFailure(error)) throw error;
    await reopenDatabase(database, connection);
    // Only its answer may have been lost.
    if ((await database.intents.get(id)) !== undefined) return;
    await write();
  }
}
