import { expect, test } from "vitest";
import { type DeviceId, toId } from "@tomoshibi/shared/base/ids.ts";
import { audiencesFor, missingKeys } from "@tomoshibi/shared/keys/keyring.ts";
import { currentEpoch, standingAt, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { appoint } from "./appoint.ts";
import { handOver } from "./hand-over.ts";
import { HOUSEHOLD, membershipOf, neighbours } from "./testing/neighbours.ts";
import type { OnboardingDevice } from "./testing/onboarding-world.ts";

async function standingOf(officer: OnboardingDevice, device: DeviceId) {
  const { authority } = await membershipOf(officer);
  const [standing] = standingsOf(authority, device);
  if (standing === undefined) throw new Error("nobody knows the device");
  return { authority, standing };
}

test("[KEY3] an office is handed over in one step: who goes keeps the household, and the keys are new", async () => {
  const { officer, phone } = await neighbours();
  const { ports } = officer;
  expect((await appoint(ports, { device: phone, role: "officer" })).ok).toBe(true);
  await ports.database.entries.add({
    entryId: toId("entry", new Uint8Array(32).fill(2)),
    ...{ stream: "members", author: phone, seq: 2, bytes: new Uint8Array(), variants: [] },
    ...{ arrivedAtMs: 1, relayedAtSeconds: 1, state: "applied", reason: undefined },
    ...{ signedBy: "aa", payload: undefined, kind: undefined, incident: undefined },
  });
  const before = (await membershipOf(officer)).authority;
  const handed = await handOver(ports, { appoint: [], retire: [phone] });
  expect(handed.ok && handed.value.keysChanged).toBeGreaterThan(2);
  const { authority, standing } = await standingOf(officer, phone);
  expect([...standing.roles]).toEqual(["member"]);
  expect(standing).toMatchObject({ household: HOUSEHOLD.number, revoked: undefined });
  const inOffice = standingAt(standing, "members", 1, toId("entry", new Uint8Array(32)));
  expect(inOffice.roles.has("officer")).toBe(true);
  for (const audience of ["officers", "safety"] as const)
    expect(currentEpoch(authority, audience)?.id).not.toBe(currentEpoch(before, audience)?.id);
  // What a household and the members read, it goes on reading.
  expect(currentEpoch(authority, "members")?.id).toBe(currentEpoch(before, "members")?.id);
  const { keyring } = await membershipOf(officer);
  const own = officer.installation()?.identity.device ?? phone;
  expect(missingKeys(authority, keyring, (await standingOf(officer, own)).standing)).toEqual([]);
});

test("[KEY3] an officer is appointed again in a later year, and ends again", async () => {
  const { officer, phone } = await neighbours();
  const { ports } = officer;
  const roles = async () => [...(await standingOf(officer, phone)).standing.roles].toSorted();
  for (let year = 0; year < 3; year += 1) {
    const come = { appoint: [{ device: phone, role: "officer" } as const], retire: [] };
    expect((await handOver(ports, come)).ok).toBe(true);
    expect(await roles()).toEqual(["member", "officer"]);
    expect((await handOver(ports, { appoint: [], retire: [phone] })).ok).toBe(true);
    expect(await roles()).toEqual(["member"]);
  }
});

test("[KEY3] who leads a group becomes an officer in the same step; leaders lead the group that is named", async () => {
  const { officer, phone } = await neighbours();
  const { ports } = officer;
  const leader = { device: phone, role: "groupLeader", group: 5 } as const;
  expect((await appoint(ports, leader)).ok).toBe(true);
  expect((await standingOf(officer, phone)).standing.groupsLed).toEqual([5]);
  const input = { appoint: [{ device: phone, role: "officer" } as const], retire: [phone] };
  expect((await handOver(ports, input)).ok).toBe(true);
  const { standing } = await standingOf(officer, phone);
  expect([...standing.roles].toSorted()).toEqual(["member", "officer"]);
  expect(standing.groupsLed).toEqual([]);
});

test("[MEM3] [KEY3] an officer makes a device a shelter's desk and ends it; it holds no key by it, so that none is changed", async () => {
  const { officer, phone } = await neighbours();
  const { ports } = officer;
  const before = (await standingOf(officer, phone)).authority;
  expect((await appoint(ports, { device: phone, role: "desk" })).ok).toBe(true);
  const { authority, standing } = await standingOf(officer, phone);
  expect([...standing.roles].toSorted()).toEqual(["desk", "member"]);
  expect(standing).toMatchObject({ household: HOUSEHOLD.number, group: 3, groupsLed: [] });
  expect(audiencesFor(authority, standing)).toEqual(
    audiencesFor(before, standingsOf(before, phone)[0] ?? standing),
  );
  expect(await handOver(ports, { appoint: [], retire: [phone] })).toEqual({
    ok: true,
    value: { keysChanged: 0 },
  });
  expect([...(await standingOf(officer, phone)).standing.roles]).toEqual(["member"]);
});

test("[KEY3] [KEY4] the own office is ended by another, and the last admin by nobody", async () => {
  const { officer, phone } = await neighbours();
  const { ports } = officer;
  const own = officer.installation()?.identity.device ?? phone;
  const notAllowed = { ok: false, error: { type: "notAllowed" } };
  expect(await handOver(ports, { appoint: [], retire: [own] })).toEqual(notAllowed);
  const unknown = toId("device", new Uint8Array(8));
  expect(await handOver(ports, { appoint: [], retire: [unknown] })).toEqual(notAllowed);
  // An officer with the root's word may end any office, but not leave the association without an admin.
  const { roles } = (await standingOf(officer, own)).standing;
  expect(roles.has("admin")).toBe(true);
  const admin = { device: phone, role: "admin" } as const;
  expect((await handOver(ports, { appoint: [admin], retire: [] })).ok).toBe(true);
  expect((await handOver(ports, { appoint: [], retire: [phone] })).ok).toBe(true);
  expect([...(await standingOf(officer, phone)).standing.roles]).toEqual(["member"]);
});
