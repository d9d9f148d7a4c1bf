/** Writes how this replica stands to its relay: what the driver proved, beside the counts that the replica keeps. [DEL2] */
import type { ReplicaDatabase } from "../store/database.ts";
import type { ConnectionView } from "../views.ts";

/** How stale the time of the last contact may get on the screen: writing it at each answer would wake every live query. */
export const CONTACT_MS_STALE = 60_000;

/** Writes the connection, if it is news. Errors: those of the store. */
export async function writeConnection(
  database: ReplicaDatabase,
  state: ConnectionView["state"],
  nowMs: number,
): Promise<void> {
  await database.transaction("rw", database.connection, async () => {
    const before = await database.connection.get("relay");
    const isContact = state === "connected";
    const lastContactMs = isContact ? nowMs : before?.lastContactMs;
    const isStale = isContact && Math.abs(nowMs - (before?.lastContactMs ?? 0)) > CONTACT_MS_STALE;
    if (before?.state === state && !isStale) return;
    await database.connection.put({
      key: "relay",
      unsent: 0,
      unreceived: 0,
      ...before,
      state,
      lastContactMs,
    });
  });
}
