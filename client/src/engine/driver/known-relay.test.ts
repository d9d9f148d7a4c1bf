import { expect, test } from "vitest";
import { ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
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
import type { Transport, TransportRead } from "../transports/transport.ts";
import { STOPPED_AGAIN_MS, rememberRelay } from "./known-relay.ts";
import { lookAt } from "./look.ts";

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

test("[REL7] [REL1] a further relay that was looked at is not handed everything again at each start", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const { replica } = resident;
  const ports = { database: resident.database, clock: resident.clock, relayUrl: RELAY_URL };
  const transport = {
    async read({ streams }: TransportRead) {
      return ok(
        streams.map(({ stream, offset }): StreamRead => {
          const from = Number(offset.slice(0, 16));
          const [arrival] = relay.read([stream], new Map([[stream, Math.max(0, from)]]));
          const messages = (arrival?.messages ?? []).map(({ bytes }) => ({
            ...{ bytes, arrivedAtSeconds: 1_775_001_700 },
          }));
          const position = String(relay.length(stream)).padStart(16, "0");
          const state = from > relay.length(stream) ? "gone" : "ok";
          return {
            ...{ stream, state, nextOffset: `${position}_0011223344556677`, isUpToDate: true },
            messages: state === "ok" ? messages : [],
          };
        }),
      );
    },
  } as Pick<Transport, "read"> as Transport;
  const start = async () => {
    await rememberRelay(ports, replica, RELAY_KEY);
    const bundle = await replica.outgoing(RELAY_KEY);
    if (bundle !== undefined) await replica.answered(RELAY_KEY, relay.push(bundle));
    const looked = await lookAt({ replica, transport }, RELAY_KEY, new AbortController().signal);
    return { isHandedIn: bundle !== undefined, isGone: looked.ok && looked.value.isGone };
  };
  expect(await start()).toEqual({ isHandedIn: true, isGone: false });
  expect(await start()).toEqual({ isHandedIn: false, isGone: false });
  relay.wipe();
  expect(await start()).toEqual({ isHandedIn: false, isGone: true });
  await replica.forgetRelay(RELAY_KEY);
  expect(await start()).toEqual({ isHandedIn: true, isGone: false });
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

test("[REL1] [REL5] a device that was stopped, which cannot read what a relay has, offers it all once a day", async () => {
  const world = await createWorld();
  const { database, clock } = await installReplica(world, await joinHousehold(world, 12, 3));
  const ports = { database, clock, relayUrl: RELAY_URL };
  let offered = 0;
  const replica = { isStopped: false, forgetRelay: async () => void (offered += 1) };
  for (let contacts = 0; contacts < 3; contacts += 1)
    await rememberRelay(ports, replica, RELAY_KEY);
  expect(offered).toBe(0);
  replica.isStopped = true;
  for (let contacts = 0; contacts < 3; contacts += 1)
    await rememberRelay(ports, replica, RELAY_KEY);
  expect(offered).toBe(1);
  clock.advance(STOPPED_AGAIN_MS);
  await rememberRelay(ports, replica, RELAY_KEY);
  expect(offered).toBe(2);
});
