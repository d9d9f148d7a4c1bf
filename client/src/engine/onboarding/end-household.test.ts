/** A household leaves: one step on an officer's device, without network. [ERA1] [MEM5] [KEY3] */
import { beforeEach, describe, expect, test } from "vitest";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { currentEpoch, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import {
  type AssociationWorld,
  addDevice,
  addRole,
  createWorld,
  giveKeys,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { HouseholdInput } from "../commands.ts";
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
import { endHousehold } from "./end-household.ts";
import { readOwnMembership } from "./own-membership.ts";

const AT = 1_775_001_600_000;
const LEAVING = 12;
const STAYING = 13;
const COMMENT = "足をけがしました";
const PERSON = "能登 よし";
const MESSAGE = "ごみの日がかわります";

let world: AssociationWorld;
let relay: MemoryRelay;
let desk: TestReplica;
let second: TestReplica;
let leader: TestReplica;
let phones: readonly [TestReplica, TestReplica];
let neighbour: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  const [phone, sister] = [
    await joinHousehold(world, LEAVING, 3),
    await joinHousehold(world, LEAVING, 3),
  ];
  const near = await joinHousehold(world, STAYING, 3);
  const led = await joinHousehold(world, 14, 3);
  addRole(world, led, { role: "groupLeader", household: 14, group: 3 });
  const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  giveKeys(world, world.founder);
  desk = await installReplica(world, world.founder);
  second = await installReplica(world, officer);
  leader = await installReplica(world, led);
  phones = [await installReplica(world, phone), await installReplica(world, sister)];
  neighbour = await installReplica(world, near);
  const households = [line(LEAVING, "金沢 太郎"), line(STAYING, "加賀 次郎"), line(14, "石川 花")];
  await desk.run({ type: "saveHouseholds", households });
  await desk.replica.wrapKeys();
  await phones[0].run({ type: "setPersons", persons: [PERSON], atMs: AT });
  await phones[0].run({
    ...{ type: "writeGroupMessage", group: 3, name: "金沢", text: MESSAGE, atMs: AT },
  });
  await everybodyMeets();
});

const line = (number: number, name: string): HouseholdInput => ({
  ...{ number, group: 3, name, kana: "" },
  ...{ phone: "076-000-0000", address: "ひばり一丁目", careNeeds: "" },
});

async function everybodyMeets(): Promise<void> {
  const all = [desk, ...phones, neighbour, leader, second];
  for (const replica of [...all, ...all, ...all]) await contact(replica, relay);
}

const portsOf = ({ replica, database, clock }: TestReplica) =>
  ({
    ...{ replica, database, clock, random: createSeededRandom(12) },
    ownMembership: () => readOwnMembership(database, replica),
  }) as never;

const end = async (by: TestReplica, household: number = LEAVING) => {
  const answer = await endHousehold(portsOf(by), { household });
  await by.replica.idle();
  return answer;
};

const deviceOf = ({ replica }: TestReplica): DeviceId => {
  if (replica.identity === undefined) throw new Error("Broken invariant: the replica has joined");
  return replica.identity.device;
};

const authorityAt = ({ replica }: TestReplica) => {
  if (replica.authority === undefined) throw new Error("Broken invariant: the replica has joined");
  return replica.authority;
};

const numbersAt = ({ database }: TestReplica) =>
  database.households.toCollection().primaryKeys() as Promise<number[]>;

const countsAt = async ({ database }: TestReplica) =>
  (await database.boardCounts.get([INCIDENT, 0]))?.counts;

/** All that views and records of a store say, as text, but for the roster's changes and what was typed into it: a tidying's. [DOC3] */
async function textOf({ database }: TestReplica): Promise<string> {
  const rows = (await database.entries.toArray()).filter(({ stream }) => stream !== "officers");
  const { households, devices, boardRows, groupMessages } = database;
  const tables = [households, devices, boardRows, groupMessages];
  const shown = await Promise.all(tables.map((table) => table.toArray()));
  return JSON.stringify([rows, shown], (_name, item: unknown) =>
    item instanceof Uint8Array ? new TextDecoder().decode(item) : item,
  );
}

async function close(by: TestReplica): Promise<void> {
  const change = { type: "changeIncident", incident: INCIDENT, change: "closed" } as const;
  await by.run({ ...change, atMs: AT + 60_000 });
}

test("[ERA1] [MEM5] a household is taken off in one step, without network: devices, card, roster, words", async () => {
  for (const said of [PERSON, MESSAGE]) expect(await textOf(desk)).toContain(said);
  expect(await end(desk)).toMatchObject({ ok: true, value: { devices: 2 } });
  const authority = authorityAt(desk);
  for (const phone of phones)
    expect(standingsOf(authority, deviceOf(phone))[0]?.revoked).toBeDefined();
  expect(standingsOf(authority, deviceOf(neighbour))[0]?.revoked).toBeUndefined();
  expect(authority.cancelledInviteDevices.size).toBe(1);
  expect(await numbersAt(desk)).toEqual([1, 2, STAYING, 14]);
  const text = await textOf(desk);
  expect([PERSON, MESSAGE, "金沢"].filter((said) => text.includes(said))).toEqual([]);
  const devices = (await desk.database.devices.toArray()).map(({ household }) => household);
  expect(devices).not.toContain(LEAVING);
  // The others learn it like everything else; a leader by a new list.
  await desk.replica.wrapKeys();
  await everybodyMeets();
  expect(await numbersAt(second)).toEqual([1, 2, STAYING, 14]);
  expect(await textOf(second)).not.toContain(PERSON);
  expect(await numbersAt(leader)).toEqual([STAYING, 14]);
  expect(await textOf(leader)).not.toContain(MESSAGE);
});

test("[ERA1] all of it or nothing: where the store fails, nobody was stopped and nothing was erased", async () => {
  const before = await textOf(desk);
  const fail = (): never => {
    throw new Error("the disk is full");
  };
  desk.database.intents.hook("creating", fail);
  await expect(end(desk)).rejects.toThrow("the disk is full");
  desk.database.intents.hook("creating").unsubscribe(fail);
  // What memory held of it is built again from the store with the next verb.
  await desk.replica.drainIntents();
  const phone = standingsOf(authorityAt(desk), deviceOf(phones[0]))[0];
  expect(phone?.revoked).toBeUndefined();
  expect(await textOf(desk)).toBe(before);
  expect(await end(desk)).toMatchObject({ ok: true, value: { devices: 2 } });
});

test("[KEY3] the keys that any of its devices could read are renewed once, not once a device; who stays gets them", async () => {
  const audiences = ["members", "group/3", `household/${LEAVING}`] as const;
  const numberOf = (by: TestReplica, audience: (typeof audiences)[number]) =>
    currentEpoch(authorityAt(by), audience)?.body.number ?? 0;
  const before = audiences.map((audience) => numberOf(desk, audience));
  expect(await end(desk)).toMatchObject({ ok: true, value: { keysChanged: audiences.length } });
  expect(audiences.map((audience) => numberOf(desk, audience))).toEqual(
    before.map((number) => number + 1),
  );
  await desk.replica.wrapKeys();
  await everybodyMeets();
  const newest = currentEpoch(authorityAt(desk), "members");
  const holds = ({ replica }: TestReplica) => replica.keyring.keys.has(newest?.id as never);
  expect([desk, second, leader, neighbour].map(holds)).toEqual([true, true, true, true]);
  expect(phones.map(holds)).toEqual([false, false]);
});

describe("safety checks", () => {
  beforeEach(async () => {
    await desk.run(openIncident(AT));
    await everybodyMeets();
  });

  test("[ERA1] nobody of whom an open check speaks is taken off: nothing is done, and the call for help stays", async () => {
    const help = tap(AT, { comment: COMMENT, subjects: [{ subject: "all", status: "help" }] });
    await phones[0].run(help);
    await everybodyMeets();
    const statements = await desk.database.statements.count();
    expect(await end(desk)).toEqual({ ok: false, error: { type: "openReports" } });
    expect(await desk.database.statements.count()).toBe(statements);
    expect(await numbersAt(desk)).toContain(LEAVING);
    expect(await desk.database.boardRows.get([INCIDENT, LEAVING])).toMatchObject({ state: "help" });
    await close(desk);
    expect(await end(desk)).toMatchObject({ ok: true });
  });

  test("[ERA1] the total of an open check stays as it was, though nobody had fixed it", async () => {
    await neighbour.run(tap(AT));
    await everybodyMeets();
    const before = await countsAt(desk);
    expect(before).toMatchObject({ total: 5, answered: 1 });
    expect(await end(desk)).toMatchObject({ ok: true });
    await everybodyMeets();
    for (const replica of [desk, second])
      expect(await countsAt(replica)).toMatchObject({ total: 5, answered: 1 });
    const row = await second.database.boardRows.get([INCIDENT, LEAVING]);
    expect(row).toMatchObject({ isInTotal: true, mark: "3班-1", name: "" });
    // Nor does it fall with the next household.
    expect(await end(second, STAYING)).toMatchObject({ error: { type: "openReports" } });
  });

  test("[ERA1] the counts of ended checks stay, what was said is gone", async () => {
    await phones[1].run(tap(AT, { comment: COMMENT }));
    await neighbour.run(tap(AT, { subjects: [{ subject: "all", status: "safe" }] }));
    await everybodyMeets();
    await close(desk);
    const before = await countsAt(desk);
    expect(before).toMatchObject({ answered: 2 });
    expect(await end(desk)).toMatchObject({ ok: true });
    await everybodyMeets();
    for (const replica of [desk, second]) {
      expect(await countsAt(replica)).toEqual(before);
      expect(await textOf(replica)).not.toContain(COMMENT);
      expect(await replica.database.boardRows.get([INCIDENT, LEAVING])).toBeUndefined();
      expect(await replica.database.boardRows.get([INCIDENT, STAYING])).toBeDefined();
    }
  });

  test("[MEM5] what a stopped phone of it says afterwards waits in the officers' tray, and brings it back on no list", async () => {
    expect(await end(desk)).toMatchObject({ ok: true });
    await phones[0].run(tap(AT + 5_000, { comment: COMMENT }));
    await everybodyMeets();
    const held = (await desk.database.entries.toArray()).filter(
      ({ reason }) => reason === "revoked",
    );
    expect(held.map(({ kind }) => kind)).toContain("report");
    expect(await numbersAt(desk)).not.toContain(LEAVING);
  });
});

describe("rights", () => {
  const refused = { ok: false, error: { type: "notAllowed" } };

  test("[MEM3] neither a resident nor a leader takes a household off, and nobody the own one", async () => {
    for (const by of [neighbour, leader]) expect(await end(by)).toEqual(refused);
    expect(await end(desk, 1)).toEqual(refused);
    expect(await end(second, 2)).toEqual(refused);
    expect(await numbersAt(desk)).toEqual([1, 2, LEAVING, STAYING, 14]);
  });

  test("[MEM3] [MEM5] a household with an officer's device is ended by who ranks higher; an equal does nothing", async () => {
    const other = addDevice(world, { role: "officer", household: LEAVING, group: 3 });
    await desk.replica.addStatements(world.statements, []);
    await everybodyMeets();
    const before = await second.database.statements.count();
    expect(await end(second)).toEqual({ ok: false, error: { type: "rootNeeded" } });
    expect(await second.database.statements.count()).toBe(before);
    expect(await numbersAt(second)).toContain(LEAVING);
    expect(await end(desk)).toMatchObject({ ok: true, value: { devices: 3 } });
    expect(standingsOf(authorityAt(desk), other.keys.device)[0]?.revoked).toBeDefined();
    // What officers read was readable there, too.
    expect(currentEpoch(authorityAt(desk), "officers")?.body.number).toBe(2);
  });
});

test("[ERA1] a household without the app leaves with its line and its card", async () => {
  await desk.run({ type: "saveHouseholds", households: [line(20, "山中 うめ")] });
  expect(await numbersAt(desk)).toContain(20);
  expect(await end(desk, 20)).toEqual({ ok: true, value: { devices: 0, keysChanged: 0 } });
  expect(await numbersAt(desk)).not.toContain(20);
  expect(await end(desk, 20)).toMatchObject({ ok: true });
});

test("[ERA1] who pressed やめる is told to officers until the household is gone, or says that it stays", async () => {
  const isLeaving = async (replica: TestReplica) =>
    (await replica.database.households.get(LEAVING))?.hasWithdrawn;
  expect(await isLeaving(desk)).toBe(false);
  await phones[0].run({ type: "withdrawConsent", atMs: AT + 1_000 });
  await everybodyMeets();
  for (const device of phones.map(deviceOf))
    await desk.run({ type: "confirmDevices", devices: [device] });
  await everybodyMeets();
  expect(await Promise.all([desk, second].map(isLeaving))).toEqual([true, true]);
  await phones[0].run({ type: "setPersons", persons: [], atMs: AT + 2_000 });
  await everybodyMeets();
  expect(await Promise.all([desk, second].map(isLeaving))).toEqual([false, false]);
});
