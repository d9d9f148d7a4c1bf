import { beforeEach, describe, expect, test } from "vitest";

import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addInvite,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  standingIn,
} from "../testing/association-world.ts";
import { standingOfKey } from "./authority.ts";
import { createDeviceKeys } from "./device-keys.ts";
import {
  cancelInvite,
  certifyByInvite,
  certifyDevice,
  confirmDevice,
  revokeDevice,
} from "./issue.ts";
import { INVITE_DEVICES_MAX, type Standing } from "./standing.ts";
import { type Certificate, signStatement } from "./statement.ts";

let world: AssociationWorld;

beforeEach(async () => {
  world = await createWorld(11);
});

const standing = (device: WorldDevice): Standing => standingIn(world, device);
const known = (signKey: Uint8Array) => standingOfKey(authorityOf(world), signKey);

describe("[MEM6] invites", () => {
  test("[MEM6] a card certifies members of its own household and group, nothing else", async () => {
    const { invite } = await addInvite(world, 12, 3);
    const place = { household: 12, group: 3 };
    const [right, household, group] = [
      createDeviceKeys(world),
      createDeviceKeys(world),
      createDeviceKeys(world),
    ];
    world.statements.push(certifyByInvite(world.association, invite, right, place));
    world.statements.push(
      certifyByInvite(world.association, invite, household, { household: 13, group: 3 }),
    );
    world.statements.push(
      certifyByInvite(world.association, invite, group, { household: 12, group: 4 }),
    );
    const leader = createDeviceKeys(world);
    world.statements.push(
      certifyDevice(world.association, invite, leader, { role: "groupLeader", ...place }),
    );
    expect(known(right.signKey)).toMatchObject({
      household: 12,
      group: 3,
      invitedBy: invite.device,
      flags: [],
    });
    expect([household, group, leader].map((keys) => known(keys.signKey))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("[MEM6] a card cannot claim a neighbour's key for its household, or give it another sealing key", async () => {
    const victim = createDeviceKeys(world);
    const attacker = await addInvite(world, 13, 3);
    const stolen: Certificate = {
      type: "certificate",
      signKey: victim.signKey,
      sealKey: attacker.invite.sealKey,
      role: "member",
      household: 13,
      group: 3,
      untilSeconds: 0,
      proof: new Uint8Array(0),
      issuer: attacker.invite.device,
    };
    const withProofOfOther = {
      ...victim,
      signSeed: attacker.invite.signSeed,
      sealKey: attacker.invite.sealKey,
    };
    world.statements.push(
      signStatement(world.association, stolen, attacker.invite.signSeed),
      certifyByInvite(world.association, attacker.invite, withProofOfOther, {
        household: 13,
        group: 3,
      }),
    );
    expect(known(victim.signKey)).toBeUndefined();
    const { invite } = await addInvite(world, 12, 3);
    world.statements.push(
      certifyByInvite(world.association, invite, victim, { household: 12, group: 3 }),
    );
    expect(known(victim.signKey)).toMatchObject({ household: 12, sealKey: victim.sealKey });
  });

  test("[MEM6] devices beyond ten are accepted and flagged, the ten of lowest hash are not; confirming clears it", async () => {
    const { invite } = await addInvite(world, 12, 3);
    const joined = Array.from({ length: INVITE_DEVICES_MAX + 3 }, () => {
      const keys = createDeviceKeys(world);
      const certificate = certifyByInvite(world.association, invite, keys, {
        household: 12,
        group: 3,
      });
      world.statements.push(certificate);
      return { keys, id: certificate.id };
    }).sort((left, right) => (left.id < right.id ? -1 : 1));
    const flags = () =>
      joined.map(({ keys }) => known(keys.signKey)?.flags.includes("overInvited"));
    expect(flags()).toEqual([...Array<boolean>(10).fill(false), true, true, true]);
    const last = joined.at(-1)?.keys.device;
    if (last !== undefined)
      world.statements.push(confirmDevice(world.association, world.founder.keys, last));
    expect(flags().slice(-3)).toEqual([true, true, false]);
  });

  test("[MEM6] a cancelled card flags the devices nobody confirmed, whenever they joined; only officers cancel", async () => {
    const first = await joinHousehold(world, 12, 3);
    const second = await joinHousehold(world, 12, 3);
    const invite = world.invites.get(12)?.invite;
    if (invite === undefined) throw new Error("no card");
    world.statements.push(cancelInvite(world.association, first.keys, invite));
    expect(authorityOf(world).cancelledInvites.size).toBe(0);
    world.statements.push(confirmDevice(world.association, world.founder.keys, first.keys.device));
    world.statements.push(cancelInvite(world.association, world.founder.keys, invite));
    const late = await joinHousehold(world, 12, 3);
    expect(authorityOf(world).cancelledInvites).toEqual(new Set([invite.inviteId]));
    expect([first, second, late].map((device) => standing(device).flags)).toEqual([
      [],
      ["inviteCancelled"],
      ["inviteCancelled"],
    ]);
  });
});

describe("[MEM7] confirmation", () => {
  const isConfirmed = (device: WorldDevice) => standing(device).isConfirmed;
  const confirm = (issuer: WorldDevice, subject: WorldDevice) =>
    world.statements.push(confirmDevice(world.association, issuer.keys, subject.keys.device));

  test("[MEM7] who joined by a card is unconfirmed until an officer vouches", async () => {
    const device = await joinHousehold(world, 12, 3);
    expect(isConfirmed(device)).toBe(false);
    confirm(world.founder, device);
    expect(isConfirmed(device)).toBe(true);
  });

  test("[MEM7] a confirmed device vouches for its household, in chains, in any order; never for itself or others", async () => {
    const [first, second, third] = [
      await joinHousehold(world, 12, 3),
      await joinHousehold(world, 12, 3),
      await joinHousehold(world, 12, 3),
    ];
    const neighbour = await joinHousehold(world, 13, 3);
    confirm(second, third);
    confirm(first, second);
    confirm(first, first);
    confirm(first, neighbour);
    expect([first, second, third, neighbour].map(isConfirmed)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    confirm(world.founder, first);
    expect([first, second, third, neighbour].map(isConfirmed)).toEqual([true, true, true, false]);
  });

  test("[MEM7] the group's leader vouches, another group's does not", async () => {
    const device = await joinHousehold(world, 12, 3);
    const other = addDevice(world, { role: "groupLeader", household: 20, group: 4 });
    confirm(other, device);
    expect(isConfirmed(device)).toBe(false);
    const leader = addDevice(world, { role: "groupLeader", household: 21, group: 3 });
    confirm(leader, device);
    expect(isConfirmed(device)).toBe(true);
  });

  test("[MEM7] a card cannot vouch for what it let in, nor can a relay", async () => {
    const device = await joinHousehold(world, 12, 3);
    const invite = world.invites.get(12)?.invite;
    if (invite === undefined) throw new Error("no card");
    const relay = addDevice(world, { role: "relay", household: 12, group: 3 });
    world.statements.push(confirmDevice(world.association, invite, device.keys.device));
    confirm(relay, device);
    expect(isConfirmed(device)).toBe(false);
  });

  test("[MEM7] a revoked device vouches no more, unless what it said stays", async () => {
    const first = await joinHousehold(world, 12, 3);
    const second = await joinHousehold(world, 12, 3);
    confirm(world.founder, first);
    confirm(first, second);
    const plan = { subject: first.keys.device, heads: new Map(), issued: [] };
    world.statements.push(revokeDevice(authorityOf(world), world.founder.keys, plan));
    expect(isConfirmed(second)).toBe(false);
    revokeIn(world, first);
    expect(isConfirmed(second)).toBe(false);
    const stays = { ...plan, issued: world.statements };
    world.statements.splice(
      world.statements.findIndex(({ body }) => body.type === "revocation"),
      2,
    );
    world.statements.push(revokeDevice(authorityOf(world), world.founder.keys, stays));
    expect(isConfirmed(second)).toBe(true);
  });
});
