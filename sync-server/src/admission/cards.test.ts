/** Who is given cards' sealed blobs by a relay, and what it takes from another relay. [REL7] [MEM6] */
import { beforeEach, expect, test } from "vitest";
import { toId } from "@tomoshibi/shared/base/ids.ts";
import { type DeviceKeys, createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { INVITE_BLOB_BYTES_MAX } from "@tomoshibi/shared/membership/invite-blob.ts";
import { createInvite } from "@tomoshibi/shared/membership/joining.ts";
import { certifyRelay } from "@tomoshibi/shared/membership/relay-certificate.ts";
import { certifyDevice, revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  CARDS_NAMED_MAX,
  type CardsRequest,
  decodeCardsAnswer,
  encodeCardsRequest,
} from "@tomoshibi/shared/relay-api/cards.ts";
import { CBOR_TYPE, cardsPath, invitePath } from "@tomoshibi/shared/relay-api/paths.ts";
import { signReadToken } from "@tomoshibi/shared/relay-api/reads.ts";
import {
  type AssociationWorld,
  WORLD_TEXT,
  addDevice,
  addInvite,
  authorityOf,
  createWorld,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  askNonce,
  bytesOf,
  createTestRelay,
  handIn,
  putCard,
} from "../testing/relay-fixture.ts";
import { CARDS_ANSWER_BYTES_MAX, INVITE_PUT_ALLOWANCE } from "./limits.ts";

type Lists = Partial<Omit<CardsRequest, "token">>;

let relay: TestRelay;
let world: AssociationWorld;
let peer: DeviceKeys;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
  peer = certified();
});

function certified(): DeviceKeys {
  const keys = createDeviceKeys(world);
  world.statements.push(certifyRelay(world.association, world.founder.keys, keys.signKey));
  return keys;
}

async function card(household: number) {
  const { invite, sealedBlob: blob } = await addInvite(world, household, 1);
  await share();
  return { ...invite, blob, carried: { invite: invite.inviteId, device: invite.device, blob } };
}

async function share() {
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
}

async function ask(by: DeviceKeys, lists: Lists): Promise<Response> {
  const token = signReadToken(by.device, by.signSeed, relay.relayKey, await askNonce(relay));
  const body = encodeCardsRequest({ token, asked: [], wanted: [], given: [], ...lists });
  return relay.app.request(cardsPath(world.association), {
    ...{ method: "POST", body: new Uint8Array(body), headers: { "content-type": CBOR_TYPE } },
  });
}

async function exchange(by: DeviceKeys, lists: Lists) {
  const answer = await ask(by, lists);
  const decoded = decodeCardsAnswer(await bytesOf(answer));
  if (decoded === undefined) throw new Error(`no answer about cards but status ${answer.status}`);
  return decoded;
}

async function blobAt(id: string): Promise<Uint8Array | number> {
  const answer = await relay.app.request(invitePath(id as Parameters<typeof invitePath>[0]));
  return answer.status === 200 ? bytesOf(answer) : answer.status;
}

test("[REL7] [MEM6] cards are given to relays of this association and to nobody else", async () => {
  const { device, blob, ...made } = await card(2);
  await putCard(relay, world, world.founder.keys, { device, blob, inviteId: made.inviteId });
  const lists = { wanted: [device] };
  const member = addDevice(world, { role: "member", household: 2, group: 1 });
  const officer = addDevice(world, { role: "officer", household: 3, group: 1 });
  const stopped = certified();
  await share();
  expect((await exchange(stopped, lists)).cards).toHaveLength(1);
  const plan = { subject: stopped.device, heads: new Map(), issued: world.statements };
  world.statements.push(revokeDevice(authorityOf(world), world.founder.keys, plan));
  await share();
  const refused = [world.founder.keys, officer.keys, member.keys, stopped];
  for (const keys of refused) {
    const answer = await ask(keys, lists);
    expect([answer.status, await answer.json()]).toEqual([403, { code: "denied" }]);
  }
  const stranger = createDeviceKeys(world);
  for (const keys of [stranger, { ...stranger, device: peer.device }]) {
    const answer = await ask(keys, lists);
    expect([answer.status, await answer.json()]).toEqual([403, { code: "unknownDevice" }]);
  }
  const elsewhere = await createWorld(7);
  const foreign = createDeviceKeys(elsewhere);
  const issuer = elsewhere.founder.keys;
  elsewhere.statements.push(certifyRelay(elsewhere.association, issuer, foreign.signKey));
  await handIn(relay, elsewhere, issuer, { statements: elsewhere.statements });
  expect((await ask(foreign, lists)).status).toBe(403);
  const { cards, lacked } = await exchange(peer, lists);
  expect([cards, lacked]).toEqual([[made.carried], []]);
});

test("[REL7] lacked is what counts and is not here; of what is none of its cards nothing is said", async () => {
  const [here, missing] = [await card(2), await card(3)];
  await putCard(relay, world, world.founder.keys, here);
  const asked = [here.device, missing.device, peer.device, createDeviceKeys(world).device];
  expect(await exchange(peer, { asked, wanted: asked })).toEqual({
    ...{ cards: [here.carried], lacked: [missing.device] },
  });
  const given = [missing.carried, { ...missing.carried, device: peer.device }];
  expect((await exchange(peer, { given })).lacked).toEqual([]);
  expect(await blobAt(missing.inviteId)).toEqual(missing.blob);
});

test("[REL7] [MEM6] what a relay brought falsely takes no card's place, and gives way to who made the card", async () => {
  const [made, late] = [await card(2), await card(3)];
  await putCard(relay, world, world.founder.keys, made);
  const noise = new Uint8Array(100).fill(7);
  const falseWord = { ...made.carried, blob: noise };
  const squatted = { ...late.carried, device: made.device, blob: noise };
  await exchange(peer, { given: [falseWord, squatted] });
  expect(await blobAt(made.inviteId)).toEqual(made.blob);
  expect(await blobAt(late.inviteId)).toBe(404);
  // Under the right look-up id before its maker came, and under another one.
  await exchange(peer, { given: [{ ...late.carried, blob: noise }] });
  expect(await blobAt(late.inviteId)).toEqual(noise);
  expect((await putCard(relay, world, world.founder.keys, late)).status).toBe(204);
  expect(await blobAt(late.inviteId)).toEqual(late.blob);
  const third = await card(4);
  const elsewhere = { ...third.carried, invite: "00".repeat(16) as typeof third.inviteId };
  await exchange(peer, { given: [elsewhere] });
  await putCard(relay, world, world.founder.keys, third);
  expect((await exchange(peer, { wanted: [third.device] })).cards).toEqual([third.carried]);
});

test("[REL7] [MEM6] a leader's card is put where a relay said that its id is another card's", async () => {
  await card(2);
  const leader = addDevice(world, { role: "groupLeader", household: 3, group: 1 });
  const { invite, statements, sealedBlob } = await createInvite(world, {
    ...{ authority: authorityOf(world), keyring: leader.keyring, issuer: leader.keys },
    ...{ household: 2, group: 1, untilSeconds: 0, text: WORLD_TEXT },
  });
  world.statements.push(...statements);
  const other = await card(4);
  await exchange(peer, { given: [{ ...other.carried, invite: invite.inviteId }] });
  const made = { ...invite, blob: sealedBlob };
  expect((await putCard(relay, world, leader.keys, made)).status).toBe(204);
  expect(await blobAt(invite.inviteId)).toEqual(sealedBlob);
});

test("[REL7] [REL4] a relay brings one blob a card, so many bytes a day, and is given so many at once", async () => {
  const blob = new Uint8Array(INVITE_BLOB_BYTES_MAX);
  const { bytesPerDay = 0 } = INVITE_PUT_ALLOWANCE;
  const roomFor = bytesPerDay / INVITE_BLOB_BYTES_MAX;
  const cards = [];
  for (let household = 2; household < roomFor + 4; household += 1) {
    const keys = createDeviceKeys(world);
    const plan = { role: "invite", household, group: 1 } as const;
    world.statements.push(certifyDevice(world.association, world.founder.keys, keys, plan));
    cards.push({ invite: toId("invite", world.random.bytes(16)), device: keys.device, blob });
  }
  await share();
  let lackedCount = 0;
  for (let start = 0; start < cards.length; start += 10) {
    const given = cards.slice(start, start + 10);
    lackedCount += (await exchange(peer, { given })).lacked.length;
  }
  expect(lackedCount).toBe(cards.length - roomFor);
  const wanted = cards.map(({ device }) => device);
  const { cards: got } = await exchange(peer, { wanted });
  expect(got).toHaveLength(CARDS_ANSWER_BYTES_MAX / INVITE_BLOB_BYTES_MAX);
  const tooMany = Array.from({ length: CARDS_NAMED_MAX + 1 }, () => peer.device);
  expect((await ask(peer, { asked: tooMany })).status).toBe(400);
});
