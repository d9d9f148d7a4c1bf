/** Receipts: an officer's signed list of the entries it holds. [DEL1] */
import { RECEIPT_ENTRIES_MAX } from "@tomoshibi/shared/records/payload-read.ts";
import { cover } from "@tomoshibi/shared/sync/outbox.ts";
import { createBatch, sealInto, setDelivery } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import type { Memory } from "./memory.ts";
import { entriesToCover } from "./receive.ts";

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
