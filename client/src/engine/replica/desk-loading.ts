/** What desks show, loaded once this device is one: no resident's device ever needs it. */
import { isDesksReplica } from "../views/desk-replica.ts";
import { createBatch } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { ownStanding } from "./memory.ts";
import type { Turns } from "./turns.ts";

/**
 * Loads it where it is needed, outside of any transaction, and projects what had to wait for it. A load that fails is tried
 * again with the next arrival and the next start; until then the tables hold what they held.
 */
export async function loadDesk(engine: Engine, turns: Turns): Promise<void> {
  const memory = turns.current();
  if (
    !memory.isDeskOwed &&
    (engine.tools.desk !== undefined || !isDesksReplica(ownStanding(memory)))
  )
    return;
  engine.tools.desk ??= await import("../views/desk-views.ts").catch(() => undefined);
  if (engine.tools.desk === undefined || !memory.isDeskOwed) return;
  // Nothing to write but the views.
  await turns.take((current) => commitBatch(engine, current, createBatch(), async () => undefined));
}
