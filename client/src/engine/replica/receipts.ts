/** Receipts: an officer's signed list of the entries it holds. [DEL1] */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { RECEIPT_ENTRIES_MAX } from "@tomoshibi/shared/records/payload-read.ts";
import { awaitsReceipt, cover } from "@tomoshibi/shared/sync/outbox.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { createBatch, sealInto, setDelivery } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { type Memory, ownStanding } from "./memory.ts";

/** Most receipts of one turn; the rest follow with the next. */
const RECEIPTS_A_TURN = 4;

/** Signs receipts for what no receipt lists yet; nothing when there is nothing new. */
export async function writeReceipt(engine: Engine, memory: Memory): Promise<void> {
  const due = entriesToCover(memory).slice(0, RECEIPT_ENTRIES_MAX * RECEIPTS_A_TURN);
  if (due.length === 0) return;
  const batch = createBatch();
  const nowMs = engine.clock.nowMs();
  await commitBatch(engine, memory, batch, async () => {
    const context = { database: engine.database, memory, nowMs };
    for (let start = 0; start < due.length; start += RECEIPT_ENTRIES_MAX) {
      const entries = due.slice(start, start + RECEIPT_ENTRIES_MAX);
      await sealInto(batch, context, "receipts", { kind: "receipt", entries });
    }
    for (const entryId of due) {
      const delivery = memory.outbox.get(entryId);
      if (delivery !== undefined) setDelivery(batch, memory, entryId, cover(delivery, nowMs));
    }
  });
}

/**
 * The entries an officer's next receipt covers: those that are applied here and that no receipt lists.
 *
 * Only what is applied, for a receipt says 役員の端末に届きました: what this device cannot open or may not apply has not reached
 * anybody yet, and stays due. Own entries are covered too, so that a sole officer's do not wait for ever, but only once a
 * relay has named them: a receipt ends the sending, and this device alone is not two places.
 */
export function entriesToCover(memory: Memory): readonly EntryId[] {
  if (!isOfficersReplica(ownStanding(memory))) return [];
  const own = memory.identity?.device;
  const ids: EntryId[] = [];
  for (const held of memory.entries.values()) {
    // A form is never applied: an officer's device has it once it is open here. [FORM3]
    const isHere = held.state === "applied" || held.reason === "form";
    if (!isHere || !awaitsReceipt(held.stream) || isTold(memory, held.entryId)) continue;
    if (held.author === own && memory.outbox.get(held.entryId)?.state === "due") continue;
    ids.push(held.entryId);
  }
  return ids;
}

/** Some receipt lists it, and this device has not said that it misses it. */
function isTold(memory: Memory, id: EntryId): boolean {
  const own = memory.identity?.device;
  return memory.covered.has(id) && !(own !== undefined && memory.misses.get(id)?.has(own) === true);
}
