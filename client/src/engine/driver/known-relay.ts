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
  replica: Pick<Replica, "forgetRelay" | "isStopped" | "owesRefill">,
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
/** How many days, or leaps of the clock, an offer may take that is still under way; a relay may put off for ever what it is offered. */
const STOPPED_DAYS_MAX = 10;

/** The last offer: when it was begun or gone on with, and how often it may still go on. */
type Offered = Partial<Record<"atMs" | "daysLeft", number>>;

/**
 * A stopped device is let read statements alone [REL5]: whatever else a relay loses, it does not notice. It may hold the only copy of a
 * report, or of a receipt by which another device learns what it lost. [REL1]
 *
 * An offer that is under way goes on: one that began anew at each opening, by a clock that leaps or on a link that soon ends, would never
 * come to its end.
 */
async function offerAgain(
  { keyValues }: ReplicaStore,
  { nowMs }: Clock,
  replica: Pick<Replica, "forgetRelay" | "owesRefill">,
  relayKey: string,
): Promise<void> {
  const key = `offeredStopped/${relayKey}`;
  const last = (await keyValues.get(key))?.value as Offered | undefined;
  const { atMs = NaN, daysLeft = 0 } = last ?? {};
  // No day by this clock, either way. [MEM4]
  if (Math.abs(nowMs() - atMs) < STOPPED_AGAIN_MS) return;
  const goesOn = daysLeft > 0 && replica.owesRefill(relayKey);
  if (!goesOn) await replica.forgetRelay(relayKey);
  const value: Offered = { atMs: nowMs(), daysLeft: goesOn ? daysLeft - 1 : STOPPED_DAYS_MAX };
  await keyValues.put({ key, value });
}
