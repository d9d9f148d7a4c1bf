/**
 * What officers' devices miss: entries that a receipt lists and this device does not hold. [DEL1]
 *
 * A device that was set back to a backup finds its own receipts at the relay, for entries that are nowhere any more but with their
 * author, who was told that they were received. So it says so, and whoever holds one sends it again. (decision 0041)
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { RECEIPT_ENTRIES_MAX } from "@tomoshibi/shared/records/payload-read.ts";
import { createBatch, sealInto } from "./batch.ts";
import { coverAgain } from "./covering.ts";
import { isMissedByOfficers } from "./covering.ts";
import { AGAIN_MS } from "./delivery.ts";
import { type Engine, commitBatch } from "./engine.ts";
import type { Memory } from "./memory.ts";

/**
 * Says what this officer's device lacks although a relay was just read to its end, unless another asks for it already; at most one
 * entry of the stream a call. Shape: whether something was said.
 *
 * Not what a receipt lists that came less than AGAIN_MS ago: a relay that lost things may just be filled again. What was asked for and
 * has not come is not asked for again: nobody may have it any more, and a relay keeps some things for a while only (REL4, FORM2).
 */
export async function writeMissed(engine: Engine, memory: Memory): Promise<boolean> {
  const nowMs = engine.clock.nowMs();
  const entries = lackedEntries(memory, nowMs).slice(0, RECEIPT_ENTRIES_MAX);
  if (entries.length === 0) return false;
  const batch = createBatch();
  await commitBatch(engine, memory, batch, async () => {
    const context = { database: engine.database, memory, nowMs };
    await sealInto(batch, context, "receipts", { kind: "missed", entries });
    coverAgain(memory);
  });
  return true;
}

/** What receipts list, and neither stands here nor was erased by an officer. */
function lackedEntries(memory: Memory, nowMs: number): readonly EntryId[] {
  const own = memory.identity?.device;
  const lacked = [...memory.covered].flatMap(([id, coveredAtMs]) => {
    const held = memory.entries.get(id);
    const isHere = held !== undefined && held.reason !== "badSignature";
    if (isHere || Math.abs(nowMs - coveredAtMs) < AGAIN_MS) return [];
    const isAsked = own === undefined || memory.misses.get(id)?.has(own) === true;
    return isAsked || isMissedByOfficers(memory, id, nowMs) ? [] : [id];
  });
  if (lacked.length === 0) return [];
  const erased = new Set(
    memory.records.erasures
      .filter(({ isByOfficer }) => isByOfficer)
      .flatMap(({ content }) => content.entries.flatMap(({ ids }) => ids)),
  );
  return lacked.filter((id) => !erased.has(id));
}
