/** A beacon at its relay: who is told, how often, and what a restart or a full bucket changes. */
import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import { hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import { certifyRelay } from "@tomoshibi/shared/membership/relay-certificate.ts";
import { computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import { deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Alert } from "@tomoshibi/shared/records/record.ts";
import {
  type AssociationWorld,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { MEMBER_ALLOWANCE } from "../admission/limits.ts";
import { RELAY_SEED_SETTING } from "../http/relay-identity.ts";
import type { Storage } from "../storage/storage.ts";
import { type TestRelay, createTestRelay, handIn } from "../testing/relay-fixture.ts";
import { type Beacon, TELEGRAM_AGE_MS_MAX, createBeacon } from "./beacon.ts";

/** What becomes of the first alert that is read. */
const reading = vi.hoisted(() => ({
  spoils: undefined as ((alert: Alert) => Alert) | undefined,
}));
vi.mock("./telegram.ts", async (original) => {
  const real = await original<typeof import("./telegram.ts")>();
  const readTelegram: typeof real.readTelegram = (...given) => {
    const read = real.readTelegram(...given);
    const { spoils } = reading;
    if (read.type !== "alerts" || spoils === undefined) return read;
    reading.spoils = undefined;
    return { ...read, alerts: read.alerts.map(spoils) };
  };
  return { ...real, readTelegram };
});

const fileOf = (name: string) =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
const SWIFT = fileOf("20210219091253_0_VXSE51_010000.xml");
const EXACT = fileOf("20210219091451_0_VXSE53_010000.xml");
const DRILL = fileOf("32-35_01_03_100806_VXSE53.xml");

let world: AssociationWorld;
let relay: TestRelay;
let beacon: Beacon;

beforeEach(async () => {
  world = await createWorld();
  relay = await createTestRelay({ clock: createManualClock(Date.UTC(2021, 1, 19, 9, 20)) });
  beacon = await beaconOf(relay);
});

async function beaconOf({
  storage,
  clock,
  app,
}: Pick<TestRelay, "storage" | "clock" | "app">): Promise<Beacon> {
  const seed = await storage.setting(RELAY_SEED_SETTING);
  if (!seed.ok || seed.value === undefined) throw new Error("Broken invariant: a relay has a key");
  const askOwn = async (path: string, request: RequestInit) => app.request(path, request);
  return createBeacon({ storage, clock, relaySeed: seed.value, askOwn, prefectures: new Set() });
}

async function certify(): Promise<void> {
  const certificate = certifyRelay(world.association, world.founder.keys, relay.relayKey);
  world.statements.push(certificate);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
}

async function held(stream = "alerts") {
  const key = { association: world.association, stream };
  const read = await relay.storage.read([{ key, after: "start" }], {
    messagesMax: 9_999,
    bytesMax: 1e9,
  });
  const [page] = read.ok ? read.value : [];
  const messages = page?.type === "page" ? page.messages : [];
  return messages.map(({ bytes }) => {
    const entry = decodeEntry(bytes);
    const payload = entry?.box && decodePayload(entry.box);
    return { entry, payload };
  });
}

test("[STR2] what a telegram says is written once for each association that certified the relay, in one chain", async () => {
  await certify();
  expect(await beacon.announce([SWIFT, DRILL])).toEqual({ written: 1, passed: ["drill"] });
  expect(await beacon.announce([SWIFT, EXACT])).toMatchObject({ written: 1 });
  const entries = await held();
  expect(entries.map(({ payload }) => payload)).toMatchObject([
    { kind: "alert", eventId: "20210219181113", observed: [{ intensity: "4", places: [212] }] },
    { kind: "alert", eventId: "20210219181113", state: "issued" },
  ]);
  expect(entries.map(({ entry }) => [entry?.author, entry?.seq])).toEqual([
    [deviceIdOf(relay.relayKey), 1],
    [deviceIdOf(relay.relayKey), 2],
  ]);
  const first = entryIdOf({ association: world.association, stream: "alerts" }, entries[0]!.entry!);
  expect(entries[1]!.entry!.prev).toEqual(hexToBytes(first.slice(0, 16)));
});

test("[STR2] a relay that was started again says nothing twice, and goes on in its chain", async () => {
  await certify();
  await beacon.announce([SWIFT]);
  const again = await beaconOf(relay);
  expect(await again.announce([SWIFT])).toMatchObject({ written: 0 });
  expect(await again.announce([EXACT])).toMatchObject({ written: 1 });
  expect((await held()).map(({ entry }) => entry?.seq)).toEqual([1, 2]);
});

test("[STR2] where nobody certified the relay, or somebody stopped it, nothing is written, not even into the intake", async () => {
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  expect(await beacon.announce([SWIFT])).toMatchObject({ written: 0 });
  await certify();
  expect(await beacon.announce([EXACT])).toMatchObject({ written: 1 });
  const authority = computeAuthority(world.association, world.statements);
  const stop = revokeDevice(authority, world.founder.keys, {
    ...{ subject: deviceIdOf(relay.relayKey), heads: new Map(), issued: [] },
  });
  await handIn(relay, world, world.founder.keys, { statements: [stop] });
  expect(await beacon.announce([SWIFT])).toMatchObject({ written: 0 });
  expect(await held()).toHaveLength(1);
  expect(await held("intake")).toHaveLength(0);
});

test("[STR2] a telegram of yesterday wakes nobody; a relay whose clock is years ahead still passes today's on", async () => {
  await certify();
  relay.clock.advance(TELEGRAM_AGE_MS_MAX * 900);
  expect(await beacon.announce([SWIFT])).toMatchObject({ written: 1 });
  const old = fileOf("32-35_07_04_100915_VXSE51.xml");
  expect(await beacon.announce([old])).toEqual({ written: 0, passed: ["old"] });
});

test("[STR2] what broke off while it was told is told the next time: its source gives it once", async () => {
  await certify();
  let isBroken = true;
  const storage: Storage = {
    ...relay.storage,
    associations: () =>
      isBroken ? Promise.reject(new Error("broke")) : relay.storage.associations(),
  };
  beacon = await beaconOf({ ...relay, storage });
  await expect(beacon.announce([SWIFT])).rejects.toThrow("broke");
  isBroken = false;
  expect(await beacon.announce([])).toMatchObject({ written: 1 });
});

test("[STR2] an association whose streams break keeps no other from hearing", async () => {
  const broken = await createWorld(9);
  for (const one of [broken, world]) {
    one.statements.push(certifyRelay(one.association, one.founder.keys, relay.relayKey));
    await handIn(relay, one, one.founder.keys, { statements: one.statements });
  }
  for (const failing of [broken.association, world.association]) {
    const storage: Storage = {
      ...relay.storage,
      read: (requests, limit) =>
        requests.some(({ key }) => key.association === failing)
          ? Promise.reject(new Error("broke"))
          : relay.storage.read(requests, limit),
    };
    beacon = await beaconOf({ ...relay, storage });
    await expect(beacon.announce([SWIFT])).rejects.toThrow("broke");
  }
  expect(await held()).toHaveLength(1);
});

test("[STR2] an alert that the relay cannot take keeps no later one back, and is tried again", async () => {
  await certify();
  let asked = 0;
  const app = {
    request: (path: string, request: RequestInit) => {
      asked += 1;
      return asked === 1 ? new Response(null, { status: 500 }) : relay.app.request(path, request);
    },
  } as unknown as TestRelay["app"];
  beacon = await beaconOf({ ...relay, app });
  expect(await beacon.announce([SWIFT, EXACT])).toMatchObject({ written: 1 });
  expect(await beacon.announce([])).toMatchObject({ written: 1 });
  expect((await held()).map(({ entry }) => entry?.seq)).toEqual([1, 2]);
});

test("[STR2] an alert that cannot even be written down keeps no other back, and is said", async () => {
  await certify();
  reading.spoils = (alert) => ({ ...alert, observed: [] });
  await expect(beacon.announce([SWIFT, EXACT])).rejects.toThrow("within its limits");
  expect(await held()).toHaveLength(1);
  reading.spoils = undefined;
  expect(await beacon.announce([])).toMatchObject({ written: 0 });
});

test("[STR2] [REL4] what is over the relay's own limit waits, and is written when there is room", async () => {
  await certify();
  const text = new TextDecoder().decode(SWIFT);
  const storm = Array.from({ length: MEMBER_ALLOWANCE.burst + 2 }, (_, n) =>
    new TextEncoder().encode(text.replace("20210219181113", `202102191811${String(10 + n)}`)),
  );
  await beacon.announce(storm);
  const written = (await held()).length;
  expect(written).toBeLessThan(storm.length);
  relay.clock.advance(MEMBER_ALLOWANCE.refillMs * 10);
  await beacon.announce([]);
  expect(await held()).toHaveLength(storm.length);
});

test("[STR2] [REL4] who is no relay writes no alert into the stream", async () => {
  const resident = await joinHousehold(world, 2, 1);
  const forged = writeEntry(world, resident, "alerts", new Uint8Array([1]));
  await handIn(relay, world, resident.keys, {
    statements: world.statements,
    streams: [{ stream: "alerts", entries: [forged] }],
  });
  expect(await held()).toHaveLength(0);
  expect(await held("intake")).toHaveLength(1);
});
