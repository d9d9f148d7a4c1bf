import { expect, test } from "vitest";
import {
  computeAuthority,
  standingOfKey,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { decodeInviteQr } from "@tomoshibi/shared/membership/invite.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import type { InviteCard } from "../api.ts";
import { countWaitingCards, handInCards, oweCards } from "./card-queue.ts";
import { makeInviteCards } from "./cards.ts";
import { found } from "./found.ts";
import { finishJoining, join, lookUpInvite } from "./join.ts";
import { isJoinPending } from "./pending-join.ts";
import {
  type FakeRelay,
  type OnboardingDevice,
  createFakeRelay,
  createOnboardingDevice,
  fakeTransport,
  putHousehold,
} from "./testing/onboarding-world.ts";

const FOUNDER = {
  associationName: "ひばり町会",
  group: 1,
  representative: "石川 花",
  isDemo: false,
};
const HOUSEHOLD = { number: 4821, group: 3, indexInGroup: 12 };

async function foundedOfficer(relay: FakeRelay): Promise<OnboardingDevice> {
  const officer = await createOnboardingDevice(relay, 1);
  expect((await found(officer.ports, FOUNDER)).ok).toBe(true);
  await putHousehold(officer, HOUSEHOLD);
  return officer;
}

async function cardOf(officer: OnboardingDevice, relay: FakeRelay): Promise<InviteCard> {
  const cards = await makeInviteCards(officer.ports, [HOUSEHOLD.number]);
  if (!cards.ok) throw new Error(cards.error.type);
  const transport = fakeTransport(relay, officer.ports.relayUrl);
  if (relay.isReachable) expect((await handInCards(officer.ports, transport, "aa")).ok).toBe(true);
  const [card] = cards.value;
  if (card === undefined) throw new Error("no card");
  return card;
}

const joinBy = (codeOrQr: string) => ({
  codeOrQr,
  group: 3,
  representative: "金沢 太郎",
  purposeVersion: 1,
});

test("[MEM1] founding needs no relay, makes the founder an admin, and puts its household on the roster once", async () => {
  const relay = createFakeRelay();
  relay.isReachable = false;
  const officer = await foundedOfficer(relay);
  const installed = officer.installation();
  const { association, device } = installed?.identity ?? {};
  if (association === undefined || device === undefined) throw new Error("not installed");
  const standing = standingsOf(
    computeAuthority(association, installed?.statements ?? []),
    device,
  )[0];
  expect([...(standing?.roles ?? [])]).toEqual(["admin"]);
  const intents = await officer.ports.database.intents.toArray();
  expect(intents.map(({ command }) => command)).toMatchObject([
    {
      type: "saveHouseholds",
      households: [{ number: standing?.household, group: 1, name: "石川 花" }],
    },
    { type: "nameAssociation", associationName: "ひばり町会" },
  ]);
  expect(await found(officer.ports, FOUNDER)).toEqual({
    ok: false,
    error: { type: "alreadyMember" },
  });
});

test("[MEM1] no keys are made on an insecure origin", async () => {
  const device = await createOnboardingDevice(createFakeRelay(), 2, { isSecure: false });
  expect(await found(device.ports, FOUNDER)).toEqual({
    ok: false,
    error: { type: "insecureOrigin" },
  });
  expect(await join(device.ports, joinBy("x"))).toEqual({
    ok: false,
    error: { type: "insecureOrigin" },
  });
  expect(device.installation()).toBeUndefined();
});

test("[MEM6] a typed code shows the card's mark, then joins that household with the keys of members", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const card = await cardOf(officer, relay);
  expect(card).toMatchObject({ mark: "3班-12", associationName: "ひばり町会" });
  expect(card.code).toMatch(/^(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
  const resident = await createOnboardingDevice(relay, 3);
  const preview = await lookUpInvite(resident.ports, card.code.toLowerCase());
  expect(preview).toMatchObject({
    ok: true,
    value: { mark: "3班-12", associationName: "ひばり町会", household: 4821, isComplete: true },
  });
  expect((await join(resident.ports, joinBy(card.code))).ok).toBe(true);
  const installed = resident.installation();
  expect(installed).toMatchObject({
    associationName: "ひばり町会",
    mark: "3班-12",
    representative: "金沢 太郎",
  });
  expect(new Set(installed?.keys.map(({ audience }) => audience))).toEqual(
    new Set(["members", "group/3", "household/4821"]),
  );
  if (installed === undefined) return;
  const authority = computeAuthority(installed.identity.association, installed.statements);
  expect(standingOfKey(authority, signPublicKey(installed.identity.signSeed))).toMatchObject({
    household: 4821,
    group: 3,
    isConfirmed: false,
  });
});

test("[MEM6] wrong, unknown and used-up cards, and no network, are told apart", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const first = await cardOf(officer, relay);
  const resident = await createOnboardingDevice(relay, 4);
  const failureOf = async (code: string) => {
    const answer = await join(resident.ports, joinBy(code));
    return answer.ok ? undefined : answer.error.type;
  };
  expect(await failureOf("ABCD-EFGH")).toBe("codeWrong");
  relay.isReachable = false;
  expect(await failureOf(first.code)).toBe("offline");
  relay.isReachable = true;
  const qr = decodeInviteQr(first.qrText);
  const [invite] = relay.blobs.keys();
  if (qr === undefined || invite === undefined) throw new Error("no card");
  relay.cancelled.add(invite);
  expect(await failureOf(first.code)).toBe("cardUsedUp");
  relay.blobs.clear();
  relay.cancelled.clear();
  expect(await failureOf(first.code)).toBe("codeWrong");
  relay.blobs.set(invite, new Uint8Array(100));
  expect(await failureOf(first.code)).toBe("codeWrong");
});

test("[MEM6] reprinting cancels the household's older card", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  await cardOf(officer, relay);
  const [old] = relay.blobs.keys();
  await cardOf(officer, relay);
  const own = await officer.ports.ownMembership();
  expect([...(own?.authority.cancelledInvites ?? [])]).toEqual([old]);
  expect(own?.authority.cancelledInviteDevices.size).toBe(1);
});

test("[KEY1] cards of one group made together share the group's one epoch", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  await putHousehold(officer, { number: 77, group: 3, indexInGroup: 13 });
  const cards = await makeInviteCards(officer.ports, [HOUSEHOLD.number, 77]);
  expect(cards.ok).toBe(true);
  const epochs = officer.statements.filter(
    ({ body }) => body.type === "epoch" && body.audience === "group/3",
  );
  expect(epochs).toHaveLength(1);
});

test("[MEM6] a card made without network waits, durably, and is handed in at the next contact", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  relay.isReachable = false;
  const card = await cardOf(officer, relay);
  const transport = fakeTransport(relay, officer.ports.relayUrl);
  expect((await handInCards(officer.ports, transport, "aa")).ok).toBe(false);
  expect(await countWaitingCards(officer.ports.database)).toBe(1);
  relay.isReachable = true;
  expect((await handInCards(officer.ports, transport, "aa")).ok).toBe(true);
  expect(await countWaitingCards(officer.ports.database)).toBe(0);
  const resident = await createOnboardingDevice(relay, 5);
  expect((await join(resident.ports, joinBy(card.code))).ok).toBe(true);
});

test("[MEM6] [REL1] a card printed before the relay lost its data opens the door again, unless it was reprinted", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const { database } = officer.ports;
  const transport = fakeTransport(relay, officer.ports.relayUrl);
  const card = await cardOf(officer, relay);

  relay.blobs.clear();
  await oweCards(database);
  expect(await countWaitingCards(database)).toBe(1);
  expect((await handInCards(officer.ports, transport, "aa")).ok).toBe(true);
  expect(relay.blobs.size).toBe(1);

  // Without its data it has another key.
  relay.blobs.clear();
  expect((await handInCards(officer.ports, transport, "bb")).ok).toBe(true);
  const resident = await createOnboardingDevice(relay, 5);
  expect((await join(resident.ports, joinBy(card.code))).ok).toBe(true);

  await cardOf(officer, relay);
  relay.blobs.clear();
  await oweCards(database);
  expect(await countWaitingCards(database)).toBe(1);
});

test("[MEM6] a QR joins without network: the profile says what the card says, the rest follows at the first contact", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const card = await cardOf(officer, relay);
  relay.isReachable = false;
  const resident = await createOnboardingDevice(relay, 6);
  const { ports } = resident;
  expect(await lookUpInvite(ports, card.qrText)).toMatchObject({
    ok: true,
    value: { mark: "3班-12", associationName: "", isComplete: false },
  });
  // What a text that was pasted may begin with.
  const pasted = joinBy(`\uFEFF${card.qrText}`);
  const typed = { ...pasted, representative: `\uFEFF${pasted.representative}` };
  expect((await join(ports, typed)).ok).toBe(true);
  expect(await ports.database.profile.get("me")).toMatchObject({
    mark: "3班-12",
    household: 4821,
    isConfirmed: false,
  });
  expect(await isJoinPending(ports)).toBe(true);
  const stored = JSON.stringify(await ports.database.keyValues.toArray());
  expect(stored).not.toContain(card.code.replaceAll("-", ""));
  expect(await finishJoining(ports)).toEqual({ ok: false, error: { type: "offline" } });
  relay.isReachable = true;
  expect(await finishJoining(ports)).toEqual({ ok: true, value: true });
  expect(resident.installation()).toMatchObject({
    representative: "金沢 太郎",
    associationName: "ひばり町会",
  });
  expect(await isJoinPending(ports)).toBe(false);
});

test("[MEM6] [REL1] a join that waits outlives a relay that lost its cards", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const card = await cardOf(officer, relay);
  const { ports } = await createOnboardingDevice(relay, 31);
  relay.isReachable = false;
  expect((await join(ports, joinBy(card.qrText))).ok).toBe(true);
  const cards = new Map(relay.blobs);
  relay.blobs.clear();
  relay.isReachable = true;
  expect(await finishJoining(ports)).toEqual({ ok: false, error: { type: "notFound" } });
  expect(await isJoinPending(ports)).toBe(true);
  for (const [invite, blob] of cards) relay.blobs.set(invite, blob);
  expect(await finishJoining(ports)).toEqual({ ok: true, value: true });
});

test("[MEM6] a card that was cancelled meanwhile is told, and another card of the household still joins", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const card = await cardOf(officer, relay);
  const [invite] = relay.blobs.keys();
  relay.isReachable = false;
  const resident = await createOnboardingDevice(relay, 7);
  expect((await join(resident.ports, joinBy(card.qrText))).ok).toBe(true);
  relay.isReachable = true;
  if (invite !== undefined) relay.cancelled.add(invite);
  expect(await finishJoining(resident.ports)).toEqual({ ok: true, value: false });
  expect(await resident.ports.database.notices.get("joinRefused")).toMatchObject({
    code: "joinRefused.cardUsedUp",
  });
  const second = await cardOf(officer, relay);
  expect((await join(resident.ports, joinBy(second.code))).ok).toBe(true);
  expect(await resident.ports.database.notices.get("joinRefused")).toBeUndefined();
});

test("[MEM6] only officers make cards", async () => {
  const relay = createFakeRelay();
  const officer = await foundedOfficer(relay);
  const card = await cardOf(officer, relay);
  const resident = await createOnboardingDevice(relay, 8);
  const notAllowed = { ok: false, error: { type: "notAllowed" } };
  expect(await makeInviteCards(resident.ports, [1])).toEqual(notAllowed);
  expect((await join(resident.ports, joinBy(card.code))).ok).toBe(true);
  expect(await makeInviteCards(resident.ports, [HOUSEHOLD.number])).toEqual(notAllowed);
});
