import { expect, test } from "vitest";
import { standingOfKey } from "@tomoshibi/shared/membership/authority.ts";
import { retireDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  addDevice,
  addRole,
  authorityOf,
  createWorld,
  giveKeys,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { refusedCommands } from "../store/refused.ts";
import {
  type TestReplica,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "./testing/replica-world.ts";
import { boardRowOf, meetingAt, rosterLine } from "./testing/roster-town.ts";

const AT = 1_775_001_600_000;

/**
 * A founder's desk with a roster, the leader of group 3 (of household 12), and residents of groups 3 and 4. Household 20 of group 3
 * has no card.
 */
async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const [own, near, far] = [
    await joinHousehold(world, 12, 3),
    await joinHousehold(world, 13, 3),
    await joinHousehold(world, 14, 4),
  ];
  addRole(world, own, { role: "groupLeader", household: 12, group: 3 });
  giveKeys(world, world.founder);
  const desk = await installReplica(world, world.founder);
  const leader = await installReplica(world, own);
  const neighbour = await installReplica(world, near);
  const stranger = await installReplica(world, far);
  const households = [
    rosterLine(12, 3, "石川 花"),
    rosterLine(13, 3, "金沢 太郎"),
    rosterLine(14, 4, "加賀 次郎"),
    rosterLine(20, 3, "能登 よし"),
  ];
  await desk.run({ type: "saveHouseholds", households });
  await desk.run(openIncident(AT));
  await desk.replica.wrapKeys();
  const meet = meetingAt(relay);
  await meet(desk, leader, neighbour, stranger);
  return { world, own, desk, leader, neighbour, stranger, meet };
}

test("[STR] a leader sees the households of the group led, by name, and of the others nothing", async () => {
  const { leader, neighbour, stranger, meet } = await town();
  await neighbour.run(tap(AT, { subjects: [{ subject: "all", status: "help" }], comment: "けが" }));
  await stranger.run(tap(AT, { comment: "見えない" }));
  await meet(neighbour, stranger, leader);
  expect(await boardRowOf(leader, 13)).toMatchObject({ state: "help", name: "金沢 太郎" });
  expect((await boardRowOf(leader, 13))?.reports[0]).toMatchObject({ comment: "けが" });
  expect(await leader.database.households.toCollection().primaryKeys()).toEqual([12, 13, 20]);
  expect((await boardRowOf(leader, 20))?.state).toBe("noApp");
  expect(await boardRowOf(leader, 14)).toBeUndefined();
  expect(leader.replica.wantedStreams()).not.toContain("household/14");
  expect(leader.replica.wantedStreams()).not.toContain("safety");
  const everything = JSON.stringify([
    await leader.database.boardRows.toArray(),
    await leader.database.households.toArray(),
    await leader.database.keyValues.get("groupLists"),
  ]);
  // Neither another group's words, nor what only officers may know of the own.
  for (const text of ["見えない", "加賀", "076-000-0000", "ひばり一丁目", "人工呼吸器"])
    expect(everything).not.toContain(text);
});

test("[STR] no other member of the group reads a neighbour's copy or the list of names", async () => {
  const { leader, neighbour, meet } = await town();
  await leader.run(tap(AT));
  await meet(leader, neighbour);
  expect(await neighbour.database.households.count()).toBe(0);
  expect(await neighbour.database.boardRows.count()).toBe(0);
  expect(neighbour.replica.wantedStreams()).not.toContain("household/12");
});

test("[STR] [DEL1] what a leader records reaches officers and household; officers' receipts and answers reach the leader's board", async () => {
  const { desk, leader, neighbour, meet } = await town();
  const record = { household: 13, by: "groupLeader", means: "visit" } as const;
  await leader.run(tap(AT, { ...record, subjects: [{ subject: "all", status: "safe" }] }));
  const report = (await boardRowOf(leader, 13))?.reports[0]?.recordId;
  if (report === undefined) throw new Error("no report on the leader's board");
  await leader.run({ type: "acknowledgeReport", household: 13, report, atMs: AT });
  await meet(leader, desk, neighbour);
  expect(await boardRowOf(desk, 13)).toMatchObject({ state: "safe" });
  expect((await boardRowOf(desk, 13))?.acknowledged).toHaveLength(1);
  const own = await neighbour.database.ownReports.toArray();
  expect(own).toMatchObject([{ recordId: report, by: "groupLeader", acknowledgedAtMs: AT }]);
  // A household without the app: officers hear of it, and the leader's own board shows it.
  await leader.run(tap(AT, { ...record, household: 20 }));
  await meet(leader, desk);
  expect((await boardRowOf(leader, 20))?.reports).toHaveLength(1);
  expect((await boardRowOf(desk, 20))?.reports).toHaveLength(1);
});

test("[STR] what an officer heard from a neighbour stands beside the household, and goes to officers alone", async () => {
  const { desk, leader, neighbour, meet } = await town();
  const heard = { household: 13, by: "witness", means: "phone", comment: "灯りがない" } as const;
  await desk.run(tap(AT, { ...heard, subjects: [{ subject: "all", status: "help" }] }));
  await meet(desk, leader, neighbour);
  expect((await boardRowOf(desk, 13))?.reports).toMatchObject([
    { isEvidenceOnly: true, by: "witness" },
  ]);
  expect((await boardRowOf(desk, 13))?.state).not.toBe("help");
  expect((await boardRowOf(leader, 13))?.reports).toEqual([]);
  expect(await neighbour.database.ownReports.count()).toBe(0);
});

test("[STR1] what a neighbour says of an officer's household is not shown there as the family's own word", async () => {
  const { desk, neighbour, meet } = await town();
  const household = (await desk.database.profile.get("me"))?.household;
  const subjects = [{ subject: "all", status: "help" }] as const;
  await neighbour.run(tap(AT, { household, by: "witness", subjects }));
  await meet(neighbour, desk);
  expect((await boardRowOf(desk, household ?? 0))?.reports).toMatchObject([{ by: "witness" }]);
  expect(await desk.database.ownReports.toArray()).toEqual([]);
});

test("[STR] a changed roster is wrapped anew for the leader, an unchanged one is not", async () => {
  const { desk, leader, meet } = await town();
  const written = () => desk.database.entries.where("kind").equals("groupList").count();
  expect(await written()).toBe(1);
  await desk.replica.wrapKeys();
  expect(await written()).toBe(1);
  await desk.run({ type: "saveHouseholds", households: [rosterLine(21, 3, "白山 みき")] });
  await desk.replica.wrapKeys();
  await meet(desk, leader);
  expect(await written()).toBe(2);
  expect((await leader.database.households.get(21))?.name).toBe("白山 みき");
});

test("[STR] two desks whose rosters stay apart say each theirs once and fall silent; whoever learns more speaks again", async () => {
  const { world, own, desk, leader, meet } = await town();
  const officer = addDevice(world, { role: "officer", household: 15, group: 4 });
  giveKeys(world, officer);
  const other = await installReplica(world, officer);
  // The statements that make it an officer; the roster it never gets.
  const known = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
  for (const device of [desk, leader])
    await device.replica.receive([{ stream: "membership", messages: known }]);
  await other.run({ type: "saveHouseholds", households: [rosterLine(22, 3, "小松 一")] });
  const mailbox = `mailbox/${own.keys.device}` as const;
  const listsOf = (device: TestReplica) =>
    device.database.entries.where("kind").equals("groupList").toArray();
  const pass = async (from: TestReplica, to: TestReplica) => {
    const messages = (await listsOf(from)).map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
    await to.replica.receive([{ stream: mailbox, messages }]);
  };
  const rounds = async () => {
    for (let round = 0; round < 5; round += 1) {
      for (const [from, to] of [[desk, other] as const, [other, desk] as const]) {
        await pass(from, to);
        await to.replica.wrapKeys();
      }
    }
    return (await listsOf(desk)).length;
  };
  expect(await rounds()).toBe(2);
  await desk.run({ type: "saveHouseholds", households: [rosterLine(21, 3, "白山 みき")] });
  await desk.replica.wrapKeys();
  expect(await rounds()).toBe(3);
  await meet(desk, leader);
  expect((await leader.database.households.get(21))?.name).toBe("白山 みき");
});

test("[STR] [KEY3] a leader whose office ends shows the group no more, and keeps no list of it", async () => {
  const { world, own, leader } = await town();
  const authority = authorityOf(world);
  expect(standingOfKey(authority, own.keys.signKey)?.groupsLed).toEqual([3]);
  const ended = (authority.certificates.get(own.keys.device) ?? [])
    .filter(({ body }) => body.role === "groupLeader")
    .map(({ id }) => id);
  const plan = { subject: own.keys.device, heads: new Map(), issued: world.statements, ended };
  const { bytes } = retireDevice(authority, world.founder.keys, plan);
  const messages = [{ bytes, relayedAtSeconds: 1 }];
  await leader.replica.receive([{ stream: "membership", messages }]);
  expect(await leader.database.households.count()).toBe(0);
  expect(await leader.database.boardRows.count()).toBe(0);
  expect((await leader.database.keyValues.get("groupLists"))?.value).toEqual([]);
  expect((await leader.database.profile.get("me"))?.roles).toEqual(["member"]);
  expect(leader.replica.wantedStreams()).not.toContain("household/13");
});

test("[DEL3] [KEY3] what a leader wrote after the office had ended elsewhere is told to who wrote it, by its command", async () => {
  const { world, own, leader } = await town();
  const { reports, commands } = await endedMeanwhile(world, own, leader);
  expect(commands).toEqual([]);
  await reports();
  const told = await refusedCommands(leader.database);
  expect(told).toMatchObject([{ failure: "notAllowed", command: { household: 20 } }]);
  // What is submitted now fails at once, and is told beside it.
  const late = await leader.run(tap(AT, { household: 20, by: "groupLeader", means: "phone" }));
  expect(late).toMatchObject({ state: "failed", failure: "notAllowed" });
  expect(await refusedCommands(leader.database)).toHaveLength(2);
});

/** The leader records without a network, then hears that its office had ended before. */
async function endedMeanwhile(
  world: Awaited<ReturnType<typeof town>>["world"],
  own: Awaited<ReturnType<typeof town>>["own"],
  leader: TestReplica,
) {
  const authority = authorityOf(world);
  const ended = (authority.certificates.get(own.keys.device) ?? [])
    .filter(({ body }) => body.role === "groupLeader")
    .map(({ id }) => id);
  const plan = { subject: own.keys.device, heads: new Map(), issued: world.statements, ended };
  const { bytes } = retireDevice(authority, world.founder.keys, plan);
  const record = { household: 20, by: "groupLeader", means: "visit" } as const;
  expect((await leader.run(tap(AT, record))).state).toBe("sealed");
  const messages = [{ bytes, relayedAtSeconds: 1 }];
  return {
    commands: await refusedCommands(leader.database),
    reports: () => leader.replica.receive([{ stream: "membership", messages }]),
  };
}

test("[DEL1] an answer to a household that never had a card waits for nothing: officers see it", async () => {
  const { world, desk, meet } = await town();
  const second = await joinHousehold(world, 30, 5);
  addRole(world, second, { role: "officer", household: 30, group: 5 });
  giveKeys(world, second);
  const record = { household: 20, by: "officer", means: "paper" } as const;
  const { recordId: report } = await desk.run(tap(AT, record));
  if (report === undefined) throw new Error("nothing was recorded");
  const command = { type: "acknowledgeReport", household: 20, report, atMs: AT } as const;
  expect((await desk.run(command)).state).toBe("sealed");
  const other = await installReplica(world, second);
  await meet(desk, other);
  for (const officer of [desk, other])
    expect((await boardRowOf(officer, 20))?.acknowledged).toHaveLength(1);
  expect(await desk.database.intents.where("state").equals("stored").count()).toBe(0);
});
