import { expect, test } from "vitest";
import { type DeviceId, toId } from "@tomoshibi/shared/base/ids.ts";
import { keysToWrap } from "@tomoshibi/shared/keys/mailbox.ts";
import {
  computeAuthority,
  currentEpoch,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import type { EntryRow } from "../store/rows.ts";
import { appoint } from "./appoint.ts";
import { handOver } from "./hand-over.ts";
import { stopDevice } from "./stop-device.ts";
import { membershipOf, neighbours } from "./testing/neighbours.ts";

const entry = (author: DeviceId, seq: number, signedBy: string | undefined): EntryRow => ({
  entryId: toId("entry", new Uint8Array(32).fill(seq)),
  ...{ stream: "safety", author, seq, signedBy, bytes: new Uint8Array(), variants: [] },
  ...{ arrivedAtMs: 0, relayedAtSeconds: 0, state: "applied", reason: undefined },
  ...{ payload: undefined, kind: undefined, incident: undefined },
});

test("[KEY3] stopping a device begins new epochs for all it could read, and gives it none of their keys", async () => {
  const { officer, phone } = await neighbours();
  const before = await membershipOf(officer);
  const alreadyWrapped = new Map();
  const wrapFor = async () => {
    const { authority, keyring } = await membershipOf(officer);
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
  const { authority, keyring } = await membershipOf(officer);
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
  const { authority } = await membershipOf(officer);
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
  const { authority } = await membershipOf(officer);
  expect(standingsOf(authority, phone)[0]?.roles).toEqual(new Set(["member", "officer", "admin"]));
  expect((await stopDevice(officer.ports, { device: phone })).ok).toBe(true);
  const revocation = officer.statements.find(({ body }) => body.type === "revocation");
  // The root signed it, not the founder's device: both admins are of one rank.
  expect(revocation?.body.issuer).not.toBe(identity.device);
  const after = computeAuthority(identity.association, (await membershipOf(officer)).statements);
  expect(standingsOf(after, phone)[0]?.revoked).toBeDefined();
});

test("[MEM5] [KEY3] who left an office is stopped by who outranked it: an admin's peer does not do", async () => {
  const { officer, phone } = await neighbours();
  expect((await appoint(officer.ports, { device: phone, role: "admin" })).ok).toBe(true);
  expect((await handOver(officer.ports, { appoint: [], retire: [phone] })).ok).toBe(true);
  expect((await stopDevice(officer.ports, { device: phone })).ok).toBe(true);
  const { authority } = await membershipOf(officer);
  expect(standingsOf(authority, phone)[0]?.revoked).toBeDefined();
});
