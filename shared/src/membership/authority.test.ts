import { beforeEach, describe, expect, test } from "vitest";

import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addRole,
  authorityOf,
  createWorld,
  standingIn,
} from "../testing/association-world.ts";
import { computeAuthority, currentEpoch, standingOfKey, standingsOf } from "./authority.ts";
import { mayIssue } from "./issuing-rights.ts";
import { createDeviceKeys } from "./device-keys.ts";
import { certifyDevice } from "./issue.ts";
import type { Standing } from "./standing.ts";
import { type Role, associationIdOf, deviceIdOf, signStatement } from "./statement.ts";

let world: AssociationWorld;

beforeEach(async () => {
  world = await createWorld(11);
});

const standing = (device: WorldDevice): Standing => standingIn(world, device);
const known = (signKey: Uint8Array) => standingOfKey(authorityOf(world), signKey);

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
