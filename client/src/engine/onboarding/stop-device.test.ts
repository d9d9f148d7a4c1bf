import { expect, test } from "vitest";
import { type DeviceId, toId } from "@tomoshibi/shared/base/ids.ts";
import { keysToWrap } from "@tomoshibi/shared/keys/mailbox.ts";
import {
  computeAuthority,
  currentEpoch,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { EntryRow } from "../store/rows.ts";
import { appoint } from "./appoint.ts";
import { handInCards } from "./card-queue.ts";
import { makeInviteCards } from "./cards.ts";
import { found } from "./found.ts";
import { join } from "./join.ts";
import { stopDevice } from "./stop-device.ts";
import {
  type OnboardingDevice,
  createFakeRelay,
  createOnboardingDevice,
  fakeTransport,
  putHousehold,
} from "./testing/onboarding-world.ts";

const HOUSEHOLD = { number: 4821, group: 3, indexInGroup: 12 };

/** A founder, and a resident's telephone that the founder knows and vouches for. */
async function neighbours(): Promise<{
  readonly officer: OnboardingDevice;
  readonly phone: DeviceId;
}> {
  const relay = createFakeRelay();
  const officer = await createOnboardingDevice(relay, 1);
  const { ports } = officer;
  const founder = { associationName: "ひばり町会", group: 1, representative: "石川 花" };
  expect((await found(ports, { ...founder, isDemo: false })).ok).toBe(true);
  await putHousehold(officer, HOUSEHOLD);
  const cards = await makeInviteCards(ports, [HOUSEHOLD.number]);
  if (!cards.ok) throw new Error(cards.error.type);
  await handInCards(ports, fakeTransport(relay, ports.relayUrl), "aa");
  const resident = await createOnboardingDevice(relay, 2);
  const codeOrQr = cards.value[0]?.code ?? "";
  const input = { codeOrQr, group: 3, representative: "金沢 太郎", purposeVersion: 1 };
  expect((await join(resident.ports, input)).ok).toBe(true);
  const { identity, statements = [] } = resident.installation() ?? {};
  const own = officer.installation()?.identity;
  if (identity === undefined || own === undefined) throw new Error("nobody joined");
  const vouched = confirmDevice(own.association, own, identity.device);
  await ports.replica.addStatements([...statements, vouched], []);
  return { officer, phone: identity.device };
}

async function membership({ ports }: OnboardingDevice) {
  const own = await ports.ownMembership();
  if (own === undefined) throw new Error("no member");
  return own;
}

const entry = (author: DeviceId, seq: number, signedBy: string | undefined): EntryRow => ({
  entryId: toId("entry", new Uint8Array(32).fill(seq)),
  ...{ stream: "safety", author, seq, signedBy, bytes: new Uint8Array(), variants: [] },
  ...{ arrivedAtMs: 0, relayedAtSeconds: 0, state: "applied", reason: undefined },
  ...{ payload: undefined, kind: undefined, incident: undefined },
});

test("[KEY3] stopping a device begins new epochs for all it could read, and gives it none of their keys", async () => {
  const { officer, phone } = await neighbours();
  const before = await membership(officer);
  const alreadyWrapped = new Map();
  const wrapFor = async () => {
    const { authority, keyring } = await membership(officer);
    const self = officer.installation()?.identity.device ?? phone;
    return keysToWrap({ authority, keyring, alreadyWrapped, self }).map(
      ({ standing }) => standing.device,
    );
  };
  expect(await wrapFor()).toContain(phone);
  expect(await stopDevice(officer.ports, { device: phone })).toEqual({
    ok: true,
    value: { keysChanged: 3 },
  });
  const { authority, keyring } = await membership(officer);
  for (const audience of ["members", "group/3", "household/4821"] as const) {
    const epoch = currentEpoch(authority, audience);
    expect(epoch?.body.number).toBe(
      1 + (currentEpoch(before.authority, audience)?.body.number ?? 0),
    );
    expect(epoch && keyring.keys.has(epoch.id)).toBe(true);
  }
  // What it could only write keeps its key: nothing of it was readable there.
  expect(currentEpoch(authority, "safety")?.body.number).toBe(1);
  expect(await wrapFor()).not.toContain(phone);
});

test("[MEM5] the bound is what this replica holds, verified; the household's card ends with the device", async () => {
  const { officer, phone } = await neighbours();
  await officer.ports.database.entries.bulkPut([
    entry(phone, 1, "aa"),
    entry(phone, 2, "aa"),
    // Anybody can claim a position.
    entry(phone, 3, undefined),
  ]);
  expect((await stopDevice(officer.ports, { device: phone })).ok).toBe(true);
  const { authority } = await membership(officer);
  const bounds = [...(standingsOf(authority, phone)[0]?.revoked ?? [])];
  expect(bounds).toEqual([["safety", { seq: 2, head: new Uint8Array(8).fill(2) }]]);
  expect(authority.cancelledInviteDevices.size).toBe(1);
  expect(await stopDevice(officer.ports, { device: phone })).toEqual({
    ok: false,
    error: { type: "notAllowed" },
  });
});

test("[MEM5] [KEY4] nobody stops itself; an officer is stopped by an admin, an admin by the root only", async () => {
  const { officer, phone } = await neighbours();
  const { identity } = officer.installation() ?? {};
  if (identity === undefined) throw new Error("not founded");
  expect(await stopDevice(officer.ports, { device: identity.device })).toMatchObject({
    error: { type: "notAllowed" },
  });
  expect((await appoint(officer.ports, { device: phone, role: "officer" })).ok).toBe(true);
  expect((await appoint(officer.ports, { device: phone, role: "admin" })).ok).toBe(true);
  const { authority } = await membership(officer);
  expect(standingsOf(authority, phone)[0]?.roles).toEqual(new Set(["member", "officer", "admin"]));
  expect((await stopDevice(officer.ports, { device: phone })).ok).toBe(true);
  const revocation = officer.statements.find(({ body }) => body.type === "revocation");
  // The root signed it, not the founder's device: both admins are of one rank.
  expect(revocation?.body.issuer).not.toBe(identity.device);
  const after = computeAuthority(identity.association, (await membership(officer)).statements);
  expect(standingsOf(after, phone)[0]?.revoked).toBeDefined();
});
