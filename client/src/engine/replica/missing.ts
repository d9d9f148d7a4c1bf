/**
 * What officers' devices miss: entries that a receipt lists and this device does not hold. [DEL1]
 *
 * A device that was set back to a backup finds its own receipts at the relay, for entries that are nowhere any more but with their
 * author, who was told that they were received. So it says so, and whoever holds one sends it again. (decision 0041)
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { RECEIPT_ENTRIES_MAX } from "@tomoshibi/shared/records/payload-read.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { createBatch, sealInto } from "./batch.ts";
import { AGAIN_MS, isMissedByOfficers } from "./delivery.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { type Memory, ownStanding } from "./memory.ts";

/** When each lack was first seen; memory of one start only. */
export type Lacks = Map<EntryId, number>;

/**
 * Says what this officer's device has lacked for AGAIN_MS, unless another asks for it already; at most one entry of the stream a call.
 *
 * Why not at once: receipts are read before what they list, and a relay that lost things may just be filled again.
 */
export async function writeMissed(engine: Engine, memory: Memory, lacks: Lacks): Promise<void> {
  const nowMs = engine.clock.nowMs();
  const lacking = new Set(lackedEntries(memory, nowMs));
  for (const id of lacks.keys()) if (!lacking.has(id)) lacks.delete(id);
  for (const id of lacking) lacks.set(id, lacks.get(id) ?? nowMs);
  const entries = [...lacks]
    .flatMap(([id, sinceMs]) => (Math.abs(nowMs - sinceMs) >= AGAIN_MS ? [id] : []))
    .slice(0, RECEIPT_ENTRIES_MAX);
  if (entries.length === 0) return;
  const batch = createBatch();
  await commitBatch(engine, memory, batch, async () => {
    const context = { database: engine.database, memory, nowMs };
    await sealInto(batch, context, "receipts", { kind: "missed", entries });
  });
}

/** What receipts list, and neither stands here nor was erased by an officer. */
function lackedEntries(memory: Memory, nowMs: number): readonly EntryId[] {
  if (!isOfficersReplica(ownStanding(memory))) return [];
  const lacked = [...memory.covered.keys()].filter((id) => {
    const held = memory.entries.get(id);
    const isHere = held !== undefined && held.reason !== "badSignature";
    return !isHere && !isMissedByOfficers(memory, id, nowMs);
  });
  if (lacked.length === 0) return [];
  const erased = new Set(
    memory.records.erasures
      .filter(({ isByOfficer }) => isByOfficer)
      .flatMap(({ content }) => content.entries.flatMap(({ ids }) => ids)),
  );
  return lacked.filter((id) => !erased.has(id));
}
