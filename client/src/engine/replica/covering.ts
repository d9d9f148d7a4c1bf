/** What receipts cover, as memory holds it. The rule is in shared/sync/coverage.ts. [DEL1] */
import {
  type DeviceId,
  type EntryId,
  type RecordId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Receipt } from "@tomoshibi/shared/records/receipt.ts";
import { type Misses, isMissed, noteMissed, noteReceipt } from "@tomoshibi/shared/sync/coverage.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import type { HeldEntry, Memory } from "./memory.ts";

/** What receipts say of the entries. */
export interface Coverage {
  /** Entries that an officer's receipt lists, with when this replica learned it. */
  readonly covered: Map<EntryId, number>;
  /** Of those, the ones that another device's receipt lists: an officer's receipt for the own entry is on no second device. */
  readonly coveredByOthers: Set<EntryId>;
  /** As `covered`, by record id, which is all that a copy names. */
  readonly coveredRecords: Map<RecordId, number>;
  /** Entries that officers' devices miss, whether receipts cover them or not. [DEL1] */
  readonly misses: Misses;
  /** A device said what it misses: coverage is worked out anew before the turn ends. */
  isCoverageStale: boolean;
}

/** Nothing is covered, nothing is missed. */
export function createCoverage(): Coverage {
  return {
    covered: new Map(),
    coveredByOthers: new Set(),
    coveredRecords: new Map(),
    misses: new Map(),
    isCoverageStale: false,
  };
}

/** Works out anew what receipts cover: one lost its weight, or a device took some back. [DEL1] */
export function coverAgain(memory: Memory): void {
  memory.covered.clear();
  memory.coveredByOthers.clear();
  memory.coveredRecords.clear();
  memory.misses.clear();
  memory.isCoverageStale = false;
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

/** Tells whether an officer's device that still is one misses an entry. */
export function isMissedByOfficers(
  { misses, authority }: Pick<Memory, "misses" | "authority">,
  id: EntryId,
  nowMs: number,
): boolean {
  if (misses.size === 0 || authority === undefined) return false;
  return isMissed(misses, id, nowMs, (device: DeviceId) =>
    standingsOf(authority, device).some(isOfficersReplica),
  );
}
