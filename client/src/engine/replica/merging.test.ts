/** Documents that change while others of their changes are being merged. */
import { expect, test } from "vitest";
import {
  addDevice,
  createWorld,
  joinHousehold,
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
