/** What receipts cover, as memory holds it. The rule is in shared/sync/coverage.ts. [DEL1] */
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import type { Receipt } from "@tomoshibi/shared/records/receipt.ts";
import { noteMissed, noteReceipt } from "@tomoshibi/shared/sync/coverage.ts";
import type { HeldEntry, Memory } from "./memory.ts";

/** Works out anew what receipts cover: one lost its weight, or a device took some back. [DEL1] */
export function coverAgain(memory: Memory): void {
  memory.covered.clear();
  memory.coveredByOthers.clear();
  memory.coveredRecords.clear();
  memory.misses.clear();
  const applied = [...memory.entries.values()].filter(({ state }) => state === "applied");
  for (const held of applied)
    if (held.payload?.kind === "missed")
      noteMissed(memory.misses, { ...held, entries: held.payload.entries });
  for (const held of applied)
    if (held.payload?.kind === "receipt") coverBy(memory, held, held.payload);
}

/** Notes what one receipt covers. */
export function coverBy(memory: Memory, held: HeldEntry, { entries }: Receipt): void {
  for (const id of noteReceipt(memory.misses, { ...held, entries })) {
    if (held.author !== memory.identity?.device) memory.coveredByOthers.add(id);
    if (memory.covered.has(id)) continue;
    memory.covered.set(id, held.arrivedAtMs);
    memory.coveredRecords.set(recordIdOf(id), held.arrivedAtMs);
  }
}
