/** What others ask for is due again here. [DEL1] */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import {
  NEW_DELIVERY,
  cover,
  mayBeMissed,
  withoutOldNamings,
} from "@tomoshibi/shared/sync/outbox.ts";
import { type Batch, setDelivery } from "./batch.ts";
import { coverAgain } from "./covering.ts";
import { CARRIED, isWhole } from "./delivery.ts";
import type { Memory } from "./memory.ts";

/**
 * What officers' devices miss and this one holds is sent again, whoever wrote it: called once a turn, with what the turn brought of
 * both.
 */
export function owe(
  batch: Batch,
  memory: Memory,
  asked: ReadonlySet<EntryId>,
  nowMs: number,
): void {
  if (memory.isCoverageStale) coverAgain(memory);
  if (asked.size > 0) batch.touched.isOutbox = true;
  for (const id of asked) {
    const held = memory.entries.get(id);
    if (held === undefined || !isWhole(held.reason)) continue;
    const isOwn = held.author === memory.identity?.device;
    const known = memory.outbox.get(id);
    if (known === undefined && !(memory.misses.has(id) && mayBeMissed(held.stream))) continue;
    const row = known ?? (isOwn ? NEW_DELIVERY : CARRIED);
    setDelivery(batch, memory, id, cover(withoutOldNamings(row, nowMs), memory.covered.get(id)));
  }
}
