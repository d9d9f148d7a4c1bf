/** Relays that sync with one another, in one process: each asks the other through its public interface. [REL7] */
import { certifyRelay } from "@tomoshibi/shared/membership/relay-certificate.ts";
import type { AssociationWorld } from "@tomoshibi/shared/testing/association-world.ts";
import type { ManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { RELAY_SEED_SETTING } from "../http/relay-identity.ts";
import type { AskPeer } from "../peers/peer-client.ts";
import { type SyncRound, createRounds } from "../peers/peer-round.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import { type TestRelay, createTestRelay } from "./relay-fixture.ts";

/** A relay with rounds of its own. */
export interface PeerNode extends TestRelay {
  readonly ask: AskPeer;
  readonly round: SyncRound;
}

/** Starts one; the same seed is the same key. */
export async function startPeerNode(clock: ManualClock, seed: number): Promise<PeerNode> {
  const storage = createMemoryStorage({ clock });
  const random = createSeededRandom(seed);
  const relaySeed = random.bytes(32);
  await storage.settle(RELAY_SEED_SETTING, relaySeed);
  const relay = await createTestRelay({ clock, storage });
  const ask: AskPeer = async (path, request) => relay.app.request(path, request);
  return { ...relay, ask, round: createRounds({ storage, clock, random, relaySeed, askOwn: ask }) };
}

/** Certifies relays, by the founder. */
export function certifyNodes(world: AssociationWorld, relays: readonly PeerNode[]): void {
  const issuer = world.founder.keys;
  for (const { relayKey } of relays)
    world.statements.push(certifyRelay(world.association, issuer, relayKey));
}

/** One round of a relay with another. Errors: throws when it fails. */
export async function syncNodes(from: PeerNode, to: Pick<PeerNode, "ask">): Promise<boolean> {
  const outcome = await from.round(to.ask);
  if (!outcome.ok) throw new Error(outcome.error.type);
  return outcome.value.hasMoved;
}
