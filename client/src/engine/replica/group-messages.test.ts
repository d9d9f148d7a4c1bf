/** 班のひとこと between replicas: who reads, who writes, how far it has come, and what is taken back. */
import { expect, test } from "vitest";
import {
  addRole,
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
  revokeIn,
  rotateIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { writeEntry } from "@tomoshibi/shared/testing/association-world.ts";
import type { WriteGroupMessage } from "../commands.ts";
import {
  type TestReplica,
  contact,
  createMemoryRelay,
  freshDatabase,
  installReplica,
  openReplica,
} from "./testing/replica-world.ts";
import { meetingAt } from "./testing/roster-town.ts";

const AT = 1_775_001_600_000;
const DUTY = "明日のごみ当番は田中です";

function said(text: string, changes: Partial<WriteGroupMessage> = {}): WriteGroupMessage {
  return { type: "writeGroupMessage", group: 3, name: "田中", text, atMs: AT, ...changes };
}

/** Two households of group 3, its leader, who lives in group 4, a household of group 4, and the officers' desk. */
async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const own = await joinHousehold(world, 12, 3);
  const near = await joinHousehold(world, 13, 3);
  const far = await joinHousehold(world, 14, 4);
  const leads = await joinHousehold(world, 15, 4);
  addRole(world, leads, { role: "groupLeader", household: 15, group: 3 });
  giveKeys(world, world.founder);
  const open = (device: Parameters<typeof installReplica>[1]) => installReplica(world, device);
  const desk = await open(world.founder);
  const leader = await open(leads);
  const [tanaka, neighbour, stranger] = [await open(own), await open(near), await open(far)];
  const meet = meetingAt(relay);
  await meet(desk, leader, tanaka, neighbour, stranger);
  return { world, relay, own, near, far, desk, leader, tanaka, neighbour, stranger, meet };
}

const boardOf = async ({ database }: TestReplica) => {
  const rows = await database.groupMessages.toArray();
  return rows.toSorted((left, right) => left.writtenAtMs - right.writtenAtMs);
};
const textsOf = async (device: TestReplica) => (await boardOf(device)).map(({ text }) => text);

test("[STR] the people of a group, its leader and officers read what is said in it; another group does not even ask for it", async () => {
  const { desk, leader, tanaka, neighbour, stranger, meet } = await town();
  await tanaka.run(said(DUTY));
  await leader.run(said("ありがとうございます", { name: "班長の山本", atMs: AT + 1_000 }));
  await meet(tanaka, leader, neighbour, stranger, desk, tanaka);
  for (const device of [tanaka, neighbour, leader, desk])
    expect(await textsOf(device)).toEqual([DUTY, "ありがとうございます"]);
  expect(await boardOf(neighbour)).toMatchObject([
    { household: 12, name: "田中", isByLeader: false, isByThisDevice: false, mark: "" },
    { household: 15, isByLeader: true },
  ]);
  expect(await textsOf(stranger)).toEqual([]);
  expect(stranger.replica.wantedStreams()).not.toContain("group/3");
  expect(leader.replica.wantedStreams()).toEqual(expect.arrayContaining(["group/3", "group/4"]));
});

test("[STR] [ENT4] who is of another group, and gets hold of the entry all the same, cannot open it", async () => {
  const { relay, tanaka, stranger, meet } = await town();
  await tanaka.run(said(DUTY));
  await meet(tanaka);
  await stranger.replica.receive(relay.read(["group/3"], new Map()));
  const [kept] = await stranger.database.entries.where("stream").equals("group/3").toArray();
  expect(kept).toMatchObject({ state: "kept", reason: "noKey", payload: undefined });
  expect(await textsOf(stranger)).toEqual([]);
});

test("[STR] [STR1] to another group nobody writes, no officer either; whoever is asked to is told", async () => {
  const { desk, stranger } = await town();
  for (const device of [desk, stranger])
    expect(await device.run(said("はじめまして"))).toMatchObject({
      state: "failed",
      failure: "notAllowed",
    });
});

test("[STR] [STR1] what an officer of another group writes with the key that officers hold is applied by nobody", async () => {
  const { world, desk, tanaka } = await town();
  const officer = addDevice(world, { role: "officer", household: 40, group: 1 });
  const payload = { kind: "groupMessage", name: "役員", text: "こんにちは", atSeconds: 1 } as const;
  const { bytes } = writeEntry(world, officer, "group/3", encodePayload(payload));
  const statements = world.statements.map((statement) => ({
    bytes: statement.bytes,
    relayedAtSeconds: 1,
  }));
  for (const device of [desk, tanaka]) {
    await device.replica.receive([{ stream: "membership", messages: statements }]);
    await device.replica.receive([
      { stream: "group/3", messages: [{ bytes, relayedAtSeconds: 1 }] },
    ]);
    const [kept] = await device.database.entries.where("stream").equals("group/3").toArray();
    expect(kept).toMatchObject({ state: "kept", reason: "notAllowed" });
    expect(await textsOf(device)).toEqual([]);
  }
});

test("[STR] [DEL2] a message says saved, then relayed, then received, each when it is proven", async () => {
  const { relay, desk, tanaka, meet } = await town();
  const way = async () => (await boardOf(tanaka)).map(({ delivery }) => delivery);
  await tanaka.run(said(DUTY));
  expect(await way()).toEqual(["saved"]);
  await contact(tanaka, relay);
  expect(await way()).toEqual(["relayed"]);
  await meet(desk);
  await desk.replica.writeReceipt();
  await meet(desk, tanaka);
  expect(await way()).toEqual(["received"]);
});

test("[STR] [MEM5] what a stopped device says afterwards is on nobody's board; what it said before stays", async () => {
  const { world, near, desk, tanaka, neighbour, meet } = await town();
  await neighbour.run(said("回覧板を回しました", { name: "柳" }));
  await meet(neighbour, tanaka, desk);
  const [row] = await desk.database.entries.where("stream").equals("group/3").toArray();
  const head = { seq: 1, entryId: row?.entryId };
  revokeIn(world, { ...near, heads: new Map([["group/3", head]]) });
  await rotateIn(world, ["group/3"]);
  const statements = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  for (const device of [tanaka, desk])
    await device.replica.receive([{ stream: "membership", messages: statements }]);
  // It has not heard of it.
  await neighbour.run(said("わたしは柳です", { name: "柳", atMs: AT + 1_000 }));
  await meet(neighbour, tanaka, desk);
  for (const device of [tanaka, desk])
    expect(await textsOf(device)).toEqual(["回覧板を回しました"]);
});

test("[STR] [MEM5] [DEL2] a stopped device says of what it wrote beyond its end that it reaches nobody, also when a relay has it", async () => {
  const { world, near, neighbour, desk, meet } = await town();
  await neighbour.run(said("回覧板を回しました", { name: "柳" }));
  await meet(neighbour, desk);
  // Before it hears of its end, and after.
  await neighbour.run(said("わたしは柳です", { name: "柳", atMs: AT + 1_000 }));
  await meet(neighbour);
  const way = async (device: TestReplica) =>
    (await boardOf(device)).map(({ text, delivery, isPastEnd }) => [text, delivery, isPastEnd]);
  expect(await way(neighbour)).toEqual([
    ["回覧板を回しました", "relayed", false],
    ["わたしは柳です", "relayed", false],
  ]);
  const [row] = await desk.database.entries.where("stream").equals("group/3").toArray();
  revokeIn(world, { ...near, heads: new Map([["group/3", { seq: 1, entryId: row?.entryId }]]) });
  const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  await neighbour.replica.receive([{ stream: "membership", messages }]);
  await neighbour.run(said("まだいます", { name: "柳", atMs: AT + 2_000 }));
  await meet(neighbour);
  // What it wrote before it heard is on no board any more, here neither: the screen shows that from its intent.
  const here = [
    ["回覧板を回しました", "relayed", false],
    ["まだいます", "relayed", true],
  ];
  expect(await way(neighbour)).toEqual(here);
  const restarted = await openReplica(neighbour.database, { clock: neighbour.clock });
  await restarted.replica.idle();
  expect(await way(restarted)).toEqual(here);
});

test("[STR] [ERA1] its author takes a message back: it is gone from every device, and from the own intent", async () => {
  const { desk, tanaka, neighbour, meet } = await town();
  const { id, recordId } = await tanaka.run(said(DUTY));
  await meet(tanaka, neighbour, desk);
  if (recordId === undefined) throw new Error("nothing was written");
  const erase = { type: "eraseGroupMessage", message: recordId, atMs: AT } as const;
  // A neighbour cannot, and is told.
  expect(await neighbour.run(erase)).toMatchObject({ state: "failed", failure: "failed" });
  expect(await textsOf(neighbour)).toEqual([DUTY]);
  expect((await tanaka.run(erase)).state).toBe("sealed");
  await meet(tanaka, neighbour, desk);
  for (const device of [tanaka, neighbour, desk]) {
    expect(await textsOf(device)).toEqual([]);
    const [husk] = await device.database.entries.where("stream").equals("group/3").toArray();
    expect(husk).toMatchObject({ state: "kept", reason: "erased", payload: undefined });
  }
  expect((await tanaka.database.intents.get(id))?.command).toMatchObject({ name: "", text: "" });
});

test("[STR] [ERA1] an officer removes what must not stand there, whoever wrote it", async () => {
  const { desk, tanaka, neighbour, meet } = await town();
  await tanaka.run(said("ひどいことば"));
  await meet(tanaka, neighbour, desk);
  const [row] = await boardOf(desk);
  if (row === undefined) throw new Error("the desk has it");
  await desk.run({ type: "eraseGroupMessage", message: row.recordId, atMs: AT });
  // One device was closed meanwhile: what shows boards is not loaded there when the last message goes.
  const restarted = await openReplica(neighbour.database, { clock: neighbour.clock });
  expect(await textsOf(restarted)).toEqual(["ひどいことば"]);
  await meet(desk, tanaka, restarted);
  for (const device of [desk, tanaka, restarted]) expect(await textsOf(device)).toEqual([]);
});

test("[STR] [DEL3] a message of a device without the group's key yet waits, and is sent with the key", async () => {
  const { world, relay, own, tanaka, meet } = await town();
  const second = await installReplica(world, own, {
    database: freshDatabase(),
    withoutKeys: true,
  });
  expect((await second.run(said(DUTY))).state).toBe("stored");
  await second.replica.addStatements([], [...own.keyring.keys.values()]);
  await second.replica.drainIntents();
  await contact(second, relay);
  await meet(tanaka);
  expect(await textsOf(tanaka)).toEqual([DUTY]);
});

test("[STR] a start shows what the last one left, and an officer's desk shows marks of its roster beside the names", async () => {
  const { desk, tanaka, neighbour, meet } = await town();
  await tanaka.run(said(DUTY));
  await meet(tanaka, neighbour, desk);
  const empty = { kana: "", phone: "", address: "", careNeeds: "" };
  await desk.run({
    type: "saveHouseholds",
    households: [{ number: 12, group: 3, name: "田中 一", ...empty }],
  });
  expect((await boardOf(desk))[0]?.mark).toMatch(/^3班-\d+$/);
  const before = await boardOf(neighbour);
  const restarted = await openReplica(neighbour.database, { clock: neighbour.clock });
  await restarted.replica.idle();
  expect(await boardOf(restarted)).toEqual(before);
  expect((await restarted.database.profile.get("me"))?.groups).toEqual([3]);
});
