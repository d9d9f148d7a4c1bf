/** Whether a relay is to be refilled, which is asked at every contact; what does it is loaded when it is. [REL1] */
import { mayBeMissed } from "@tomoshibi/shared/sync/outbox.ts";
import type { StatementRow } from "../store/rows.ts";
import { isMissedByOfficers } from "./covering.ts";
import type { Memory } from "./memory.ts";
import type { OutgoingScope } from "./replica.ts";

/** What refills. */
export type Refill = typeof import("./refill.ts");

/**
 * Loads it. Where it cannot be loaded nothing waits and nothing is lost: a relay is handed in what it has already, and more before it is
 * read than has to be.
 */
export function loadRefill(): Promise<Refill | undefined> {
  return import("./refill.ts").catch(() => undefined);
}

/** Loads it where some of the statements due at a relay may wait until it was read. */
export async function loadRefillFor(
  { statements }: Memory,
  relayKey: string,
  scope: OutgoingScope,
): Promise<Refill | undefined> {
  const isChoice =
    scope !== "all" && [...statements.values()].some(({ row }) => isDueAt(row, relayKey));
  return isChoice ? loadRefill() : undefined;
}

/** Tells whether a statement is to be handed in at a relay. */
export function isDueAt({ isDue, relays }: StatementRow, relayKey: string): boolean {
  return isDue && !relays.includes(relayKey);
}

/** Tells whether a relay may lack statements, or what others wrote and it or an officer's device lost. Cost: O(held). */
export function owesRefill(memory: Memory, relayKey: string, nowMs: number): boolean {
  const { outbox, misses, statements, refused } = memory;
  for (const { entryId, isDelivered, refillAt, relayedAtMs } of outbox.values()) {
    if (isDelivered || refused.has(entryId)) continue;
    if (refillAt.includes(relayKey)) return true;
    if (!misses.has(entryId) || relayedAtMs[relayKey] !== undefined) continue;
    const stream = memory.entries.get(entryId)?.stream;
    const isSent = stream !== undefined && mayBeMissed(stream);
    if (isSent && isMissedByOfficers(memory, entryId, nowMs)) return true;
  }
  for (const { row } of statements.values())
    if (isDueAt(row, relayKey) && !refused.has(row.id)) return true;
  return false;
}
