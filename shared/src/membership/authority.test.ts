import { beforeEach, describe, expect, test } from "vitest";
import { type DeviceId, toId } from "../base/ids.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addInvite,
  addRole,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  standingIn,
  writeEntry,
} from "../testing/association-world.ts";
import {
  computeAuthority,
  countsEntry,
  currentEpoch,
  mayIssue,
  standingOfKey,
  standingsOf,
} from "./authority.ts";
import { createDeviceKeys } from "./device-keys.ts";
import {
  cancelInvite,
  certifyByInvite,
  certifyDevice,
  confirmDevice,
  revokeDevice,
} from "./issue.ts";
import { INVITE_DEVICES_MAX, type Standing } from "./standing.ts";
import {
  type Certificate,
  type Revocation,
  type Role,
  associationIdOf,
  deviceIdOf,
  signStatement,
} from "./statement.ts";

let world: AssociationWorld;

beforeEach(async () => {
  world = await createWorld(11);
});

const standing = (device: WorldDevice): Standing => standingIn(world, device);
const known = (signKey: Uint8Array) => standingOfKey(authorityOf(world), signKey);
const payload = new Uint8Array(4);

describe("[MEM1] names", () => {
  test("[MEM1] association and devices are named by the hashes of their keys", () => {
    const authority = authorityOf(world);
    expect(associationIdOf(world.root.signKey)).toBe(world.association);
    expect(authority.rootSignKey).toEqual(world.root.signKey);
    expect(world.association).toHaveLength(32);
    expect(standing(world.founder).device).toBe(deviceIdOf(world.founder.keys.signKey));
  });

  test("[MEM1] another root's certificate means nothing here", async () => {
    const other = await createWorld(12);
    const signed = other.statements.map(({ body }) =>
      signStatement(world.association, body, other.root.signSeed),
    );
    const authority = computeAuthority(world.association, signed);
    expect(authority.rootSignKey).toBeUndefined();
    expect(authority.standings.size).toBe(0);
    expect(computeAuthority(world.association, other.statements).counted.size).toBe(0);
  });

  test("[MEM1] a key has one household and one sealing key for ever: the higher issuer's word holds", () => {
    const member = addDevice(world, { role: "member", household: 12, group: 3 });
    const officer = addDevice(world, { role: "officer", household: 20, group: 3 });
    const { association, root } = world;
    const rekeyed = { signKey: member.keys.signKey, sealKey: root.sealKey };
    const contradictions = [
      certifyDevice(association, officer.keys, member.keys, {
        role: "member",
        household: 13,
        group: 3,
      }),
      certifyDevice(association, officer.keys, rekeyed, { role: "desk", household: 12, group: 3 }),
    ];
    world.statements.push(...contradictions);
    expect(contradictions.filter(({ id }) => authorityOf(world).counted.has(id))).toEqual([]);
    expect(standing(member)).toMatchObject({ household: 12, sealKey: member.keys.sealKey });
    expect([...standing(member).roles]).toEqual(["member"]);
  });

  test("[MEM1] of contradicting issuers of one rank the lowest hash decides", () => {
    const keys = createDeviceKeys(world);
    const claims = [12, 13, 14].map((household) =>
      certifyDevice(world.association, world.founder.keys, keys, {
        role: "member",
        household,
        group: 3,
      }),
    );
    world.statements.push(...claims);
    const [lowest] = [...claims].sort((left, right) => (left.id < right.id ? -1 : 1));
    expect(known(keys.signKey)?.household).toBe(lowest?.body.household);
    expect(claims.filter(({ id }) => authorityOf(world).counted.has(id))).toEqual([lowest]);
  });
});

describe("[MEM3] roles and ranks", () => {
  const below = [
    "groupLeader",
    "desk",
    "member",
    "invite",
    "relay",
  ] as const satisfies readonly Role[];

  test.each([
    ["admin", ["officer", ...below], ["root", "admin"]],
    ["officer", below, ["root", "admin", "officer"]],
    ["groupLeader", [], ["officer", ...below]],
    ["desk", [], below],
    ["member", [], below],
    ["relay", [], below],
  ] as const)("[MEM3] %s certifies strictly lower ranks only", (role, may, mayNot) => {
    const issuer = addDevice(world, { role, household: 20, group: 2 });
    const certify = (given: Role) => {
      const subject = createDeviceKeys(world);
      const certificate = certifyDevice(world.association, issuer.keys, subject, {
        role: given,
        household: 21,
        group: 2,
      });
      world.statements.push(certificate);
      const isAllowed = mayIssue(standing(issuer), certificate.body);
      expect(known(subject.signKey)?.roles.has(given) ?? false).toBe(isAllowed);
      return isAllowed;
    };
    expect(may.filter((given) => !certify(given))).toEqual([]);
    expect(mayNot.filter(certify)).toEqual([]);
  });

  test("[MEM3] the rights of a key are the union of its certificates", () => {
    const device = addDevice(world, { role: "member", household: 12, group: 3 });
    addRole(world, device, { role: "groupLeader", household: 12, group: 4 });
    addRole(world, device, { role: "officer", household: 12, group: 3 });
    expect(standing(device)).toMatchObject({
      household: 12,
      group: 3,
      groupsLed: [4],
      isConfirmed: true,
    });
    expect([...standing(device).roles].sort()).toEqual(["groupLeader", "member", "officer"]);
  });

  test("[MEM3] a certificate with a signature not its issuer's counts for nothing", () => {
    const subject = createDeviceKeys(world);
    const forged = certifyDevice(
      world.association,
      { ...createDeviceKeys(world), device: world.founder.keys.device },
      subject,
      { role: "officer", household: 0, group: 0 },
    );
    world.statements.push(forged);
    expect(known(subject.signKey)).toBeUndefined();
  });
});

test("[MEM4] no certificate ends by its date: only a revocation ends it", () => {
  const device = addDevice(world, { role: "officer", household: 12, group: 3, untilSeconds: 1 });
  expect(standing(device).roles.has("officer")).toBe(true);
  expect(standing(device).revoked).toBeUndefined();
});

describe("[MEM5] revocation", () => {
  const revocation = (
    issuer: WorldDevice | { keys: WorldDevice["keys"] },
    subject: DeviceId,
    change: Partial<Revocation>,
  ) => {
    const { device, signSeed } = issuer.keys;
    const body: Revocation = {
      type: "revocation",
      subject,
      revision: 1,
      streams: [],
      stays: [],
      issuer: device,
      ...change,
    };
    return signStatement(world.association, body, signSeed);
  };
  const bound = (seq: number) => ({
    stream: "safety" as const,
    seq,
    head: new Uint8Array(8).fill(seq),
  });

  test("[MEM5] entries count up to the bound of their stream, in streams not listed none", async () => {
    const device = await joinHousehold(world, 12, 3);
    const entries = [1, 2, 3].map(() => writeEntry(world, device, "safety", payload));
    const head = device.heads.get("safety");
    device.heads.set("safety", { seq: 2, entryId: entries[1]?.entryId });
    revokeIn(world, device);
    const revoked = standing(device);
    const counts = entries.map(({ entry, entryId }) =>
      countsEntry(revoked, "safety", entry.seq, entryId),
    );
    expect(counts).toEqual([true, true, false]);
    expect(head?.seq).toBe(3);
    const fork = toId("entry", new Uint8Array(32).fill(9));
    expect(countsEntry(revoked, "safety", 2, fork)).toBe(false);
    expect(countsEntry(revoked, "safety", 1, fork)).toBe(true);
    expect(countsEntry(revoked, "members", 1, fork)).toBe(false);
    expect(countsEntry(standing(world.founder), "members", 1, fork)).toBe(true);
  });

  test("[MEM5] only strictly higher rank, or the device itself, revokes", () => {
    const officer = addDevice(world, { role: "officer", household: 12, group: 3 });
    const peer = addDevice(world, { role: "officer", household: 13, group: 3 });
    const member = addDevice(world, { role: "member", household: 14, group: 3 });
    world.statements.push(revocation(peer, officer.keys.device, {}));
    world.statements.push(revocation(member, officer.keys.device, {}));
    world.statements.push(revocation(member, world.founder.keys.device, {}));
    world.statements.push(revocation(world.founder, world.root.device, {}));
    world.statements.push(revocation({ keys: world.root }, world.root.device, {}));
    expect(standing(officer).revoked).toBeUndefined();
    expect(standing(world.founder).revoked).toBeUndefined();
    expect(known(world.root.signKey)?.revoked).toBeUndefined();
    world.statements.push(revocation(officer, officer.keys.device, {}));
    world.statements.push(revocation(peer, member.keys.device, {}));
    expect(standing(officer).revoked).toBeDefined();
    expect(standing(member).revoked).toBeDefined();
  });

  test("[MEM5] of several one wins: highest rank, then highest revision, then lowest hash", () => {
    const officer = addDevice(world, { role: "officer", household: 12, group: 3 });
    const member = addDevice(world, { role: "member", household: 14, group: 3 });
    const { device } = member.keys;
    const seqNow = () => standing(member).revoked?.get("safety")?.seq;
    world.statements.push(revocation(member, device, { revision: 99, streams: [bound(50)] }));
    expect(seqNow()).toBe(50);
    world.statements.push(revocation(officer, device, { revision: 9, streams: [bound(9)] }));
    expect(seqNow()).toBe(9);
    world.statements.push(revocation(officer, device, { revision: 8, streams: [bound(8)] }));
    expect(seqNow()).toBe(9);
    world.statements.push(revocation(world.founder, device, { revision: 1, streams: [bound(1)] }));
    expect(seqNow()).toBe(1);
    const ties = [2, 3, 4].map((seq) =>
      revocation({ keys: world.root }, device, { streams: [bound(seq)] }),
    );
    world.statements.push(...ties);
    const lowest = [...ties].sort((left, right) => (left.id < right.id ? -1 : 1))[0];
    expect(seqNow()).toBe(lowest?.body.streams[0]?.seq);
  });

  test("[MEM5] of what a revoked officer issued, only what the revocation lists stays", () => {
    const officer = addDevice(world, { role: "officer", household: 12, group: 3 });
    const certify = () => {
      const keys = createDeviceKeys(world);
      const plan = { role: "member" as const, household: 15, group: 3 };
      world.statements.push(certifyDevice(world.association, officer.keys, keys, plan));
      return keys;
    };
    const kept = certify();
    revokeIn(world, officer);
    const late = certify();
    expect(known(kept.signKey)).toBeDefined();
    expect(known(late.signKey)).toBeUndefined();
    const plan = { subject: officer.keys.device, heads: new Map(), issued: [] };
    world.statements.push(revokeDevice(authorityOf(world), world.founder.keys, plan));
    expect(known(kept.signKey)).toBeUndefined();
  });

  test("[MEM5] a revoked officer's revocations fall with it, unless they stay", () => {
    const officer = addDevice(world, { role: "officer", household: 12, group: 3 });
    const member = addDevice(world, { role: "member", household: 14, group: 3 });
    const revoking = revocation(officer, member.keys.device, {});
    world.statements.push(revoking);
    expect(standing(member).revoked).toBeDefined();
    world.statements.push(revocation(world.founder, officer.keys.device, {}));
    expect(standing(member).revoked).toBeUndefined();
    world.statements.push(
      revocation(world.founder, officer.keys.device, { revision: 2, stays: [revoking.id] }),
    );
    expect(standing(member).revoked).toBeDefined();
  });

  test("[MEM5] a revoked device issues nothing more", () => {
    const officer = addDevice(world, { role: "officer", household: 12, group: 3 });
    revokeIn(world, officer);
    const confirmation = confirmDevice(world.association, officer.keys, world.founder.keys.device);
    expect(mayIssue(standing(officer), confirmation.body, standing(world.founder))).toBe(false);
  });
});

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

test("[KEY1] epochs by officers and admins count, by others not", async () => {
  const officer = addDevice(world, { role: "officer", household: 12, group: 3 });
  const member = addDevice(world, { role: "member", household: 13, group: 3 });
  const epoch = currentEpoch(authorityOf(world), "members");
  if (epoch === undefined) throw new Error("no epoch");
  const begin = (device: WorldDevice, number: number) =>
    world.statements.push(
      signStatement(
        world.association,
        { ...epoch.body, number, issuer: device.keys.device },
        device.keys.signSeed,
      ),
    );
  begin(member, 9);
  expect(currentEpoch(authorityOf(world), "members")?.id).toBe(epoch.id);
  begin(officer, 2);
  expect(currentEpoch(authorityOf(world), "members")?.body).toMatchObject({
    number: 2,
    issuer: officer.keys.device,
  });
});

test("[MEM2] a device nobody certified has no standing", () => {
  expect(standingsOf(authorityOf(world), deviceIdOf(new Uint8Array(32)))).toEqual([]);
});
