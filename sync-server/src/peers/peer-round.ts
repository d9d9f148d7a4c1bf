/**
 * One round with one peer: for each association that this relay knows, take in what the peer holds, then hand in what this one
 * does; then cards' sealed blobs, both ways. [REL7]
 *
 * Laws: a round changes nothing that is there on both sides; two relays that name each other, or a ring of them, only hear
 * `known`. Reading needs a certificate of role relay at the peer; without one, this relay hands in and no more.
 */
import { bytesToHex, equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { type AssociationId, parseId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import { deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Storage, StorageError } from "../storage/storage.ts";
import { type CardsMemory, freshCardsMemory, syncCards } from "./cards.ts";
import { type AskPeer, type Peer, type PeerFailure, meetPeer, peerOf } from "./peer-client.ts";
import { type PeerLedger, loadLedger, saveLedger } from "./peer-ledger.ts";
import { PEER_ANEW_MS } from "./peer-limits.ts";
import { type StreamNames, firstStreamNames, pullFrom } from "./pull.ts";
import { pushTo } from "./push.ts";

/** What a relay syncs with. */
export interface RoundDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly relaySeed: Uint8Array;
  /** Asks this relay itself: what a peer holds goes through its own admission. */
  readonly askOwn: AskPeer;
}

/** Syncs with the peer behind an `ask`. */
export type SyncRound = (ask: AskPeer) => Promise<Result<RoundOutcome, StorageError | PeerFailure>>;

/** Whether anything went across, in either direction. */
export interface RoundOutcome {
  readonly hasMoved: boolean;
}

/** Makes the rounds of a relay; what statements speak of is remembered between them. */
export function createRounds(deps: RoundDeps): SyncRound {
  const namesById = new Map<AssociationId, StreamNames>();
  const cardsByPeer = new Map<string, CardsMemory>();
  const ownKey = signPublicKey(deps.relaySeed);
  const own = peerOf({ ask: deps.askOwn, relaySeed: deps.relaySeed }, ownKey);
  const namesOf = (association: AssociationId): StreamNames => {
    const names = namesById.get(association) ?? firstStreamNames();
    namesById.set(association, names);
    return names;
  };
  const cardsOf = ({ relayKey }: Peer, association: AssociationId): CardsMemory => {
    const name = `${bytesToHex(relayKey)}/${association}`;
    const memory = cardsByPeer.get(name) ?? freshCardsMemory();
    cardsByPeer.set(name, memory);
    return memory;
  };
  return async (ask) => {
    const met = await meetPeer({ ...deps, ask });
    if (!met.ok) return met;
    const peer = met.value;
    // An address of its own, or another process of this relay: there is nothing to sync.
    if (equalBytes(peer.relayKey, ownKey)) return ok({ hasMoved: false });
    const associations = await deps.storage.associations();
    if (!associations.ok) return associations;
    let hasMoved = false;
    let failure: StorageError | PeerFailure | undefined;
    for (const name of associations.value) {
      const association = parseId("association", name);
      if (association === undefined) continue;
      const synced = await syncOne(deps, {
        ...{ own, peer, association, names: namesOf(association) },
        memory: cardsOf(peer, association),
      });
      if (synced.ok) {
        hasMoved ||= synced.value.hasMoved;
        continue;
      }
      // What a peer will not do for one association must not keep the others waiting; whoever is gone is gone for all.
      failure ??= synced.error;
      if (synced.error.type === "unreachable") break;
    }
    return failure === undefined ? ok({ hasMoved }) : err(failure);
  };
}

async function syncOne(
  { storage, clock, relaySeed }: RoundDeps,
  parts: {
    readonly own: Peer;
    readonly peer: Peer;
    readonly association: AssociationId;
    readonly names: StreamNames;
    readonly memory: CardsMemory;
  },
): Promise<Result<RoundOutcome, StorageError | PeerFailure>> {
  const { peer, association, memory } = parts;
  const loaded = await loadLedger(storage, peer.relayKey, association);
  if (!loaded.ok) return loaded;
  const ledger = loaded.value;
  const job = { storage, ...parts, sender: deviceIdOf(signPublicKey(relaySeed)), ledger };
  const pulled = await pullFrom(job);
  const isDenied = !pulled.ok && pulled.error.type === "denied";
  // Denied by who was read before: it lost its data, for a wiped relay knows neither the association nor this one. [REL1]
  const isLost = pulled.ok
    ? pulled.value.isSetBack
    : isDenied && (ledger.pulled.size > 0 || isLongAgo(ledger, clock));
  let hasChanged = isLost || (pulled.ok && pulled.value.hasMoved);
  if (isLost) {
    ledger.pushed.clear();
    memory.settled.clear();
    if (isDenied) ledger.pulled.clear();
    ledger.anewAtMs = clock.nowMs();
  }
  const pushed = pulled.ok || isDenied ? await pushTo(job) : ok(false);
  if (pushed.ok && pushed.value) hasChanged = true;
  // Also after a failure half way: what was done is not done again.
  const saved = await saveIf(hasChanged || !pushed.ok, storage, peer, association, ledger);
  if (!pulled.ok && !isDenied) return err(pulled.error);
  if (!pushed.ok) return pushed;
  if (!saved.ok) return err(saved.error);
  // After the statements, by which each side knows that a card counts. Who may not read is given none.
  const hasCards = pulled.ok && (await syncCards({ ...parts, clock, cards: parts.names.cards }));
  return ok({ hasMoved: hasChanged || hasCards });
}

/**
 * A peer that cannot be read cannot say that it was set back, so everything is handed in again now and then; also where the moment
 * of the last time lies ahead, for this relay's clock was wrong then.
 */
function isLongAgo({ anewAtMs }: PeerLedger, clock: Clock): boolean {
  return Math.abs(clock.nowMs() - anewAtMs) >= PEER_ANEW_MS;
}

function saveIf(
  isDue: boolean,
  storage: Storage,
  { relayKey }: Peer,
  association: AssociationId,
  ledger: PeerLedger,
): Promise<Result<unknown, StorageError>> {
  return isDue
    ? saveLedger(storage, relayKey, association, ledger)
    : Promise.resolve(ok(undefined));
}
