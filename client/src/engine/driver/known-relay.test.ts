import { expect, test } from "vitest";
import {
  addDevice,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  INCIDENT,
  RELAY_KEY,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "../replica/testing/replica-world.ts";
import { rememberRelay } from "./known-relay.ts";

const AT = 1_775_001_600_000;
const RELAY_URL = "http://localhost:8787";
const OTHER_KEY = "bb".repeat(32);

test("[REL1] [REL6] a relay that lost its data with its key gets all again, also what receipts cover", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  const ports = { database: desk.database, clock: desk.clock, relayUrl: RELAY_URL };
  await rememberRelay(ports, desk.replica, RELAY_KEY);
  await resident.run(openIncident(AT));
  await resident.run(tap(AT));
  await contact(resident, relay);
  await contact(desk, relay);
  await desk.replica.writeReceipt();
  await contact(desk, relay);

  await rememberRelay(ports, desk.replica, OTHER_KEY);
  const refilled = createMemoryRelay();
  for (;;) {
    const bundle = await desk.replica.outgoing(OTHER_KEY);
    if (bundle === undefined) break;
    await desk.replica.answered(OTHER_KEY, refilled.push(bundle));
  }
  for (const stream of ["membership", "members", "safety", "receipts"] as const) {
    expect(refilled.length(stream)).toBe(relay.length(stream));
  }
  expect(await desk.database.notices.get("relayKeyChanged")).toBeDefined();
  const newDesk = await installReplica(
    world,
    addDevice(world, { role: "officer", household: 6, group: 1 }),
  );
  await contact(newDesk, refilled);
  expect(await newDesk.database.boardRows.get([INCIDENT, 12])).toMatchObject({
    state: "partlySafe",
  });
});

test("[REL1] a relay that took a refill, could not be read, and lost all once more gets all again", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const ports = { database: resident.database, clock: resident.clock, relayUrl: RELAY_URL };
  const handIn = async () => {
    await rememberRelay(ports, resident.replica, RELAY_KEY);
    const bundle = await resident.replica.outgoing(RELAY_KEY);
    if (bundle !== undefined) await resident.replica.answered(RELAY_KEY, relay.push(bundle));
  };
  await resident.run(tap(AT));
  await handIn();
  relay.wipe();
  await handIn();
  expect(relay.length("safety")).toBeGreaterThan(0);

  // An offset is what makes the next loss known; from here on nothing is handed in twice.
  await resident.replica.setCursors(
    RELAY_KEY,
    new Map([["members", "0000000000000001_00112233aabbccdd"]]),
  );
  relay.wipe();
  await handIn();
  expect(relay.length("safety")).toBe(0);
});
