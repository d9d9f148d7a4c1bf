/** What others ask for is due again here. [DEL1] */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { cover } from "@tomoshibi/shared/sync/outbox.ts";
import { type Batch, setDelivery } from "./batch.ts";
import { CARRIED, isWhole } from "./delivery.ts";
import type { Memory } from "./memory.ts";

/** What an officer's device misses and this one holds is sent again, whoever wrote it. [DEL1] */
export function owe(batch: Batch, memory: Memory, missed: Iterable<EntryId>): void {
  batch.touched.isOutbox = true;
  for (const id of missed) {
    const held = memory.entries.get(id);
    if (held === undefined || !isWhole(held.reason)) continue;
    const row = memory.outbox.get(id) ?? CARRIED;
    setDelivery(batch, memory, id, cover(row, memory.covered.get(id)));
  }
}
