import { expect, test } from "vitest";
import { ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  INCIDENT,
  type MemoryRelay,
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
  const replica = {
    ...{ isStopped: false, owesRefill: () => false },
    forgetRelay: async () => void (offered += 1),
  };
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

/** A stopped device that was often at a relay, and each of whose openings lasts for five statements and five entries. */
async function stoppedDevice() {
  const world = await createWorld();
  const neighbours: WorldDevice[] = [];
  for (let household = 20; household < 26; household += 1)
    neighbours.push(await joinHousehold(world, household, 3));
  const device = await joinHousehold(world, 12, 3);
  const asked = Array.from({ length: 12 }, (_, nth) => openingAt(nth));
  const entries = asked.map((payload, nth) =>
    writeEntry(world, neighbours[nth % 6] ?? world.founder, "members", payload),
  );
  revokeIn(world, device);
  const { replica, database, clock } = await installReplica(world, device);
  const messages = entries.map(({ bytes }) => ({ bytes, relayedAtSeconds: AT / 1000 }));
  await replica.receive([{ stream: "members", messages }]);
  await replica.idle();
  const ports = { database, clock, relayUrl: RELAY_URL };
  const lastFor = async (relay: MemoryRelay, itemsMax: number) => {
    await rememberRelay(ports, replica, RELAY_KEY);
    const bundle = await replica.outgoing(RELAY_KEY);
    if (bundle === undefined) return;
    const streams = bundle.streams.map(({ stream, entries: all }) => ({
      ...{ stream, entries: all.slice(0, itemsMax) },
    }));
    const statements = bundle.statements.slice(0, itemsMax);
    await replica.answered(RELAY_KEY, relay.push({ ...bundle, statements, streams }));
    // Statements are all that it may read, and by no offset of theirs it learns what else was lost.
    const offset = "0000000000000001_00112233aabbccdd";
    await replica.setCursors(RELAY_KEY, new Map([["membership", offset]]));
  };
  await lastFor(createMemoryRelay(), 1_000);
  const isAllAt = (relay: MemoryRelay) =>
    relay.length("membership") === world.statements.length &&
    relay.length("members") === entries.length;
  return { clock, lastFor, isAllAt };
}

function openingAt(nth: number): Uint8Array {
  const origin = { type: "manual", utcHour: 493_000 + 24 * nth } as const;
  return encodePayload({
    ...{ kind: "incidentOpened", incident: incidentIdOf(origin), origin, cause: "earthquake" },
    ...{ title: "", atSeconds: AT / 1000 },
  });
}

test.each([
  ["a day", STOPPED_AGAIN_MS],
  ["years", 9_000 * STOPPED_AGAIN_MS],
])(
  "[REL1] [REL5] [MEM4] what a stopped device offers comes to its end, though its clock leaps by %s at each opening",
  async (_, leapMs) => {
    const { clock, lastFor, isAllAt } = await stoppedDevice();
    // Lost twice, which who may not read is told by nothing.
    for (const relay of [createMemoryRelay(), createMemoryRelay()]) {
      for (let opening = 0; opening < 20 && !isAllAt(relay); opening += 1) {
        clock.advance(leapMs);
        await lastFor(relay, 5);
      }
      expect(isAllAt(relay)).toBe(true);
    }
  },
);

test("[REL1] [REL5] [MEM4] a clock that was set back keeps no stopped device from offering what it holds", async () => {
  const { clock, lastFor, isAllAt } = await stoppedDevice();
  clock.advance(5_000 * STOPPED_AGAIN_MS);
  await lastFor(createMemoryRelay(), 1_000);
  for (const backMs of [4_000 * STOPPED_AGAIN_MS, 1.5 * STOPPED_AGAIN_MS]) {
    clock.advance(-backMs);
    const relay = createMemoryRelay();
    await lastFor(relay, 1_000);
    expect(isAllAt(relay)).toBe(true);
  }
  // By less than a day: it waits for that day and no longer.
  clock.advance(-STOPPED_AGAIN_MS / 2);
  const relay = createMemoryRelay();
  await lastFor(relay, 1_000);
  expect(isAllAt(relay)).toBe(false);
  clock.advance(1.5 * STOPPED_AGAIN_MS);
  await lastFor(relay, 1_000);
  expect(isAllAt(relay)).toBe(true);
});

test("[REL1] [REL5] a statement that a relay puts off for ever keeps a stopped device from nothing else", async () => {
  const world = await createWorld();
  const { database, clock } = await installReplica(world, await joinHousehold(world, 12, 3));
  let offered = 0;
  const replica = {
    ...{ isStopped: true, owesRefill: () => true },
    forgetRelay: async () => void (offered += 1),
  };
  for (let day = 0; day < 30; day += 1) {
    await rememberRelay({ database, clock, relayUrl: RELAY_URL }, replica, RELAY_KEY);
    clock.advance(STOPPED_AGAIN_MS);
  }
  expect(offered).toBeGreaterThan(2);
});
