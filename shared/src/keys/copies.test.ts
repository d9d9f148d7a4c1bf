import { beforeEach, expect, test } from "vitest";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  rotateIn,
} from "../testing/association-world.ts";
import { currentEpoch } from "../membership/authority.ts";
import { COPIES_MAX } from "../membership/statement-fields.ts";
import { SMALL_STATEMENT_BYTES_MAX, decodeStatement } from "../membership/statement.ts";
import { openDeviceCopy } from "./copies.ts";
import type { EpochStatement } from "./epoch.ts";
import { EMPTY_KEYRING, addKeys, copiesToOpen, expandKeyring } from "./keyring.ts";
import { addKey } from "./taking.ts";

let world: AssociationWorld;
let officer: WorldDevice;

beforeEach(async () => {
  world = await createWorld(43);
  officer = addDevice(world, { role: "officer", household: 2, group: 1 });
});

const epochOf = (audience: Parameters<typeof currentEpoch>[1]): EpochStatement => {
  const epoch = currentEpoch(authorityOf(world), audience);
  if (epoch === undefined) throw new Error("no epoch");
  return epoch;
};
const expanded = (device: WorldDevice) => expandKeyring(device.keyring, authorityOf(world));
const openFor = (device: WorldDevice, epoch = epochOf("officers")) =>
  openDeviceCopy(world.association, epoch, device.keys);

test("[KEY2] who holds a key of officers finds each later key in the statement that begins it", async () => {
  await rotateIn(world, ["members", "safety", "group/1", "household/1"]);
  for (const audience of ["members", "safety", "group/1", "household/1"] as const)
    expect(expanded(officer).keys.get(epochOf(audience).id)).toEqual(
      world.founder.keyring.keys.get(epochOf(audience).id),
    );
});

test("[KEY2] a member finds none of them there", async () => {
  const member = await joinHousehold(world, 12, 3);
  await rotateIn(world, ["members", "safety", "officers"]);
  expect(expanded(member)).toBe(member.keyring);
  expect(await openFor(member)).toBeUndefined();
});

test("[KEY2] a renewed key of officers lies in its statement for each of their devices, the issuer's own too", async () => {
  await rotateIn(world, ["members", "officers"]);
  const epoch = epochOf("officers");
  for (const device of [officer, world.founder])
    expect(await openFor(device)).toEqual(world.founder.keyring.keys.get(epoch.id));
  expect(copiesToOpen(authorityOf(world), officer.keyring, officer.keys.device)).toEqual([epoch]);
  // With it, what was begun in the same step.
  const key = await openFor(officer);
  const keyring = key && addKey(officer.keyring, key);
  const { keys } = expandKeyring(keyring ?? officer.keyring, authorityOf(world));
  expect(keys.has(epochOf("members").id)).toBe(true);
  expect(copiesToOpen(authorityOf(world), { keys }, officer.keys.device)).toEqual([]);
});

test("[KEY2] [KEY3] an officer who was stopped before gets no copy", async () => {
  revokeIn(world, officer);
  await rotateIn(world, ["members", "safety", "officers"]);
  expect(await openFor(officer)).toBeUndefined();
  expect(expanded(officer).keys.has(epochOf("members").id)).toBe(false);
});

test("[KEY2] what a card opens, officers find in the statement too, and nobody else does", async () => {
  const member = await joinHousehold(world, 12, 3);
  const neighbour = await joinHousehold(world, 13, 3);
  const epoch = epochOf("household/12");
  const key = world.founder.keyring.keys.get(epoch.id);
  expect(member.keyring.keys.get(epoch.id)).toEqual(key);
  expect(expanded(officer).keys.get(epoch.id)).toEqual(key);
  expect(expanded(neighbour).keys.has(epoch.id)).toBe(false);
  expect(epoch.bytes.length).toBeLessThanOrEqual(300);
});

test("[KEY2] a card made by an officer's device that holds no key of officers has no copy, and keeps its bytes", async () => {
  const keys = [...world.founder.keyring.keys.values()].filter(
    (key) => key.audience !== "officers",
  );
  world.founder.keyring = addKeys(EMPTY_KEYRING, keys);
  await joinHousehold(world, 12, 3);
  expect(epochOf("household/12").body.copies).toEqual([]);
});

test("[KEY2] a copy of something else, or one put at another epoch, opens nothing", async () => {
  await rotateIn(world, ["members", "officers"]);
  const [members, officers] = [epochOf("members"), epochOf("officers")];
  const swapped = {
    ...officers,
    body: { ...officers.body, copies: officers.body.copies.toReversed() },
  };
  const named = swapped.body.copies.map(({ sealed }, index) => ({
    to: officers.body.copies[index]?.to ?? new Uint8Array(),
    sealed,
  }));
  const moved = { ...officers, body: { ...officers.body, copies: named } };
  expect(await openFor(officer, moved)).toBeUndefined();
  const authority = authorityOf(world);
  const bare = { ...members, body: { ...members.body, number: 3 } };
  const forged = { ...authority, epochs: new Map(authority.epochs).set("members", [bare]) };
  expect(expandKeyring(world.founder.keyring, forged).keys.size).toBe(
    world.founder.keyring.keys.size,
  );
});

test("[KEY2] a statement has room for twenty-four officers' devices; more wait for their mailbox", async () => {
  for (let household = 3; household < 3 + COPIES_MAX; household += 1)
    addDevice(world, { role: "officer", household, group: 1 });
  for (let round = 0; round < 3; round += 1) await rotateIn(world, ["officers"]);
  const { bytes, body } = epochOf("officers");
  expect(body.copies).toHaveLength(COPIES_MAX);
  expect(bytes.length).toBeLessThan(SMALL_STATEMENT_BYTES_MAX);
  expect(decodeStatement(world.association, bytes)?.body).toEqual(body);
  expect(await openFor(world.founder)).toBeDefined();
});
