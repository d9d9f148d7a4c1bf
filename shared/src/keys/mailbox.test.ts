import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { type DeviceId, idBytes, toId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  rotateIn,
  standingIn,
} from "../testing/association-world.ts";
import { computeAuthority } from "../membership/authority.ts";
import { cancelInvite, certifyByInvite, confirmDevice } from "../membership/issue.ts";
import { createDeviceKeys } from "../membership/device-keys.ts";
import { EMPTY_KEYRING, addKeys, missingKeys, readKeys } from "./keyring.ts";
import {
  type EpochMark,
  WRAPPED_KEYS_MAX,
  keysToWrap,
  unwrapKeys,
  wrapKeys,
  wrappedMarks,
} from "./mailbox.ts";

let world: AssociationWorld;
let device: WorldDevice;

beforeEach(async () => {
  world = await createWorld(51);
  device = await joinHousehold(world, 12, 3);
});

const due = (
  alreadyWrapped: ReadonlyMap<DeviceId, ReadonlySet<EpochMark>> = new Map(),
  officer = world.founder,
) =>
  keysToWrap({
    authority: authorityOf(world),
    keyring: officer.keyring,
    alreadyWrapped,
    self: officer.keys.device,
  });
const dueFor = (one: DeviceId) => due().find(({ standing }) => standing.device === one);

test("[KEY2] wrapped keys open for their device only, and match their epochs", async () => {
  const given = dueFor(device.keys.device);
  if (given === undefined) throw new Error("nothing due");
  const payload = await wrapKeys(world, world.association, given.standing, given.keys);
  expect(payload.length).toBeLessThan(64 + 3 * 42);
  const authority = authorityOf(world);
  expect(await unwrapKeys(authority, device.keys, payload)).toEqual({
    keys: given.keys,
    isComplete: true,
  });
  expect(await unwrapKeys(authority, world.founder.keys, payload)).toBeUndefined();
  const asOther = { device: world.founder.keys.device, sealSeed: device.keys.sealSeed };
  expect(await unwrapKeys(authority, asOther, payload)).toBeUndefined();
  const changed = payload.slice();
  changed[8] = (changed[8] ?? 0) ^ 1;
  expect(await unwrapKeys(authority, device.keys, changed)).toBeUndefined();
});

test("[KEY2] a key that matches no epoch is not accepted; the payload says it is worth another try", async () => {
  const [members] = readKeys(world.founder.keyring, "members", 1);
  if (members === undefined) throw new Error("no key");
  const forged = { ...members, secret: new Uint8Array(32).fill(1) };
  const standing = standingIn(world, device);
  const payload = await wrapKeys(world, world.association, standing, [forged]);
  expect(await unwrapKeys(authorityOf(world), device.keys, payload)).toEqual({
    keys: [],
    isComplete: false,
  });
  const honest = await wrapKeys(world, world.association, standing, [members]);
  const early = computeAuthority(world.association, []);
  expect(await unwrapKeys(early, device.keys, honest)).toEqual({ keys: [], isComplete: false });
});

test("[KEY2] noise in a mailbox is refused, never thrown", async () => {
  const authority = authorityOf(world);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 90 }), async (noise) => {
      expect(await unwrapKeys(authority, device.keys, noise)).toBeUndefined();
      expect(wrappedMarks(noise)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("[KEY2] every certified device and open card is owed the newest keys it should hold, until they were seen wrapped", async () => {
  const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  addDevice(world, { role: "relay", household: 0, group: 0 });
  const invite = world.invites.get(12)?.invite;
  if (invite === undefined) throw new Error("no card");
  const devices = due().map(({ standing }) => standing.device);
  expect([...devices].sort()).toEqual(
    [device.keys.device, officer.keys.device, invite.device].sort(),
  );
  const seen = new Map<DeviceId, ReadonlySet<EpochMark>>();
  for (const { standing, keys } of due()) {
    seen.set(
      standing.device,
      new Set(wrappedMarks(await wrapKeys(world, world.association, standing, keys))),
    );
  }
  expect(due(seen)).toEqual([]);
  await rotateIn(world, ["members"]);
  expect(due(seen).map(({ keys }) => keys.map((key) => [key.audience, key.number]))).toEqual(
    devices.map(() => [["members", 2]]),
  );
  const byOfficer = due(seen, officer).flatMap(({ keys }) => keys);
  expect(byOfficer.filter((key) => key.number === 2)).toEqual([]);
});

test("[KEY2] the revoked, cancelled cards and flagged devices are owed nothing; confirming a device owes it again", async () => {
  const invite = world.invites.get(12)?.invite;
  if (invite === undefined) throw new Error("no card");
  world.statements.push(cancelInvite(world.association, world.founder.keys, invite));
  expect(dueFor(invite.device)).toBeUndefined();
  expect(dueFor(device.keys.device)).toBeUndefined();
  const crowd = createDeviceKeys(world);
  world.statements.push(
    certifyByInvite(world.association, invite, crowd, { household: 12, group: 3 }),
  );
  world.statements.push(confirmDevice(world.association, world.founder.keys, device.keys.device));
  expect(dueFor(device.keys.device)?.keys.map((key) => key.audience)).toEqual([
    "group/3",
    "household/12",
    "members",
  ]);
  expect(dueFor(crowd.device)).toBeUndefined();
  revokeIn(world, device);
  expect(dueFor(device.keys.device)).toBeUndefined();
});

test("[KEY2] a device that lacks a key it should hold knows which, and no longer once it was given", async () => {
  await rotateIn(world, ["members"]);
  const authority = authorityOf(world);
  const standing = standingIn(world, device);
  expect(missingKeys(authority, device.keyring, standing).map(({ body }) => body.audience)).toEqual(
    ["members"],
  );
  const given = dueFor(device.keys.device);
  const payload = await wrapKeys(world, world.association, standing, given?.keys ?? []);
  const unwrapped = await unwrapKeys(authority, device.keys, payload);
  const keyring = addKeys(device.keyring, unwrapped?.keys ?? []);
  expect(missingKeys(authority, keyring, standing)).toEqual([]);
  expect(missingKeys(authority, EMPTY_KEYRING, standing)).toHaveLength(3);
});

test("[KEY2] more keys than one payload takes go into several", async () => {
  const authority = authorityOf(world);
  const [epoch] = authority.epochs.get("members") ?? [];
  const [key] = readKeys(world.founder.keyring, "members", 1);
  if (epoch === undefined || key === undefined) throw new Error("no epoch");
  const many = Array.from({ length: WRAPPED_KEYS_MAX + 1 }, (_, index) => {
    const audience = `household/${index + 1}` as const;
    const id = toId("statement", sha256(Uint8Array.of(index >> 8, index & 255)));
    return {
      epoch: { ...epoch, id, body: { ...epoch.body, audience } },
      key: { ...key, audience, epochId: idBytes(id) },
    };
  });
  const crowded = {
    ...authority,
    epochs: new Map(many.map((each) => [each.epoch.body.audience, [each.epoch]])),
  };
  const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  const standings = new Map([[officer.keys.device, [standingIn(world, officer)]]]);
  const payloads = keysToWrap({
    authority: { ...crowded, standings },
    keyring: addKeys(
      EMPTY_KEYRING,
      many.map((each) => each.key),
    ),
    alreadyWrapped: new Map(),
    self: world.founder.keys.device,
  });
  expect(payloads.map(({ keys }) => keys.length)).toEqual([WRAPPED_KEYS_MAX, 1]);
  const [first] = payloads;
  const payload = first && (await wrapKeys(world, world.association, first.standing, first.keys));
  expect(payload?.length).toBeLessThan(64 * 1024);
});
