/**
 * Where an entry is due and how far it got: pure steps over one row of the outbox. [DEL1] [DEL2] [DEL3]
 *
 * Invariants: no step removes a row; an own entry stays due at every relay, each for itself, until a receipt covers it; a
 * relay that lost what it had gets everything again, whatever receipts say.
 */
import type { StreamName } from "../entry/stream-name.ts";

/** The delivery of one entry that this replica made or carries. */
export interface Delivery {
  /** Relays (hex keys) that have acknowledged it, with when by this device's clock. */
  readonly relayedAtMs: Readonly<Record<string, number>>;
  /** When a receipt covered it. */
  readonly receivedAtMs: number | undefined;
  readonly state: "due" | "relayed" | "received";
  /** False for what only refills a relay: others deliver it. */
  readonly isDelivered: boolean;
  /** Relays that lost it and get it again. [REL1] */
  readonly refillAt: readonly string[];
}

/** An entry nobody has yet. */
export const NEW_DELIVERY: Delivery = {
  relayedAtMs: {},
  receivedAtMs: undefined,
  state: "due",
  isDelivered: true,
  refillAt: [],
};

/** What a row of the outbox does not say by itself. */
export interface DuenessHints {
  readonly isOwnWord?: boolean;
  readonly isMissed?: boolean;
}

/**
 * Whether an entry goes to a relay: `now` until that relay has named it; `again`, once a contact, while no receipt covers it.
 *
 * What a receipt covers goes to no further relay, but to a first: a receipt may have come by hand, and then the entry is on two
 * devices and nowhere else. (decision 0020) An officer's receipt for the own entry says nothing of a second device: the entry goes
 * to each relay once all the same, for the one that named it may be set back to a time before. So does an erasure: a relay that never
 * hears of it keeps what it lists. [ERA1] What an officer's device misses goes to
 * every relay, whatever others' receipts say: from its author until that device has it, from others who hold it once. (decision 0041)
 *
 * Shape: `isOwnWord` while the only receipts that cover it are its author's; `isMissed` while an officer's device asks for it.
 */
export function dueness(
  delivery: Delivery,
  stream: StreamName,
  relayKey: string,
  { isOwnWord = false, isMissed = false }: DuenessHints = {},
): "now" | "again" | "no" {
  if (delivery.refillAt.includes(relayKey)) return "now";
  const isNamedHere = delivery.relayedAtMs[relayKey] !== undefined;
  if (isMissed && mayBeMissed(stream) && !isNamedHere) return "now";
  if (!delivery.isDelivered) return "no";
  if (isMissed && mayBeMissed(stream)) return "again";
  if (delivery.receivedAtMs !== undefined) {
    const isForEach = isOwnWord || stream === "erasures";
    const isNamed = isForEach ? isNamedHere : Object.keys(delivery.relayedAtMs).length > 0;
    return isNamed ? "no" : "now";
  }
  if (!isNamedHere) return "now";
  return awaitsReceipt(stream) ? "again" : "no";
}

/**
 * Tells whether officers cover a stream's entries by receipts. Not their receipts themselves, which would never end, nor
 * mailboxes, which only one device opens, nor checkpoints, which the next one replaces: there the relay's word is the last.
 */
export function awaitsReceipt(stream: StreamName): boolean {
  return stream !== "receipts" && stream !== "checkpoints" && !stream.startsWith("mailbox/");
}

/** Tells whether an officer's device that lacks an entry of a stream gets it again. Forms leave the relay once officers have them. [FORM2] */
export function mayBeMissed(stream: StreamName): boolean {
  return awaitsReceipt(stream) && stream !== "forms";
}

/** How often what somebody else wrote is sent for a device that misses it, at most: whoever asks again and again gets it no more often. */
export const ANOTHERS_AGAIN_MS = 24 * 3_600_000;

/** Forgets which relays named what others wrote, unless they did lately: it goes there once more. The own keeps them, and is sent again anyway. */
export function withoutOldNamings(delivery: Delivery, nowMs: number): Delivery {
  if (delivery.isDelivered) return delivery;
  const lately = Object.entries(delivery.relayedAtMs).filter(
    ([, atMs]) => Math.abs(nowMs - atMs) < ANOTHERS_AGAIN_MS,
  );
  return settle({ ...delivery, relayedAtMs: Object.fromEntries(lately) });
}

/** A relay named the entry as fsynced: accepted, known or intake. [REL3] */
export function acknowledge(delivery: Delivery, relayKey: string, nowMs: number): Delivery {
  return settle({
    ...delivery,
    relayedAtMs: { ...delivery.relayedAtMs, [relayKey]: delivery.relayedAtMs[relayKey] ?? nowMs },
    refillAt: delivery.refillAt.filter((relay) => relay !== relayKey),
  });
}

/** A receipt covers the entry, or no longer does because its author's rights ended before it. */
export function cover(delivery: Delivery, receivedAtMs: number | undefined): Delivery {
  if (receivedAtMs !== undefined && delivery.receivedAtMs !== undefined) return delivery;
  return settle({ ...delivery, receivedAtMs });
}

/** The relay lost what it had: due there again, and no longer said to be there. [REL1] */
export function forget(delivery: Delivery, relayKey: string): Delivery {
  const { [relayKey]: _lost, ...relayedAtMs } = delivery.relayedAtMs;
  const refillAt = [...delivery.refillAt.filter((relay) => relay !== relayKey), relayKey];
  return settle({ ...delivery, relayedAtMs, refillAt });
}

function settle(delivery: Delivery): Delivery {
  const isRelayed = Object.keys(delivery.relayedAtMs).length > 0;
  const state = delivery.receivedAtMs !== undefined ? "received" : isRelayed ? "relayed" : "due";
  return { ...delivery, state };
}
