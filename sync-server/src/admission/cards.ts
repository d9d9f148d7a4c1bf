/**
 * Cards' sealed blobs from relay to relay: given to a relay of the association, and taken from it, for cards that count here. [REL7] [MEM6]
 *
 * Nothing else lists cards: a look-up id is all that it takes to fetch a blob, and to try codes on it at home. Per card one blob is taken from
 * relays, so that what they bring has the bound of the cards that are certified, and so many bytes a day (decision 0048).
 */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { type Authority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import type { CardsAnswer, CardsRequest, CarriedCard } from "@tomoshibi/shared/relay-api/cards.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { PutInviteWrite, StorageError } from "../storage/storage.ts";
import { cardOf, isByRelay, stateOf } from "./invite-state.ts";
import { type InviteDeps, payForBlob } from "./invites.ts";
import { CARDS_ANSWER_BYTES_MAX } from "./limits.ts";
import { isInviteOver } from "./statements.ts";
import { type TokenDeps, type TokenError, identifyReader, payForRead } from "./tokens.ts";

/** Why a relay is not answered. Denied: it is no relay of this association, or is one no more. */
export type CardsError = TokenError | { readonly type: "Denied" } | { readonly type: "TooMany" };

/** Takes what a relay gives, then answers what it wants. */
export async function exchangeCards(
  deps: InviteDeps & TokenDeps,
  association: AssociationId,
  { token, asked, wanted, given }: CardsRequest,
): Promise<Result<CardsAnswer, CardsError>> {
  const reader = await identifyReader(deps, association, token);
  if (!reader.ok) return reader;
  const { standing, authority } = reader.value;
  if (!standing.roles.has("relay") || standing.revoked !== undefined)
    return err({ type: "Denied" });
  if (!payForRead(deps, association, standing)) return err({ type: "TooMany" });
  const named = [...asked, ...wanted, ...given.map(({ device }) => device)];
  const counting = new Set(named.filter((card) => doesCount(deps.clock, authority, card)));
  const held = await idsByCard(deps, association, counting);
  if (!held.ok) return held;
  const taken = await takeIn(deps, { association, standing, counting, held: held.value }, given);
  if (!taken.ok) return taken;
  const cards = await cardsOf(deps, held.value, wanted);
  if (!cards.ok) return cards;
  const lacked = [...new Set([...asked, ...given.map(({ device }) => device)])].filter(
    (card) => counting.has(card) && !held.value.has(card),
  );
  return ok({ cards: cards.value, lacked });
}

/** Tells whether a card may still be used here. */
function doesCount(clock: Clock, authority: Authority, card: DeviceId): boolean {
  const isCertified = standingsOf(authority, card).some(
    ({ roles, revoked }) => roles.has("invite") && revoked === undefined,
  );
  const isCancelled = authority.cancelledInviteDevices.has(card);
  return isCertified && !isCancelled && !isInviteOver(clock, authority, card);
}

/** The look-up ids of cards that are here. Of two for one card a person's is meant (invite-state.ts). */
async function idsByCard(
  { storage }: Pick<InviteDeps, "storage">,
  association: AssociationId,
  cards: ReadonlySet<DeviceId>,
): Promise<Result<Map<DeviceId, string>, StorageError>> {
  if (cards.size === 0) return ok(new Map());
  const states = [...cards].flatMap((card) => [stateOf(card, "person"), stateOf(card, "relay")]);
  const found = await storage.invites(association, states);
  if (!found.ok) return found;
  const byRelays = found.value.filter(isByRelay);
  const byPersons = found.value.filter((invite) => !isByRelay(invite));
  return ok(new Map([...byRelays, ...byPersons].map((invite) => [cardOf(invite), invite.id])));
}

/** Adds to `held` what was stored: of each card that counts and is not here, as far as a day's bytes go. */
async function takeIn(
  deps: InviteDeps,
  parts: {
    readonly association: AssociationId;
    readonly standing: Standing;
    readonly counting: ReadonlySet<DeviceId>;
    readonly held: Map<DeviceId, string>;
  },
  given: readonly CarriedCard[],
): Promise<Result<undefined, StorageError>> {
  const { association, standing, counting, held } = parts;
  const taken = new Map<string, PutInviteWrite>();
  for (const { invite: id, device, blob } of given) {
    if (!counting.has(device) || held.has(device) || taken.has(id)) continue;
    const there = await deps.storage.invite(id);
    if (!there.ok) return there;
    if (there.value !== undefined || !payForBlob(deps.allowances, association, standing, blob))
      continue;
    const invite = { id, association, blob, state: stateOf(device, "relay") };
    taken.set(id, { type: "putInvite", invite });
    held.set(device, id);
  }
  if (taken.size === 0) return ok(undefined);
  const stored = await deps.storage.transact([...taken.values()]);
  return stored.ok ? ok(undefined) : stored;
}

async function cardsOf(
  { storage }: Pick<InviteDeps, "storage">,
  held: ReadonlyMap<DeviceId, string>,
  wanted: readonly DeviceId[],
): Promise<Result<readonly CarriedCard[], StorageError>> {
  const cards: CarriedCard[] = [];
  let byteCount = 0;
  for (const device of new Set(wanted)) {
    const id = held.get(device);
    if (id === undefined) continue;
    const found = await storage.invite(id);
    if (!found.ok) return found;
    if (found.value === undefined) continue;
    const { blob } = found.value;
    byteCount += blob.length;
    if (cards.length > 0 && byteCount > CARDS_ANSWER_BYTES_MAX) break;
    cards.push({ invite: id as CarriedCard["invite"], device, blob });
  }
  return ok(cards);
}
