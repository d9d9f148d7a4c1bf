import { expect, test } from "vitest";
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import { confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import {
  addDevice,
  addRole,
  createWorld,
  giveKeys,
  joinHousehold,
  retireIn,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import { heldReports } from "../onboarding/held-reports.ts";
import {
  INCIDENT,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "./testing/replica-world.ts";
import { meetingAt } from "./testing/roster-town.ts";

const AT = 1_775_001_600_000;

/** Two officers' desks that hold a stopped phone's report, another phone of its household, and the leader of its group. */
async function desks() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const phone = await joinHousehold(world, 12, 3);
  const home = await joinHousehold(world, 12, 3);
  world.statements.push(confirmDevice(world.association, world.founder.keys, home.keys.device));
  const neighbour = await joinHousehold(world, 13, 3);
  addRole(world, neighbour, { role: "groupLeader", household: 13, group: 3 });
  const other = addDevice(world, { role: "officer", household: 5, group: 1 });
  for (const device of [world.founder, other, neighbour]) giveKeys(world, device);
  const lost = await installReplica(world, phone);
  revokeIn(world, phone);
  const first = await installReplica(world, world.founder);
  const second = await installReplica(world, other);
  await first.run(openIncident(AT));
  await lost.run(tap(AT, { comment: "避難所です" }));
  const meet = meetingAt(relay);
  await meet(first, lost, second, first);
  const family = await installReplica(world, home);
  const leader = await installReplica(world, neighbour);
  return { first, second, family, leader, meet };
}

const ports = ({ replica, database }: TestReplica) => ({ replica, database }) as never;

async function tray(desk: TestReplica) {
  const answer = await heldReports(ports(desk));
  if (!answer.ok) throw new Error(answer.error.type);
  return answer.value;
}

async function heldId(desk: TestReplica): Promise<RecordId> {
  const [report] = await tray(desk);
  if (report === undefined) throw new Error("the tray is empty");
  return report.recordId;
}

const notice = async ({ database }: TestReplica) =>
  (await database.notices.get("kept/revoked"))?.detail;

test("[MEM5] what one officer sets aside is set aside for all, reminds nobody, and can be taken back", async () => {
  const { first, second, meet } = await desks();
  const held = await heldId(first);
  const before = Number(await notice(second));
  await first.run({ type: "decideHeld", held, decision: "aside", atMs: AT });
  await meet(first, second);
  expect(await tray(second)).toMatchObject([{ isAside: true, isAdopted: false }]);
  expect(Number((await notice(second)) ?? 0)).toBe(before - 1);
  // A clock that is slow does not lose the word that comes after.
  await second.run({ type: "decideHeld", held, decision: "restored", atMs: AT - 86_400_000 });
  await meet(second, first);
  for (const desk of [first, second])
    expect(await tray(desk)).toMatchObject([{ isAside: false, isAdopted: false }]);
});

test("[MEM5] two officers who take a report over apart make one record on every board", async () => {
  const { first, second, meet } = await desks();
  const adopts = await heldId(first);
  const adoption = tap(AT, {
    ...{ household: 12, by: "officer", comment: "避難所です", aboutMs: AT, adopts },
  });
  await first.run(adoption);
  await second.run(adoption);
  await meet(first, second, first);
  const rows = await Promise.all(
    [first, second].map(({ database }) => database.boardRows.get([INCIDENT, 12])),
  );
  const [shown, other] = rows.map((row) => row?.reports.map(({ recordId }) => recordId));
  expect(shown).toHaveLength(1);
  expect(other).toEqual(shown);
  expect(rows[0]?.needsCheck).toBe(false);
  expect(await tray(second)).toMatchObject([{ isAdopted: true }]);
});

test("[MEM5] [STR] the household, and its group's leader, see one record of what two officers took over apart", async () => {
  const { first, second, family, leader, meet } = await desks();
  const adopts = await heldId(first);
  const adoption = tap(AT, {
    ...{ household: 12, by: "officer", comment: "避難所です", aboutMs: AT, adopts },
  });
  const copies: RecordId[] = [];
  for (const desk of [first, second]) {
    await desk.run(adoption);
    const row = await desk.database.boardRows.get([INCIDENT, 12]);
    copies.push(...(row?.reports ?? []).map(({ recordId }) => recordId));
  }
  const [lowest, further] = copies.toSorted();
  if (lowest === undefined || further === undefined) throw new Error("two officers made a record");
  // The one that will not stand is answered before the other officer heard of it.
  const answering = copies[0] === further ? first : second;
  const report = { household: 12, report: further, atMs: AT };
  await answering.run({ type: "acknowledgeReport", ...report });
  await meet(first, second, family, leader);
  const shown = await family.database.ownReports.toArray();
  expect(shown.map(({ recordId }) => recordId)).toEqual([lowest]);
  expect(shown[0]?.acknowledgedAtMs).toBe(AT);
  const row = await leader.database.boardRows.get([INCIDENT, 12]);
  expect(row?.reports.map(({ recordId }) => recordId)).toEqual([lowest]);
  // What the household says next corrects it, on every board.
  await family.run(tap(AT, { seen: [lowest], subjects: [{ subject: "all", status: "contact" }] }));
  await meet(family, first, second, leader);
  for (const { database } of [first, second, leader])
    expect(await database.boardRows.get([INCIDENT, 12])).toMatchObject({
      ...{ state: "contact", needsCheck: false },
    });
});

test("[KEY3] what a former officer recorded before the handover, and was on its way, is in the tray", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const phone = await joinHousehold(world, 12, 3);
  addRole(world, phone, { role: "officer", household: 12, group: 3 });
  const former = await installReplica(world, phone);
  await former.run(openIncident(AT));
  await former.run(tap(AT, { household: 40, by: "officer", comment: "声がしました" }));
  retireIn(world, phone);
  const desk = await installReplica(world, world.founder);
  await contact(former, relay);
  await contact(desk, relay);
  expect(await tray(desk)).toMatchObject([{ household: 40, comment: "声がしました" }]);
});
