/** A town of the demo's size on a real relay, and an officer's device that joins in the middle of it on a slow link. */
import { expect, onTestFinished, test } from "vitest";
import type { ReplicaDatabase } from "@tomoshibi/client/engine/api.ts";
import {
  INCIDENT,
  freshDatabase,
  installReplica,
  openIncident,
} from "@tomoshibi/client/engine/replica/testing/replica-world.ts";
import { sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import { type DeviceKeys, createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import { deviceIdOf, isStatementOf } from "@tomoshibi/shared/membership/statement.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  createTestRelay,
  handIn,
} from "@tomoshibi/sync-server/testing/relay-fixture.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type NodeDevice, type RelayHouse, createRelayHouse, startDevice } from "./node-device.ts";

const HOUSEHOLDS = 256;
const SAFE = 151;
const READ = 13;
/** Bytes that a device may receive, all told, until it shows the counts. */
const BYTES_MAX = 2_048;

test("[DOC4] a new officer's device shows the counts, 未検証, within 2 kB, and verifies them when the rest has come", async () => {
  const world = await createWorld();
  const residents = addResidents(world, HOUSEHOLDS - 2);
  const newcomer = addDevice(world, { role: "officer", household: HOUSEHOLDS, group: 1 });
  const relay = await createTestRelay();
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  const house = await createRelayHouse(async () => relay);
  const desk = await deviceOf(world, world.founder, house);
  await desk.submit(openIncident(Date.now()));
  await eventually("the incident is on the relay", () => holds(relay, world, "members", 1));
  // Put away while they answer: it sums up what it finds then, all at once.
  desk.stop();
  await answerAll(world, relay, residents);
  await desk.restart();
  await eventually("a checkpoint is on the relay", () => holds(relay, world, "checkpoints", 2));
  const summed = await countsOn(desk.database);
  expect(summed).toMatchObject({ answered: 152, safe: 151, contact: 1, read: 13, unread: 91 });

  const link = slowLink(house);
  const late = await deviceOf(knownAtJoining(world, newcomer), newcomer, link);
  const row = await eventually("the counts show", () =>
    late.database.checkpoints.toCollection().first(),
  );
  expect(row).toMatchObject({ state: "unverified", incident: INCIDENT, counts: summed });
  expect(link.received()).toBeLessThanOrEqual(BYTES_MAX);
  expect(await late.database.entries.where("kind").equals("report").count()).toBe(0);
  expect(await late.database.boardCounts.toArray()).toEqual([]);

  link.letThrough();
  await eventually("it has counted again itself", async () => {
    const own = await countsOn(late.database);
    return own?.answered === 152 && (await late.database.checkpoints.count()) === 0;
  });
  expect(await countsOn(late.database)).toEqual(summed);
});

/** A device of the world whose engine runs. */
async function deviceOf(
  world: AssociationWorld,
  device: WorldDevice,
  house: Pick<RelayHouse, "fetch">,
): Promise<NodeDevice> {
  const database = freshDatabase();
  await installReplica(world, device, { database });
  const started = await startDevice(house, undefined, database);
  onTestFinished(() => started.stop());
  return started;
}

/** What whoever is made an officer knows of the association: its epochs, and who certified the own device. */
function knownAtJoining(world: AssociationWorld, device: WorldDevice): AssociationWorld {
  const known = [world.root, world.founder.keys, device.keys].map((keys) => keys.device);
  const statements = world.statements.filter((statement) =>
    isStatementOf(statement, "certificate")
      ? known.includes(deviceIdOf(statement.body.signKey))
      : isStatementOf(statement, "epoch"),
  );
  return { ...world, statements };
}

/** Certifies residents, one a household from 2 on. They hold no keys here: to write to officers the association's public one is enough. */
function addResidents(world: AssociationWorld, count: number): readonly DeviceKeys[] {
  return Array.from({ length: count }, (_, at) => {
    const keys = createDeviceKeys(world);
    const plan = { role: "member", household: at + 2, group: (at % 20) + 1 } as const;
    world.statements.push(certifyDevice(world.association, world.founder.keys, keys, plan));
    return keys;
  });
}

/** 応答 152 (無事 151, 連絡希望 1), 既読 13, and the rest says nothing. */
async function answerAll(
  world: AssociationWorld,
  relay: TestRelay,
  residents: readonly DeviceKeys[],
): Promise<void> {
  const atSeconds = Math.floor(Date.now() / 1000);
  const place = { association: world.association, stream: "safety" } as const;
  const key = writeKey(world.founder.keyring, authorityOf(world), "safety");
  for (const [at, resident] of residents.slice(0, SAFE + 1 + READ).entries()) {
    const said: Payload =
      at > SAFE
        ? { kind: "incidentRead", incident: INCIDENT, atSeconds }
        : {
            ...{ kind: "report", incident: INCIDENT, household: 0, comment: "", place: undefined },
            subjects: [{ subject: "all", status: at === 7 ? "contact" : "safe" }],
            ...{ by: "self", means: "app", supersedes: [], atSeconds, aboutSeconds: undefined },
          };
    const first = { seq: 0, entryId: undefined };
    const entry = sealEntry(place, resident, first, key, encodePayload(said));
    await handIn(relay, world, resident, { streams: [{ stream: "safety", entries: [entry] }] });
  }
}

/** A link that brings the answer to one read and then no other, until they are let through. */
function slowLink(house: RelayHouse) {
  let bytes = 0;
  let isRead = false;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    received: () => bytes,
    letThrough: () => open(),
    async fetch(url: string, init: RequestInit): Promise<Response> {
      const isReading = url.includes("/v1/reads/");
      if (isReading && isRead) await opened;
      const answer = await house.fetch(url, init);
      // A stale nonce is answered with a fresh one: that was no read yet.
      isRead ||= isReading && answer.ok;
      const body = await answer.arrayBuffer();
      bytes += body.byteLength;
      const { status, headers } = answer;
      return new Response(body, { status, headers });
    },
  };
}

async function holds(
  relay: TestRelay,
  { association }: AssociationWorld,
  stream: string,
  count: number,
): Promise<boolean> {
  const heads = await relay.storage.read([{ key: { association, stream }, after: "start" }], {
    ...{ messagesMax: 1_000, bytesMax: 1_000_000 },
  });
  const [page] = heads.ok ? heads.value : [];
  return page?.type === "page" && page.messages.length >= count;
}

const countsOn = async (database: ReplicaDatabase) =>
  (await database.boardCounts.get([INCIDENT, 0]))?.counts;
