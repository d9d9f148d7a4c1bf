/** Remembers which key answered at the relay's address. [REL6] */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { unprovenKey } from "../replica/cursors.ts";
import type { Replica } from "../replica/replica.ts";
import type { ReplicaStore } from "../store/replica-store.ts";

/** What remembering needs of the world. */
export interface KnownRelayPorts {
  readonly database: ReplicaStore;
  readonly clock: Clock;
  readonly relayUrl: string;
}

/** Where the key of the relay at an address is stored. */
export function relayKeyName(relayUrl: string): string {
  return `relayKey/${relayUrl}`;
}

/** Where it is stored when a relay last proved itself. Shape of the value: Unix ms. */
export function relaySeenName(relayUrl: string): string {
  return `relaySeen/${relayUrl}`;
}

/**
 * Takes note of the key that a relay proved, and when.
 *
 * Another key is another relay, or the same that lost its data with its key: all is due there, also what receipts cover and what
 * others wrote, and people are told. [REL1] The key is remembered last, so that a crash in between does it again.
 */
export async function rememberRelay(
  { database, clock, relayUrl }: KnownRelayPorts,
  replica: Pick<Replica, "forgetRelay" | "isStopped">,
  relayKey: string,
): Promise<void> {
  const key = relayKeyName(relayUrl);
  await database.keyValues.put({ key: relaySeenName(relayUrl), value: clock.nowMs() });
  const known = (await database.keyValues.get(key))?.value;
  if (known === relayKey) {
    // It took what was due and could then not be read: it may have lost that since, and no offset would say so.
    const unproven = await database.keyValues.get(unprovenKey(relayKey));
    if (unproven !== undefined) await replica.forgetRelay(relayKey);
    if (replica.isStopped) await offerAgain(database, clock, replica, relayKey);
    return;
  }
  if (known !== undefined) await replica.forgetRelay(relayKey);
  await database.transaction("rw", ["keyValues", "notices"], async () => {
    await database.keyValues.put({ key, value: relayKey });
    if (known === undefined) return;
    const notice = {
      id: "relayKeyChanged",
      code: "relayKeyChanged",
      detail: relayUrl,
      atMs: clock.nowMs(),
    };
    await database.notices.put(notice);
  });
}

/** How often a device that was stopped offers a relay all it holds. */
export const STOPPED_AGAIN_MS = 24 * 3_600_000;

/**
 * A stopped device is let read statements alone [REL5]: whatever else a relay loses, it does not notice. It may hold the only copy of a
 * report, or of a receipt by which another device learns what it lost. [REL1]
 */
async function offerAgain(
  { keyValues }: ReplicaStore,
  { nowMs }: Clock,
  replica: Pick<Replica, "forgetRelay">,
  relayKey: string,
): Promise<void> {
  const key = `offeredStopped/${relayKey}`;
  const last = (await keyValues.get(key))?.value;
  if (typeof last === "number" && Math.abs(nowMs() - last) < STOPPED_AGAIN_MS) return;
  await replica.forgetRelay(relayKey);
  await keyValues.put({ key, value: nowMs() });
}
