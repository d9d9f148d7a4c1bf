/**
 * 班のひとこと, loaded when there is something to show: a check-in never waits for it. [STR3]
 *
 * Invariant: where it is loaded, boards are projected with the transactions that change them; before, and for what an earlier start
 * left, once when it is. A load that fails is tried again with the next contact.
 */
import { createBatch } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { Turns } from "./turns.ts";

/** Makes what shows the boards of groups; called after what may have changed them. */
export function createGroupBoards(engine: Engine, turns: Turns): () => Promise<void> {
  const { database, tools } = engine;
  let mayBeStale = true;

  /** Rows of an earlier start count too: what they show may be gone by now. */
  async function isThereAny(): Promise<boolean> {
    if (turns.current().records.groupMessages.size > 0) return true;
    if (mayBeStale)
      mayBeStale = (await database.groupMessages.orderBy("group").first()) !== undefined;
    return mayBeStale;
  }

  return async function showBoards() {
    if (tools.groups !== undefined || !(await isThereAny())) return;
    const groups = await import("../views/group-messages-view.ts").catch(() => undefined);
    if (groups === undefined) return;
    tools.groups = groups;
    try {
      await turns.take(showAll);
    } catch (error) {
      // Nothing was shown: the next contact tries again.
      tools.groups = undefined;
      throw error;
    }
  };

  function showAll(memory: Memory): Promise<void> {
    const batch = createBatch();
    const { touched } = batch;
    touched.kinds.add("groupMessage");
    for (const stream of memory.records.groupMessages.keys()) touched.groups.add(stream);
    return commitBatch(engine, memory, batch, async () => {
      const shown = await database.groupMessages.orderBy("group").uniqueKeys();
      for (const group of shown as number[]) touched.groups.add(`group/${group}`);
    });
  }
}
