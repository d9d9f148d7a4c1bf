import { beforeEach, describe, expect, test } from "vitest";
import { type DeviceId, toId } from "../base/ids.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  standingIn,
  writeEntry,
} from "../testing/association-world.ts";
import { countsEntry, standingOfKey } from "./authority.ts";
import { mayIssue } from "./issuing-rights.ts";
import { createDeviceKeys } from "./device-keys.ts";
import { certifyDevice, confirmDevice, revokeDevice } from "./issue.ts";
import type { Standing } from "./standing.ts";
import { type Revocation, signStatement } from "./statement.ts";

let world: AssociationWorld;

beforeEach(async () => {
  world = await createWorld(11);
});

const standing = (device: WorldDevice): Standing => standingIn(world, device);
const known = (signKey: Uint8Array) => standingOfKey(authorityOf(world), signKey);
const payload = new Uint8Array(4);

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
