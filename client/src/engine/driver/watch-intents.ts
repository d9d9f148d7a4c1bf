/** Notices what a screen or another tab stored. */
import { type Subscription, liveQuery } from "dexie";
import type { ReplicaDatabase } from "../store/database.ts";

/**
 * Calls back for every stored intent that was not there before.
 *
 * By their ids, not by how many: one sealed and one added in the same moment leave the number as it was.
 */
export function watchIntents(
  database: Pick<ReplicaDatabase, "intents">,
  onNew: () => void,
): Subscription {
  let known = new Set<string>();
  return liveQuery(() => database.intents.where("state").equals("stored").primaryKeys()).subscribe({
    next(ids) {
      const isNew = ids.some((id) => !known.has(id));
      known = new Set(ids);
      if (isNew) onNew();
    },
    // A closed store: reading goes on by itself after it was opened again.
    error: () => undefined,
  });
}
