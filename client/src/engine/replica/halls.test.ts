import { expect, test } from "vitest";
import {
  addDevice,
  addRole,
  createWorld,
  giveKeys,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { HouseholdInput } from "../commands.ts";
import { listedHouseholds } from "../shelter-api.ts";
import {
  INCIDENT,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "./testing/replica-world.ts";
import { checkpoints, officerOf, serve, town as summingTown } from "./testing/checkpoint-town.ts";
import { boardRowOf, meetingAt, rosterLine } from "./testing/roster-town.ts";

const AT = 1_775_001_600_000;
const HALL = 40;

const countsOf = async (device: TestReplica) =>
  (await device.database.boardCounts.get([INCIDENT, 0]))?.counts;

/** An officer, the leader of group 3 (of household 12), and a hall of that group whose laptop is a desk. */
async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const own = await joinHousehold(world, 12, 3);
  const hall = await joinHousehold(world, HALL, 3);
  addRole(world, own, { role: "groupLeader", household: 12, group: 3 });
  addRole(world, hall, { role: "desk", household: HALL, group: 3 });
  giveKeys(world, world.founder);
  const officer = await installReplica(world, world.founder);
  const leader = await installReplica(world, own);
  const laptop = await installReplica(world, hall);
  const meet = meetingAt(relay);
  const save = async (...households: readonly HouseholdInput[]) => {
    await officer.run({ type: "saveHouseholds", households });
    await officer.replica.wrapKeys();
    await meet(officer, leader, laptop, leader);
  };
  await officer.run(openIncident(AT));
  await save(rosterLine(12, 3, "石川 花"), rosterLine(HALL, 3, "会館", { isPlace: true }));
  return { world, officer, leader, laptop, meet, save };
}

test("[STR] a hall stands on no board and in no total, for officers and for the group's leader, until its line says otherwise", async () => {
  const { officer, leader, laptop, save } = await town();
  // The officer's own household counts as well.
  const others = [
    { device: officer, count: 2 },
    { device: leader, count: 1 },
  ];
  for (const { device, count } of others) {
    expect(await boardRowOf(device, HALL)).toBeUndefined();
    expect(await boardRowOf(device, 12)).toBeDefined();
    expect(await countsOf(device)).toMatchObject({ total: count, noApp: 0 });
  }
  expect(await leader.database.households.toCollection().primaryKeys()).toEqual([12]);
  // The desk finds whom it records: nobody comes who is called 会館.
  expect((await listedHouseholds(laptop.database)).map(({ name }) => name)).toEqual(["石川 花"]);
  // On the roster it stands, for its card and its device.
  expect(await officer.database.households.get(HALL)).toMatchObject({ isPlace: true, devices: 1 });
  await save(rosterLine(HALL, 3, "会館", { isPlace: false }));
  for (const { device, count } of others) {
    expect(await boardRowOf(device, HALL)).toMatchObject({ state: "unread" });
    expect(await countsOf(device)).toMatchObject({ total: count + 1 });
  }
});

test("[STR] what is said of a hall stands on the board all the same, beside the total", async () => {
  const { officer, laptop, meet } = await town();
  const before = await countsOf(officer);
  await laptop.run(tap(AT, { subjects: [{ subject: "self", status: "help" }] }));
  await meet(laptop, officer);
  expect(await boardRowOf(officer, HALL)).toMatchObject({ state: "help", name: "会館" });
  expect(await countsOf(officer)).toMatchObject({ total: before?.total, help: 0, outsideHelp: 1 });
});

test("[STR] a form of a household that leaves it out changes nothing about that", async () => {
  const { officer, save } = await town();
  await save(rosterLine(HALL, 3, "第二会館"));
  expect(await officer.database.households.get(HALL)).toMatchObject({
    ...{ isPlace: true, name: "第二会館" },
  });
});

test("[STR] a household with a telephone beside the desk is not taken for a hall by its leader", async () => {
  const { world, leader, officer, meet } = await town();
  addDevice(world, { role: "member", household: HALL, group: 3 });
  const known = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  for (const device of [officer, leader])
    await device.replica.receive([{ stream: "membership", messages: known }]);
  await meet(officer, leader);
  expect(await boardRowOf(officer, HALL)).toBeUndefined();
  expect(await boardRowOf(leader, HALL)).toMatchObject({ state: "unread" });
});

test("[DOC4] an officer's device that knows of no hall yet finds nothing wrong in the sum of one that does", async () => {
  const at = await summingTown();
  at.answer();
  const hall = rosterLine(22, 1, "会館", { isPlace: true });
  await at.desk.run({ type: "saveHouseholds", households: [hall] });
  await serve(at.desk, at);
  expect(await boardRowOf(at.desk, 22)).toBeUndefined();
  const late = await officerOf(at);
  await contact(late, at.relay);
  expect(await late.database.entries.where("kind").equals("checkpoint").count()).toBe(1);
  expect(await checkpoints(late)).toEqual([]);
});

test("[STR] who helps at a desk stands on the leader's board before any list says who lives there, and with it", async () => {
  const world = await createWorld();
  const own = await joinHousehold(world, 12, 3);
  const helper = await joinHousehold(world, 13, 3);
  addRole(world, own, { role: "groupLeader", household: 12, group: 3 });
  addRole(world, helper, { role: "desk", household: 13, group: 3 });
  giveKeys(world, world.founder);
  const officer = await installReplica(world, world.founder);
  const leader = await installReplica(world, own);
  const meet = meetingAt(createMemoryRelay());
  await officer.run(openIncident(AT));
  await meet(officer, leader);
  expect(await boardRowOf(leader, 13)).toMatchObject({ state: "unread" });
  const households = [rosterLine(12, 3, "石川 花"), rosterLine(13, 3, "能登 太郎")];
  await officer.run({ type: "saveHouseholds", households });
  await officer.replica.wrapKeys();
  await meet(officer, leader);
  expect(await boardRowOf(leader, 13)).toMatchObject({ state: "unread", name: "能登 太郎" });
});
