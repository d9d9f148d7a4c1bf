/** Cards from relay to relay: a card that was put at one of them opens the door at each. [REL7] [MEM6] */
import { beforeEach, expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { cancelInvite } from "@tomoshibi/shared/membership/issue.ts";
import { cardsPath, invitePath } from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type AssociationWorld,
  addInvite,
  createWorld,
} from "@tomoshibi/shared/testing/association-world.ts";
import { type ManualClock, createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { type PeerNode, certifyNodes, startPeerNode, syncNodes } from "../testing/peer-nodes.ts";
import { bytesOf, handIn, putCard } from "../testing/relay-fixture.ts";
import type { AskPeer } from "./peer-client.ts";
import { PEER_CARDS_ANEW_MS, PEER_CARDS_REST_MS } from "./peer-limits.ts";

let clock: ManualClock;
let world: AssociationWorld;
let town: PeerNode;
let shelter: PeerNode;

beforeEach(async () => {
  clock = createManualClock();
  world = await createWorld();
  [town, shelter] = [await startPeerNode(clock, 11), await startPeerNode(clock, 12)];
});

async function share(...relays: readonly PeerNode[]): Promise<void> {
  const { statements, founder } = world;
  for (const relay of relays) await handIn(relay, world, founder.keys, { statements });
}

/** A card whose maker reached one relay only. */
async function cardAt(relay: PeerNode, household: number) {
  const { invite, sealedBlob: blob } = await addInvite(world, household, 1);
  await share(relay);
  const card = { ...invite, blob };
  expect((await putCard(relay, world, world.founder.keys, card)).status).toBe(204);
  return card;
}

async function lookUp(relay: PeerNode, card: Awaited<ReturnType<typeof cardAt>>) {
  const answer = await relay.app.request(invitePath(card.inviteId));
  if (answer.status !== 200) return answer.status;
  return bytesToHex(await bytesOf(answer)) === bytesToHex(card.blob) ? "opens" : "another blob";
}

/** Counts what is asked about cards. */
function counting(relay: PeerNode): { ask: AskPeer; count: number } {
  const counted = {
    count: 0,
    ask: (async (path, request) => {
      if (path === cardsPath(world.association)) counted.count += 1;
      return relay.ask(path, request);
    }) satisfies AskPeer,
  };
  return counted;
}

test("[REL7] [MEM6] a card that was put at one of two relays is at both after they met, whichever of them names the other", async () => {
  certifyNodes(world, [town, shelter]);
  const [one, other] = [await cardAt(town, 2), await cardAt(shelter, 3)];
  expect([await lookUp(shelter, one), await lookUp(town, other)]).toEqual([404, 404]);
  expect(await syncNodes(shelter, town)).toBe(true);
  expect([await lookUp(shelter, one), await lookUp(town, other)]).toEqual(["opens", "opens"]);
  for (let round = 0; round < 2; round += 1) await syncNodes(shelter, town);
  const asked = counting(town);
  expect(await syncNodes(shelter, asked)).toBe(false);
  expect(asked.count).toBe(0);
  // From relay to relay, and on to a third that the maker never reaches.
  const third = await startPeerNode(clock, 13);
  certifyNodes(world, [third]);
  await share(town, third);
  await syncNodes(third, town);
  expect([await lookUp(third, one), await lookUp(third, other)]).toEqual(["opens", "opens"]);
});

test("[REL7] a relay that lost everything gets its cards back from its peer", async () => {
  certifyNodes(world, [town, shelter]);
  const card = await cardAt(town, 2);
  await share(shelter);
  await syncNodes(shelter, town);
  town = await startPeerNode(clock, 11);
  await syncNodes(shelter, town);
  await syncNodes(shelter, town);
  expect(await lookUp(town, card)).toBe("opens");
});

test("[REL7] what a peer lost unseen is given again within the hour, whatever its clock did", async () => {
  certifyNodes(world, [town, shelter]);
  const card = await cardAt(town, 2);
  await share(shelter);
  await syncNodes(shelter, town);
  for (const stepMs of [PEER_CARDS_ANEW_MS, -3 * PEER_CARDS_ANEW_MS]) {
    clock.advance(stepMs);
    const forgetful = await startPeerNode(clock, 11);
    await share(forgetful);
    await syncNodes(shelter, forgetful);
    await syncNodes(shelter, forgetful);
    expect(await lookUp(forgetful, card)).toBe("opens");
  }
});

test("[REL7] [MEM6] a card that was cancelled is carried no further", async () => {
  certifyNodes(world, [town, shelter]);
  const card = await cardAt(town, 2);
  world.statements.push(cancelInvite(world.association, world.founder.keys, card));
  await share(town, shelter);
  await syncNodes(shelter, town);
  const kept = await shelter.storage.invite(card.inviteId);
  expect(kept).toEqual({ ok: true, value: undefined });
});

test("[REL7] a relay without a certificate gets no card", async () => {
  const card = await cardAt(town, 2);
  await share(shelter);
  await syncNodes(shelter, town);
  expect(await lookUp(shelter, card)).toBe(404);
});

test("[REL7] a peer too old to give cards, or that has none of them, is asked less and less, and everything else goes across", async () => {
  certifyNodes(world, [town, shelter]);
  await addInvite(world, 2, 1);
  await share(town, shelter);
  let asked = 0;
  const old: AskPeer = async (path, request) => {
    if (path !== cardsPath(world.association)) return town.ask(path, request);
    asked += 1;
    return new Response('{"code":"notFound"}', { status: 404 });
  };
  const roundsOf = async (ask: AskPeer, count: number) => {
    asked = 0;
    for (let round = 0; round < count; round += 1) {
      expect((await shelter.round(ask)).ok).toBe(true);
      clock.advance(PEER_CARDS_REST_MS.first);
    }
    return asked;
  };
  expect(await roundsOf(old, 40)).toBeLessThan(7);
  const silent = counting(town);
  await roundsOf(silent.ask, 40);
  expect(silent.count).toBeLessThan(7);
  // What it learns of later is asked for at once.
  const card = await cardAt(town, 3);
  await shelter.round(town.ask);
  expect(await lookUp(shelter, card)).toBe("opens");
});
