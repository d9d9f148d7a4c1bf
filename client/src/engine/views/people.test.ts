import { beforeEach, describe, expect, test } from "vitest";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import {
  INCIDENT,
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "../replica/testing/replica-world.ts";

const AT = 1_775_001_600_000;
const HOUSEHOLD = 12;
const PEOPLE = ["父", "母", "子"];

let world: AssociationWorld;
let relay: MemoryRelay;
let phone: WorldDevice;
let first: TestReplica;
let officer: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  phone = await joinHousehold(world, HOUSEHOLD, 3);
  first = await installReplica(world, phone);
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
  const hasWithdrawn = async () => (await officer.database.households.get(HOUSEHOLD))?.hasWithdrawn;
  expect(await personsSeen()).toEqual(PEOPLE);
  expect(await hasWithdrawn()).toBe(false);
  await confirm(stranger);
  expect(await personsSeen()).toEqual([]);
  expect(await hasWithdrawn()).toBe(true);
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

describe("a household without a line on the roster, whose only device is stopped", () => {
  const stop = async (heads: WorldDevice["heads"] = new Map()) => {
    revokeIn(world, { ...phone, heads });
    await officer.replica.addStatements(world.statements, []);
  };
  const listed = () => officer.database.households.toCollection().primaryKeys();
  const rowIn = () => officer.database.boardRows.get([INCIDENT, HOUSEHOLD]);

  test("[STR] stands on no list and in no total, nor do its stopped devices", async () => {
    await officer.run(openIncident(AT));
    await meet(first);
    await first.run({ type: "markIncidentRead", incident: INCIDENT, atMs: AT });
    await meet(first);
    expect(await rowIn()).toMatchObject({ state: "read", isInTotal: true });
    await stop();
    expect(await listed()).toEqual([1]);
    const devices = (await officer.database.devices.toArray()).map(({ household }) => household);
    expect(devices).not.toContain(HOUSEHOLD);
    expect(await rowIn()).toBeUndefined();
    expect((await officer.database.boardCounts.get([INCIDENT, 0]))?.counts.total).toBe(1);
  });

  test("[STR] stands on the board of a check in which it called for help, under its name", async () => {
    await officer.run(openIncident(AT));
    await meet(first);
    await first.run(tap(AT, { subjects: [{ subject: "all", status: "help" }] }));
    await meet(first);
    const { device } = phone.keys;
    const held = await officer.database.entries.filter(({ author }) => author === device).toArray();
    await stop(
      new Map(
        held
          .toSorted((left, right) => left.seq - right.seq)
          .map(({ stream, seq, entryId }) => [stream, { seq, entryId }]),
      ),
    );
    expect(await listed()).toEqual([1]);
    expect(await rowIn()).toMatchObject({ state: "help", name: "試験 花子", isInTotal: false });
  });
});
