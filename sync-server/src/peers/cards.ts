/**
 * Cards' sealed blobs, in both directions: what one of two relays lacks and the other has. [REL7] [MEM6]
 *
 * Both are asked in the same way, for this relay's own admission judges what comes. Once both have a card, or it counts at neither, nothing is
 * said of it any more for an hour. Whatever a peer answers here, or that it is too old to, spoils no round.
 */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { CARDS_NAMED_MAX, type CarriedCard } from "@tomoshibi/shared/relay-api/cards.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Peer } from "./peer-client.ts";
import {
  PEER_BUNDLE_BYTES_MAX,
  PEER_CARDS_ANEW_MS,
  PEER_CARDS_REST_MS,
  PEER_CARDS_STEPS_MAX,
} from "./peer-limits.ts";

/** What is remembered of one peer and association while this relay runs; forgetting it costs a question. */
export interface CardsMemory {
  /** Cards of which nothing is to be said. */
  readonly settled: Set<DeviceId>;
  settledSinceMs: number;
  /** Cards that the last question was about, when it came to nothing. */
  asked: ReadonlySet<DeviceId>;
  askedAtMs: number;
  restMs: number;
}

/** What syncing cards works on. */
export interface CardsJob {
  readonly clock: Clock;
  readonly peer: Pick<Peer, "exchangeCards">;
  /** This relay, seen as the peer is. */
  readonly own: Pick<Peer, "exchangeCards">;
  readonly association: AssociationId;
  /** Keys of all cards that this relay's statements speak of. */
  readonly cards: Iterable<DeviceId>;
  readonly memory: CardsMemory;
}

/** Nothing remembered. */
export function freshCardsMemory(): CardsMemory {
  return { settled: new Set(), settledSinceMs: 0, asked: new Set(), askedAtMs: 0, restMs: 0 };
}

/** Carries cards over. Shape: whether any went across. */
export async function syncCards(job: CardsJob): Promise<boolean> {
  const { memory, clock } = job;
  const nowMs = clock.nowMs();
  // A clock that was set back makes nothing wait for it.
  if (Math.abs(nowMs - memory.settledSinceMs) >= PEER_CARDS_ANEW_MS) {
    memory.settled.clear();
    memory.settledSinceMs = nowMs;
  }
  const open = [...job.cards].filter((card) => !memory.settled.has(card));
  const isEarly = Math.abs(nowMs - memory.askedAtMs) < memory.restMs;
  const isResting = isEarly && open.every((card) => memory.asked.has(card));
  if (open.length === 0 || isResting) return false;
  const steps = { left: PEER_CARDS_STEPS_MAX };
  let hasMoved = false;
  for (let start = 0; start < open.length && steps.left > 0; start += CARDS_NAMED_MAX) {
    const page = open.slice(start, start + CARDS_NAMED_MAX);
    const carried = await syncPage(job, page, steps);
    if (carried === undefined) break;
    hasMoved ||= carried > 0;
  }
  const { first, longest } = PEER_CARDS_REST_MS;
  memory.restMs = hasMoved ? 0 : Math.min(longest, Math.max(first, memory.restMs * 2));
  memory.askedAtMs = nowMs;
  memory.asked = new Set(open);
  return hasMoved;
}

/** Shape: how many went across; undefined when one of the two does not answer this. */
async function syncPage(
  { own, peer, association, memory }: CardsJob,
  page: readonly DeviceId[],
  steps: { left: number },
): Promise<number | undefined> {
  steps.left -= 1;
  // First itself: without a certificate here it can take nothing, and the peer need not be asked.
  const here = await own.exchangeCards(association, { asked: page });
  const there = here.ok ? await peer.exchangeCards(association, { asked: page }) : here;
  if (!here.ok || !there.ok) return undefined;
  const lacked = { here: new Set(here.value.lacked), there: new Set(there.value.lacked) };
  const carry = (from: CardsJob["own"], to: CardsJob["own"], cards: readonly DeviceId[]) =>
    carryCards({ from, to, association, steps }, cards);
  const taken = await carry(
    peer,
    own,
    page.filter((card) => lacked.here.has(card) && !lacked.there.has(card)),
  );
  const given = await carry(
    own,
    peer,
    page.filter((card) => lacked.there.has(card) && !lacked.here.has(card)),
  );
  for (const card of page) {
    const isHere = !lacked.here.has(card) || taken.has(card);
    const isThere = !lacked.there.has(card) || given.has(card);
    if (isHere && isThere) memory.settled.add(card);
  }
  return taken.size + given.size;
}

/** Shape: the cards that arrived. */
async function carryCards(
  way: {
    readonly from: CardsJob["own"];
    readonly to: CardsJob["own"];
    readonly association: AssociationId;
    readonly steps: { left: number };
  },
  cards: readonly DeviceId[],
): Promise<ReadonlySet<DeviceId>> {
  const { from, to, association, steps } = way;
  const arrived = new Set<DeviceId>();
  let wanted = cards;
  while (wanted.length > 0 && steps.left > 0) {
    steps.left -= 1;
    const found = await from.exchangeCards(association, { wanted });
    if (!found.ok) break;
    const given = inOneBody(found.value.cards, new Set(wanted));
    if (given.length === 0) break;
    const taken = await to.exchangeCards(association, { given });
    if (!taken.ok) break;
    const refused = new Set(taken.value.lacked);
    const brought = new Set(given.map(({ device }) => device));
    for (const card of brought) if (!refused.has(card)) arrived.add(card);
    // What was not taken is not fetched again now: there is no room for it there today.
    if (refused.size > 0) break;
    wanted = wanted.filter((card) => !brought.has(card));
  }
  return arrived;
}

/** What was not asked for is no answer, and a body has a bound. */
function inOneBody(
  cards: readonly CarriedCard[],
  wanted: ReadonlySet<DeviceId>,
): readonly CarriedCard[] {
  let byteCount = 0;
  return cards.filter(({ device, blob }) => {
    byteCount += blob.length;
    return wanted.has(device) && byteCount <= PEER_BUNDLE_BYTES_MAX;
  });
}
