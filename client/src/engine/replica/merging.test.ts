/** Documents that change while others of their changes are being merged. */
import { expect, test } from "vitest";
import {
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

/** Publishes a circular. Answers what a reader of the stream gets by it. */
async function publish(officer: TestReplica, relay: MemoryRelay, number: number) {
  const from = new Map([["members", relay.length("members")]] as const);
  const circular = String(number).repeat(16) as never;
  const told = { title: `清掃 ${number}`, body: "日曜", atMs: AT } as const;
  await officer.run({ type: "publishCircular", circular, ...told });
  await contact(officer, relay);
  return relay.read(["members"], from);
}

test("[DOC1] what comes while a change is being merged is merged as well, without another contact", async () => {
  const world = await createWorld();
  const officer = await installReplica(
    world,
    addDevice(world, { role: "officer", household: 5, group: 1 }),
  );
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const relay = createMemoryRelay();
  await contact(officer, relay);
  await contact(resident, relay);
  const [first, second, third] = [
    await publish(officer, relay, 1),
    await publish(officer, relay, 2),
    await publish(officer, relay, 3),
  ];
  // Automerge is loaded by the first.
  await resident.replica.receive(first);
  await resident.replica.idle();
  await resident.replica.receive(second);
  await resident.replica.receive(third);
  await resident.replica.idle();
  expect(await resident.database.circulars.count()).toBe(3);
});

/** Two officers, and a resident; the second officer writes a circular, and the first one builds on it. */
async function builtOnAnothers() {
  const world = await createWorld();
  const honest = addDevice(world, { role: "officer", household: 5, group: 1 });
  const stopped = addDevice(world, { role: "officer", household: 6, group: 1 });
  const officer = await installReplica(world, honest);
  const other = await installReplica(world, stopped);
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const relay = createMemoryRelay();
  for (const replica of [officer, other, resident]) await contact(replica, relay);
  const first = await publish(other, relay, 1);
  await contact(officer, relay);
  const second = await publish(officer, relay, 2);
  // By a bound before all it wrote: the founder had not heard of any of it.
  revokeIn(world, { ...stopped, heads: new Map() });
  const statements = [
    {
      stream: "membership" as const,
      messages: world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: AT / 1000 })),
    },
  ];
  return { officer, resident, relay, first, second, statements };
}

const shown = async ({ database }: TestReplica) =>
  (await database.circulars.toArray()).map(({ title }) => title).toSorted();

test("[DOC2] [MEM5] what an officer built on another's change is shown when that one was stopped before it, and with it what it stands on", async () => {
  const { officer, resident, first, second, statements } = await builtOnAnothers();
  for (const replica of [officer, resident])
    for (const arrivals of [first, second, statements]) {
      await replica.replica.receive(arrivals);
      await replica.replica.idle();
    }
  for (const replica of [officer, resident])
    expect(await shown(replica)).toEqual(["清掃 1", "清掃 2"]);
});

test("[DOC2] [MEM5] where the word of it came first, in whichever order the changes come", async () => {
  for (const order of [0, 1]) {
    const { resident, first, second, statements } = await builtOnAnothers();
    const changes = order === 0 ? [first, second] : [second, first];
    for (const arrivals of [statements, ...changes]) {
      await resident.replica.receive(arrivals);
      await resident.replica.idle();
    }
    expect(await shown(resident)).toEqual(["清掃 1", "清掃 2"]);
  }
});

test("[DOC2] [MEM5] who never gets what it stands on, for relays keep that for officers, gets it from an officer's device, once", async () => {
  const { officer, resident, relay, second, statements } = await builtOnAnothers();
  await officer.replica.receive(statements);
  await officer.replica.idle();
  await officer.replica.writeReceipt();
  await officer.replica.writeReceipt();
  const from = new Map([["members", relay.length("members")]] as const);
  await contact(officer, relay);
  const carried = relay.read(["members"], from);
  expect(carried.flatMap(({ messages }) => messages)).toHaveLength(1);
  for (const arrivals of [statements, second]) {
    await resident.replica.receive(arrivals);
    await resident.replica.idle();
  }
  expect(await shown(resident)).toEqual([]);
  await resident.replica.receive(carried);
  await resident.replica.idle();
  expect(await shown(resident)).toEqual(["清掃 1", "清掃 2"]);
});

test("[MEM5] nothing is shown of who was stopped that nobody built on", async () => {
  const { resident, first, statements } = await builtOnAnothers();
  for (const arrivals of [first, statements]) {
    await resident.replica.receive(arrivals);
    await resident.replica.idle();
  }
  expect(await shown(resident)).toEqual([]);
});
