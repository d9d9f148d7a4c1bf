import { beforeEach, expect, test } from "vitest";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { certifyDevice, confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { huskBytes } from "@tomoshibi/shared/sync/erasing.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { Arrival } from "./replica.ts";
import {
  type MemoryRelay,
  RELAY_KEY,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

let world: AssociationWorld;
let phone: TestReplica;
let desk: TestReplica;
let resident: WorldDevice;
let relay: MemoryRelay;

/** A town in which everybody holds what the others may read, and a relay that lost all of it. */
beforeEach(async () => {
  world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
  for (let household = 20; household < 30; household += 1) await joinHousehold(world, household, 3);
  giveKeys(world, officer);
  relay = createMemoryRelay();
  phone = await installReplica(world, resident);
  desk = await installReplica(world, officer);
  await desk.run(openIncident(AT));
  await phone.run(tap(AT));
  for (const replica of [desk, phone, desk]) await contact(replica, relay);
  relay.wipe();
  for (const { replica } of [phone, desk]) await replica.forgetRelay(RELAY_KEY);
});

test("[REL1] what a device wrote itself goes before the relay is read, with what it stands on and nothing else", async () => {
  const bundle = await phone.replica.outgoing(RELAY_KEY, "own");
  const authors = entriesOf(bundle).map(({ entry }) => entry.author);
  expect(new Set(authors)).toEqual(new Set([resident.keys.device]));
  expect(authors.length).toBeGreaterThan(1);
  const certified = statementsOf(bundle).flatMap(({ body }) =>
    body.type === "certificate" && "household" in body ? body.household : [],
  );
  expect(certified).toContain(12);
  expect(certified.filter((household) => household >= 20)).toEqual([]);
  expect(entriesOf(await phone.replica.outgoing(RELAY_KEY)).length).toBeGreaterThan(authors.length);
});

test("[REL1] what the relay shows is not sent to it again, and what it lacks is", async () => {
  await contact(desk, relay);
  await handIn(phone, "own");
  expect(phone.replica.owesRefill(RELAY_KEY)).toBe(true);
  const shown = relay.read(phone.replica.wantedStreams(), new Map());
  const withheld = shown.map((arrival) =>
    arrival.stream === "members" ? { ...arrival, messages: arrival.messages.slice(1) } : arrival,
  );
  await phone.replica.receive(withheld);
  await phone.replica.noteSeen(RELAY_KEY, withheld);
  const rest = await phone.replica.outgoing(RELAY_KEY);
  expect(rest?.statements).toEqual([]);
  expect(rest?.streams.map(({ stream, entries }) => [stream, entries.length])).toEqual([
    ["members", 1],
  ]);
  await handIn(phone, "all");
  expect(phone.replica.owesRefill(RELAY_KEY)).toBe(false);
});

test("[REL1] a husk or a damaged copy in the relay does not keep the whole entry back", async () => {
  await contact(desk, relay);
  await handIn(phone, "own");
  const shown = relay.read(["members"], new Map());
  const husks = shown.map((arrival) => changed(arrival, (bytes) => huskBytes(bytes) ?? bytes));
  const damaged = shown.map((arrival) =>
    changed(arrival, (bytes) =>
      bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)),
    ),
  );
  for (const copies of [husks, damaged]) await phone.replica.noteSeen(RELAY_KEY, copies);
  const rest = entriesOf(await phone.replica.outgoing(RELAY_KEY));
  expect(rest.map(({ stream }) => stream)).toContain("members");
});

test("[DEL2] that a relay shows the own report says nothing to its author: an answer does", async () => {
  expect(await ownDelivery()).toBe("saved");
  const own = await phone.database.entries.toArray();
  const shown = own.map(({ stream, bytes }): Arrival => ({
    stream,
    messages: [{ bytes, relayedAtSeconds: 1_775_001_700 }],
  }));
  await phone.replica.noteSeen(RELAY_KEY, shown);
  expect(await ownDelivery()).toBe("saved");
  await handIn(phone, "own");
  expect(await ownDelivery()).toBe("relayed");
});

test("[REL1] what this device signed with the root's key is its own", async () => {
  const town = await createWorld();
  const officer = addDevice(town, { role: "officer", household: 5, group: 1 });
  const founder = await installReplica(town, town.founder);
  // 役員をふやす, an admin: signed by the root on this very device.
  const appointment = certifyDevice(town.association, town.root, officer.keys, {
    ...{ role: "admin", household: 5, group: 1 },
  });
  await founder.replica.addStatements([appointment], []);
  const ids = (await ownStatementsOf(town, founder)).map(({ id }) => id);
  expect(ids).toContain(appointment.id);
});

test("[REL1] [MEM7] who was vouched for goes as such: else a relay takes the eleventh device of a card into the intake", async () => {
  const town = await createWorld();
  const officer = addDevice(town, { role: "officer", household: 5, group: 1 });
  const device = await joinHousehold(town, 12, 3);
  const confirmation = confirmDevice(town.association, officer.keys, device.keys.device);
  town.statements.push(confirmation);
  const phone = await installReplica(town, device);
  const ids = (await ownStatementsOf(town, phone)).map(({ id }) => id);
  expect(ids).toContain(confirmation.id);
});

test("[DEL2] what officers have is not counted as under way on a device that was set back, after the relay lost its data", async () => {
  const town = await createWorld();
  const device = await joinHousehold(town, 12, 3);
  const officer = addDevice(town, { role: "officer", household: 5, group: 1 });
  const office = await installReplica(town, officer);
  const lost = await installReplica(town, device);
  await lost.run(openIncident(AT));
  await lost.run(tap(AT));
  const all = async () => {
    for (const one of [office, lost, office]) await contact(one, relay);
    await office.replica.writeReceipt();
    for (const one of [office, lost]) await contact(one, relay);
  };
  await all();
  // The same device with an older store: its own words come back from the relay.
  const older = await installReplica(town, device);
  for (let round = 0; round < 3; round += 1) {
    for (const one of [older, office]) await contact(one, relay);
    await office.replica.writeReceipt();
    for (const one of [office, older]) await contact(one, relay);
  }
  const before = await older.database.connection.get("relay");
  relay.wipe();
  for (const one of [office, older]) await one.replica.forgetRelay(RELAY_KEY);
  for (let round = 0; round < 3; round += 1) {
    for (const one of [older, office]) await contact(one, relay);
    await office.replica.writeReceipt();
    for (const one of [office, older]) await contact(one, relay);
  }
  // A neighbour joins.
  await joinHousehold(town, 44, 4);
  await office.replica.addStatements(town.statements, []);
  for (const one of [office, older]) await contact(one, relay);
  expect((await older.database.connection.get("relay"))?.unreceived).toBe(before?.unreceived);
});

async function ownStatementsOf({ association }: AssociationWorld, { replica }: TestReplica) {
  const bundle = await replica.outgoing(RELAY_KEY, "own");
  return (bundle?.statements ?? []).flatMap((bytes) => decodeStatement(association, bytes) ?? []);
}

async function handIn({ replica }: TestReplica, scope: "own" | "all"): Promise<void> {
  for (;;) {
    const bundle = await replica.outgoing(RELAY_KEY, scope);
    if (bundle === undefined) return;
    await replica.answered(RELAY_KEY, relay.push(bundle));
  }
}

async function ownDelivery(): Promise<string | undefined> {
  return (await phone.database.ownReports.toArray())[0]?.delivery;
}

function entriesOf(bundle: Bundle | undefined) {
  return (bundle?.streams ?? []).flatMap(({ stream, entries }) =>
    entries.flatMap((bytes) => {
      const entry = decodeEntry(bytes);
      if (entry === undefined) return [];
      return [{ stream, entry, id: entryIdOf({ association: world.association, stream }, entry) }];
    }),
  );
}

function statementsOf(bundle: Bundle | undefined) {
  return (bundle?.statements ?? []).flatMap(
    (bytes) => decodeStatement(world.association, bytes) ?? [],
  );
}

function changed(arrival: Arrival, change: (bytes: Uint8Array) => Uint8Array): Arrival {
  const messages = arrival.messages.map((message) => ({
    ...message,
    bytes: change(message.bytes),
  }));
  return { ...arrival, messages };
}
