import { expect, test } from "vitest";
import { SECONDS_MAX } from "@tomoshibi/shared/records/fields.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { retireDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addRole,
  authorityOf,
  createWorld,
  giveKeys,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { IntentId } from "../commands.ts";
import { refusedCommands } from "../store/refused.ts";
import { listedHouseholds, writtenRecords } from "../shelter-api.ts";
import {
  INCIDENT,
  type TestReplica,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "./testing/replica-world.ts";
import { boardRowOf, meetingAt, rosterLine } from "./testing/roster-town.ts";

const AT = 1_775_001_600_000;

/** An officer with a roster of two groups, the shelter's laptop of household 40, and residents of groups 3 and 4. */
async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const [own, near, far] = [
    await joinHousehold(world, 40, 1),
    await joinHousehold(world, 13, 3),
    await joinHousehold(world, 14, 4),
  ];
  addRole(world, own, { role: "desk", household: 40, group: 1 });
  giveKeys(world, world.founder);
  const officer = await installReplica(world, world.founder);
  const laptop = await installReplica(world, own);
  const resident = await installReplica(world, near);
  const other = await installReplica(world, far);
  const households = [
    rosterLine(13, 3, "金沢 太郎"),
    rosterLine(14, 4, "加賀 次郎"),
    rosterLine(20, 3, "能登 よし"),
    rosterLine(40, 1, "会館"),
  ];
  await officer.run({ type: "saveHouseholds", households });
  await officer.run(openIncident(AT));
  await officer.replica.wrapKeys();
  const meet = meetingAt(relay);
  await meet(officer, laptop, resident, other);
  return { world, own, officer, laptop, resident, other, meet };
}

const record = (household: number, changes: { corrects?: readonly IntentId[] } = {}) =>
  tap(AT, {
    ...{ household, by: "desk", means: "visit", comment: "避難所にいる。" },
    ...{ subjects: [{ subject: "all", status: "help" }], ...changes },
  });

const namesOn = async (device: TestReplica) =>
  (await listedHouseholds(device.database)).map(({ name }) => name);

const lists = (device: TestReplica) =>
  device.database.entries.where("kind").equals("groupList").count();

test("[STR] a shelter's desk is given the names of all groups, and nothing else of anybody", async () => {
  const { officer, laptop, resident, other, meet } = await town();
  await resident.run(tap(AT, { comment: "読めない" }));
  await other.run(tap(AT, { comment: "読めない" }));
  await meet(resident, other, officer, laptop);
  expect((await namesOn(laptop)).toSorted()).toEqual(
    ["会館", "加賀 次郎", "能登 よし", "金沢 太郎"].toSorted(),
  );
  expect(await listedHouseholds(laptop.database)).toContainEqual(
    expect.objectContaining({ household: 20, group: 3, indexInGroup: 2, kana: "かな" }),
  );
  for (const stream of ["safety", "officers", "household/13", "household/14"] as const)
    expect(laptop.replica.wantedStreams()).not.toContain(stream);
  const { keyring } = laptop.replica;
  const audiences = [...keyring.keys.values()].map(({ audience }) => audience);
  expect(
    audiences.filter((audience) => /^household\/1[34]$|^safety$|^officers$/.test(audience)),
  ).toEqual([]);
  // Nor does it count people, or show boards and devices.
  const held = (await laptop.database.keyValues.get("groupLists"))?.value as [
    number,
    { rows: readonly { persons: number; walkingOrder: number }[] },
  ][];
  const rows = held.flatMap(([, list]) => list.rows);
  expect(rows.every(({ persons, walkingOrder }) => persons === 0 && walkingOrder === 0)).toBe(true);
  expect(await laptop.database.boardRows.count()).toBe(0);
  expect(await laptop.database.devices.count()).toBe(0);
  const everything = JSON.stringify([held, await laptop.database.ownReports.toArray()]);
  for (const text of ["読めない", "076-000-0000", "ひばり一丁目", "人工呼吸器"])
    expect(everything).not.toContain(text);
});

test("[STR] [DEL2] what a desk records for any household counts on the officers' board as the desk's, and it is told how far it came", async () => {
  const { officer, laptop, meet } = await town();
  const { id } = await laptop.run(record(20));
  const written = () => writtenRecords(laptop.database, [INCIDENT]);
  expect(await written()).toMatchObject([{ intent: id, delivery: "saved", isCurrent: true }]);
  await meet(laptop);
  expect(await written()).toMatchObject([{ delivery: "relayed" }]);
  await meet(officer);
  await officer.replica.writeReceipt();
  await meet(officer, laptop);
  expect(await boardRowOf(officer, 20)).toMatchObject({ state: "help" });
  expect((await boardRowOf(officer, 20))?.reports).toMatchObject([
    { by: "desk", comment: "避難所にいる。" },
  ]);
  expect(await written()).toMatchObject([{ delivery: "received" }]);
  // Put right: the newest first, the earlier one stands for nothing any more.
  const second = await laptop.run({
    ...record(20, { corrects: [id] }),
    subjects: [{ subject: "all", status: "safe" }],
    atMs: AT + 1000,
  });
  await meet(laptop, officer);
  expect(await boardRowOf(officer, 20)).toMatchObject({ state: "safe", needsCheck: false });
  expect(await written()).toMatchObject([
    { intent: second.id, isCurrent: true },
    { intent: id, isCurrent: false },
  ]);
});

test("[DEL2] what has not arrived is listed whichever check is on the screen, also when that has ended; a desk is ended by it", async () => {
  const { officer, laptop, meet } = await town();
  await laptop.run(record(20));
  const others = () => writtenRecords(laptop.database, []);
  expect(await others()).toMatchObject([{ delivery: "saved" }]);
  await meet(laptop);
  expect(await others()).toMatchObject([{ delivery: "relayed" }]);
  await meet(officer);
  await officer.replica.writeReceipt();
  await meet(officer, laptop);
  expect(await others()).toEqual([]);
  expect(await writtenRecords(laptop.database)).toMatchObject([{ delivery: "received" }]);
});

test("[STR] a changed roster reaches a desk, also a household that moved away; an unchanged one is not said again", async () => {
  const { officer, laptop, meet } = await town();
  expect(await lists(officer)).toBe(3);
  await officer.replica.wrapKeys();
  expect(await lists(officer)).toBe(3);
  await officer.run({ type: "removeHousehold", number: 14 });
  await officer.run({ type: "saveHouseholds", households: [rosterLine(21, 7, "白山 みき")] });
  await officer.replica.wrapKeys();
  expect(await lists(officer)).toBe(5);
  await meet(officer, laptop);
  const names = await namesOn(laptop);
  expect(names).toContain("白山 みき");
  expect(names).not.toContain("加賀 次郎");
});

test("[STR] a town of many groups reaches a desk whole, some lists in each turn", async () => {
  const { officer, laptop, meet } = await town();
  const before = await lists(officer);
  const households = Array.from({ length: 40 }, (_, index) =>
    rosterLine(100 + index, 10 + index, `世帯 ${index}`),
  );
  await officer.run({ type: "saveHouseholds", households });
  await officer.replica.wrapKeys();
  expect(await lists(officer)).toBe(before + 40);
  await meet(officer, laptop);
  expect(await namesOn(laptop)).toHaveLength(44);
});

test("[STR] lists that bear the last moment there is are answered once, and keep no officer's device busy", async () => {
  const { world, own, officer, laptop, meet } = await town();
  const households = Array.from({ length: 40 }, (_, index) =>
    rosterLine(100 + index, 10 + index, `世帯 ${index}`),
  );
  await officer.run({ type: "saveHouseholds", households });
  const other = addDevice(world, { role: "officer", household: 41, group: 1 });
  giveKeys(world, other);
  const stream = `mailbox/${own.keys.device}` as const;
  const atSeconds = SECONDS_MAX;
  const [mark, wrapped] = [new Uint8Array(8), new Uint8Array(64)];
  const messages = households.map(({ group }) => {
    const list = { kind: "groupList", group, atSeconds, mark, wrapped } as const;
    return {
      bytes: writeEntry(world, other, stream, encodePayload(list)).bytes,
      relayedAtSeconds: 1,
    };
  });
  const known = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  await officer.replica.receive([
    { stream: "membership", messages: known },
    { stream, messages },
  ]);
  const before = await lists(officer);
  expect(before).toBe(43);
  await officer.replica.wrapKeys();
  expect(await lists(officer)).toBe(before + 40);
  await officer.replica.wrapKeys();
  expect(await lists(officer)).toBe(before + 40);
  await meet(officer, laptop);
  expect(await namesOn(laptop)).toHaveLength(44);
}, 20_000);

test("[STR] [KEY3] a desk whose office ends shows no names, and no list is wrapped for it any more", async () => {
  const { world, own, officer, laptop, meet } = await town();
  await laptop.run(record(20));
  const ending = [{ bytes: endDesk(world, own), relayedAtSeconds: 1 }];
  for (const device of [officer, laptop])
    await device.replica.receive([{ stream: "membership", messages: ending }]);
  expect(await namesOn(laptop)).toEqual([]);
  expect((await laptop.database.profile.get("me"))?.roles).toEqual(["member"]);
  const before = await lists(officer);
  await officer.run({ type: "saveHouseholds", households: [rosterLine(21, 3, "白山 みき")] });
  await officer.replica.wrapKeys();
  await meet(officer, laptop);
  expect(await lists(officer)).toBe(before);
  // What it had not handed in before is told to who wrote it down. [DEL3]
  expect(await refusedCommands(laptop.database)).toMatchObject([{ command: { household: 20 } }]);
});

test("[STR] [MEM5] a desk that was stopped shows no names, and no list is wrapped for it any more", async () => {
  const { world, own, officer, laptop } = await town();
  revokeIn(world, own);
  const known = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  for (const device of [officer, laptop])
    await device.replica.receive([{ stream: "membership", messages: known }]);
  expect(laptop.replica.isStopped).toBe(true);
  expect(await namesOn(laptop)).toEqual([]);
  const before = await lists(officer);
  await officer.run({ type: "saveHouseholds", households: [rosterLine(21, 3, "白山 みき")] });
  await officer.replica.wrapKeys();
  expect(await lists(officer)).toBe(before);
});

test("[STR] a leader who is a desk too has the board of the group as before, with its people counted there only", async () => {
  const { world, own, officer, laptop, resident, other, meet } = await town();
  addRole(world, own, { role: "groupLeader", household: 40, group: 3 });
  const known = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  for (const device of [officer, laptop])
    await device.replica.receive([{ stream: "membership", messages: known }]);
  await resident.run({ type: "setPersons", persons: ["太郎", "花"], atMs: AT });
  await meet(resident, other, officer);
  await officer.replica.wrapKeys();
  await meet(officer, laptop, laptop);
  expect(await laptop.database.households.toCollection().primaryKeys()).toEqual([13, 20]);
  expect((await laptop.database.households.get(13))?.persons).toHaveLength(2);
  expect(await boardRowOf(laptop, 14)).toBeUndefined();
  expect(await namesOn(laptop)).toContain("加賀 次郎");
});

/** 受付をおわる: the statement that an officer's device signs. */
function endDesk(world: AssociationWorld, own: WorldDevice): Uint8Array {
  const authority = authorityOf(world);
  const ended = (authority.certificates.get(own.keys.device) ?? [])
    .filter(({ body }) => body.role === "desk")
    .map(({ id }) => id);
  const plan = { subject: own.keys.device, heads: new Map(), issued: world.statements, ended };
  return retireDevice(authority, world.founder.keys, plan).bytes;
}
