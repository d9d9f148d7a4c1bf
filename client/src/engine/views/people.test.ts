import { beforeEach, expect, test } from "vitest";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  type AssociationWorld,
  addDevice,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import {
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
} from "../replica/testing/replica-world.ts";

const AT = 1_775_001_600_000;
const HOUSEHOLD = 12;
const PEOPLE = ["父", "母", "子"];

let world: AssociationWorld;
let relay: MemoryRelay;
let first: TestReplica;
let officer: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  first = await installReplica(world, await joinHousehold(world, HOUSEHOLD, 3));
  const desk = addDevice(world, { role: "officer", household: 1, group: 1 });
  officer = await installReplica(world, desk);
  await first.run({ type: "setPersons", persons: PEOPLE, atMs: AT });
  await meet(first);
  await confirm(first);
});

async function meet(replica: TestReplica): Promise<void> {
  await contact(replica, relay);
  await contact(officer, relay);
}

async function confirm({ replica }: TestReplica): Promise<void> {
  const device = replica.identity?.device;
  if (device === undefined) throw new Error("Broken invariant: the replica has joined");
  await officer.run({ type: "confirmDevices", devices: [device] });
}

async function personsSeen(): Promise<readonly string[] | undefined> {
  return (await officer.database.households.get(HOUSEHOLD))?.persons;
}

test("a household's later word counts, and its withdrawal, whatever its clock said before", async () => {
  const CENTURY_MS = 3_155_760_000_000;
  await first.run({ type: "setPersons", persons: ["父"], atMs: AT + CENTURY_MS });
  await first.run({ type: "setPersons", persons: ["父", "母"], atMs: AT + 1_000 });
  await meet(first);
  expect(await personsSeen()).toEqual(["父", "母"]);
  await first.run({ type: "withdrawConsent", atMs: AT + 2_000 });
  await meet(first);
  expect(await personsSeen()).toEqual([]);
  await first.run({ type: "setPersons", persons: PEOPLE, atMs: AT + 3_000 });
  await meet(first);
  expect(await personsSeen()).toEqual(PEOPLE);
});

test("[MEM7] a device nobody confirmed does not change who is to be accounted for", async () => {
  expect(await personsSeen()).toEqual(PEOPLE);
  const stranger = await installReplica(world, await joinHousehold(world, HOUSEHOLD, 3));
  await stranger.run({ type: "setPersons", persons: ["父"], atMs: AT + 60_000 });
  await stranger.run({ type: "withdrawConsent", atMs: AT + 120_000 });
  await meet(stranger);
  expect(await personsSeen()).toEqual(PEOPLE);
  await confirm(stranger);
  expect(await personsSeen()).toEqual([]);
});

test("a family's second device, which names nobody when it joins, takes nobody off the household", async () => {
  const second = await installReplica(world, await joinHousehold(world, HOUSEHOLD, 3), {
    clock: createManualClock(AT + 60_000),
  });
  await meet(second);
  await confirm(second);
  expect(await personsSeen()).toEqual(PEOPLE);
  await second.run({ type: "setPersons", persons: ["父", "母"], atMs: AT + 7_200_000 });
  await meet(second);
  expect(await personsSeen()).toEqual(["父", "母"]);
});

test("[MEM7] before vouching an officer sees the name that was typed when the device joined", async () => {
  const device = first.replica.identity?.device;
  if (device === undefined) throw new Error("Broken invariant: the replica has joined");
  expect((await officer.database.devices.get(device))?.typedName).toBe("試験 花子");
});

test("[MEM2] a card that a stranger made up is not shown as one: fuzzing found that it was", async () => {
  const stranger = createDeviceKeys(world);
  const forged = certifyDevice(world.association, stranger, createDeviceKeys(world), {
    ...{ role: "invite", household: 1, group: 1 },
  });
  const messages = [{ bytes: forged.bytes, relayedAtSeconds: AT / 1_000 }];
  await officer.replica.receive([{ stream: "membership", messages }]);
  const households = await officer.database.households.bulkGet([1, HOUSEHOLD]);
  expect(households.map((household) => household?.cardMadeAtMs)).toEqual([undefined, AT]);
});
