/** What desks show, loaded once this device is one: no resident's device ever needs it; and what opens incidents beside the records. */
import { isDesksReplica } from "../views/desk-replica.ts";
import { createBatch } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { lacksOpenings, loadOpenings, ownStanding } from "./memory.ts";
import type { Turns } from "./turns.ts";

/**
 * Loads it where it is needed, outside of any transaction, and projects what had to wait for it. A load that fails is tried
 * again with the next arrival and the next start; until then the tables hold what they held.
 */
export async function loadDesk(engine: Engine, turns: Turns): Promise<void> {
  const before = turns.current();
  const { tools } = engine;
  if (before.isDeskOwed || isDesksReplica(ownStanding(before)))
    tools.desk ??= await import("../views/desk-views.ts").catch(() => undefined);
  await loadOpenings(turns.current());
  // Another turn may have replaced it meanwhile.
  const memory = turns.current();
  const isDeskDue = memory.isDeskOwed && tools.desk !== undefined;
  const isOpeningDue = memory.isOpeningsOwed && !lacksOpenings(memory);
  if (!isDeskDue && !isOpeningDue) return;
  // Nothing to write but the views.
  await turns.take((current) => commitBatch(engine, current, createBatch(), async () => undefined));
}
