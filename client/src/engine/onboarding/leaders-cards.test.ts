/** A group leader lets a household of the group in again: a card made without an officer. [MEM6] */
import { expect, test } from "vitest";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { appoint } from "./appoint.ts";
import { handInCards } from "./card-queue.ts";
import { makeInviteCards } from "./cards.ts";
import { join } from "./join.ts";
import { HOUSEHOLD, membershipOf, neighbours } from "./testing/neighbours.ts";
import { createOnboardingDevice, fakeTransport, putHousehold } from "./testing/onboarding-world.ts";

const LOST = { number: 5100, group: 3, indexInGroup: 7 };

/** The resident of 3班-12 leads the group; 3班-7 had a card of the officer's. */
async function group() {
  const { officer, resident: leader, phone, relay } = await neighbours();
  await putHousehold(officer, LOST);
  const cards = await makeInviteCards(officer.ports, [LOST.number]);
  if (!cards.ok) throw new Error(cards.error.type);
  const meet = async () => {
    const { statements } = await membershipOf(officer);
    await leader.ports.replica.addStatements(statements, []);
  };
  await meet();
  await putHousehold(leader, LOST);
  const lead = async () => {
    await appoint(officer.ports, { device: phone, role: "groupLeader" });
    await meet();
  };
  return { officer, leader, relay, lead };
}

test("[MEM6] a leader's card lets a household in again; a member makes none", async () => {
  const { leader, relay, lead } = await group();
  const refused = { ok: false, error: { type: "notAllowed" } };
  expect(await makeInviteCards(leader.ports, [LOST.number])).toEqual(refused);
  await lead();
  const before = leader.statements.length;
  const cards = await makeInviteCards(leader.ports, [LOST.number]);
  if (!cards.ok) throw new Error(cards.error.type);
  // Nothing but the card: neither a key nor a cancellation.
  expect(leader.statements.slice(before).map(({ body }) => body.type)).toEqual(["certificate"]);
  expect(cards.value[0]?.mark).toBe("3班-7");
  await handInCards(leader.ports, fakeTransport(relay, leader.ports.relayUrl), "aa");

  const fresh = await createOnboardingDevice(relay, 9);
  const codeOrQr = cards.value[0]?.code ?? "";
  const input = { codeOrQr, group: 3, representative: "加賀 次郎", purposeVersion: 1 };
  expect((await join(fresh.ports, input)).ok).toBe(true);
  const { authority } = await membershipOf(fresh);
  const device = fresh.installation()?.identity.device;
  const [standing] = device === undefined ? [] : standingsOf(authority, device);
  expect(standing).toMatchObject({ household: LOST.number, group: 3, isConfirmed: false });
});

test("[MEM6] a leader makes no card for a household that no officer has let in before", async () => {
  const { leader, lead } = await group();
  await lead();
  const added = { number: 5200, group: 3, indexInGroup: 8 };
  await putHousehold(leader, added);
  const before = leader.statements.length;
  const refused = { ok: false, error: { type: "notAllowed" } };
  expect(await makeInviteCards(leader.ports, [added.number])).toEqual(refused);
  expect(leader.statements.length).toBe(before);
});

test("[MEM6] a leader makes no card for a household that is not of the group led", async () => {
  const { leader, lead } = await group();
  await lead();
  const elsewhere = await makeInviteCards(leader.ports, [HOUSEHOLD.number + 1]);
  expect(elsewhere).toMatchObject({ ok: false, error: { type: "failed" } });
});
