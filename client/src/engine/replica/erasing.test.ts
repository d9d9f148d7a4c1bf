/** Erasing reports: husks on every replica, the counts stay. [ERA1] */
import { beforeEach, describe, expect, test } from "vitest";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { EraseReports } from "../commands.ts";
import {
  INCIDENT,
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;
const COMMENT = "足をけがしました";

let world: AssociationWorld;
let relay: MemoryRelay;
let device: WorldDevice;
let neighbour: WorldDevice;
let resident: TestReplica;
let other: TestReplica;
let officer: TestReplica;
let second: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  device = await joinHousehold(world, 12, 1);
  neighbour = await joinHousehold(world, 13, 1);
  const desks = [2, 3].map((household) =>
    addDevice(world, { role: "officer", household, group: 1 }),
  );
  resident = await installReplica(world, device);
  other = await installReplica(world, neighbour);
  officer = await installReplica(world, desks[0] as WorldDevice);
  second = await installReplica(world, desks[1] as WorldDevice);
  await officer.run(openIncident(AT));
  await everybodyMeets();
  await resident.run(tap(AT, { comment: COMMENT, subjects: [{ subject: "all", status: "help" }] }));
  await other.run(tap(AT, { subjects: [{ subject: "all", status: "safe" }] }));
  await everybodyMeets();
  await officer.run({
    ...{ type: "changeIncident", incident: INCIDENT, change: "closed", atMs: AT + 1 },
  });
  await everybodyMeets();
});

async function everybodyMeets(): Promise<void> {
  const all = [officer, resident, other, second];
  for (const replica of [...all, ...all]) await contact(replica, relay);
}

const eraseIncident: EraseReports = {
  ...{ type: "eraseReports", incident: INCIDENT, household: undefined, atMs: AT + 2 },
};
const eraseHousehold: EraseReports = { ...eraseIncident, incident: undefined, household: 12 };

async function reportRows({ database }: TestReplica) {
  const rows = await database.entries.toArray();
  return rows.filter(({ kind }) => kind === "report" || kind === "reportCopy");
}

async function husks({ database }: TestReplica) {
  const rows = await database.entries.toArray();
  return rows.filter(({ reason }) => reason === "erased");
}

/** Everything a store holds, as text. */
async function textOf({ database }: TestReplica): Promise<string> {
  const tables = await Promise.all(database.tables.map((table) => table.toArray()));
  return JSON.stringify(tables, (_name, item: unknown) =>
    item instanceof Uint8Array ? new TextDecoder().decode(item) : item,
  );
}

describe("an officer erases an incident's reports", () => {
  test("[ERA1] every replica holds husks, and nothing of what was said, in no table", async () => {
    for (const replica of [officer, resident]) expect(await textOf(replica)).toContain(COMMENT);
    expect((await officer.run(eraseIncident)).state).toBe("sealed");
    await everybodyMeets();
    for (const replica of [officer, second, resident, other]) {
      expect(await reportRows(replica)).toEqual([]);
      expect(await textOf(replica)).not.toContain(COMMENT);
      for (const { bytes, payload } of await husks(replica)) {
        expect(decodeEntry(bytes)?.box).toBeUndefined();
        expect(payload).toBeUndefined();
      }
    }
    expect(await husks(officer)).toHaveLength(4);
    expect(await husks(resident)).toHaveLength(2);
    expect(await resident.database.ownReports.toArray()).toEqual([]);
  });

  test("[ERA1] the counts stay, on every officer's device, and nobody counts as silent", async () => {
    const before = await second.database.boardCounts.get([INCIDENT, 0]);
    expect(before?.counts).toMatchObject({ answered: 2, help: 1, safe: 1 });
    await officer.run(eraseIncident);
    await everybodyMeets();
    for (const replica of [officer, second]) {
      expect(await replica.database.boardCounts.toArray()).toEqual([
        { incident: INCIDENT, group: 0, counts: before?.counts },
      ]);
      expect(await replica.database.boardRows.toArray()).toEqual([]);
    }
    await officer.run({
      ...{ type: "changeIncident", incident: INCIDENT, change: "reopened", atMs: AT + 5 },
    });
    expect(await officer.database.boardRows.count()).toBeGreaterThan(0);
  });

  test("[ERA1] a report that comes after it stands on the board until it is erased too; the counts are as they were", async () => {
    const late = await installReplica(world, await joinHousehold(world, 14, 1));
    await contact(late, relay);
    await late.run(tap(AT, { comment: COMMENT }));
    const before = await officer.database.boardCounts.get([INCIDENT, 0]);
    await officer.run(eraseIncident);
    await everybodyMeets();
    await contact(late, relay);
    await everybodyMeets();
    const rows = await officer.database.boardRows.toArray();
    expect(rows.map(({ household }) => household)).toEqual([14]);
    await officer.run(eraseIncident);
    await everybodyMeets();
    expect(await second.database.boardRows.toArray()).toEqual([]);
    expect(await textOf(second)).not.toContain(COMMENT);
    expect(await second.database.boardCounts.get([INCIDENT, 0])).toEqual(before);
  });

  test("[ERA1] a start finds it so, and an erased entry that comes again whole is erased again", async () => {
    const whole = relay.read(["safety", "household/12"], new Map());
    await officer.run(eraseIncident);
    const { replica } = await openReplica(officer.database, { clock: officer.clock });
    expect(await husks(officer)).toHaveLength(4);
    await replica.receive(whole);
    expect(await reportRows(officer)).toEqual([]);
    expect(await officer.database.notices.toArray()).toEqual([]);
  });

  test("[ERA1] what comes after the record that erases it is erased on arrival", async () => {
    await officer.run(eraseIncident);
    await contact(officer, relay);
    const late = await installReplica(
      world,
      addDevice(world, { role: "officer", household: 4, group: 1 }),
    );
    await contact(late, relay);
    expect(await reportRows(late)).toEqual([]);
    expect(await husks(late)).toHaveLength(4);
  });
});

test("[ERA1] on a household's wish its reports alone are erased; the board is folded from the others'", async () => {
  await officer.run(eraseHousehold);
  await everybodyMeets();
  for (const replica of [officer, second, resident])
    expect(await textOf(replica)).not.toContain(COMMENT);
  const row = await second.database.boardRows.get([INCIDENT, 13]);
  expect(row?.state).toBe("safe");
  expect((await second.database.boardRows.get([INCIDENT, 12]))?.reports).toEqual([]);
});

test("[ERA1] a resident erases what the own device wrote; others' words stay", async () => {
  await resident.run(eraseHousehold);
  await everybodyMeets();
  expect(await textOf(second)).not.toContain(COMMENT);
  expect((await second.database.boardRows.get([INCIDENT, 13]))?.state).toBe("safe");
});

test("[ERA1] an officer who erases the own answers erases nobody else's, nor what the desk recorded for others", async () => {
  const subjects = [{ subject: "all", status: "safe" }] as const;
  await officer.run(tap(AT + 2, { comment: "じぶんのこと", subjects }));
  await officer.run(tap(AT + 2, { household: 13, by: "officer", means: "phone", subjects }));
  await second.run(tap(AT + 2, { household: 2, by: "officer", means: "visit", subjects }));
  await everybodyMeets();
  await officer.run({ ...eraseIncident, household: 2, isOwnOnly: true });
  await everybodyMeets();
  for (const replica of [officer, second]) {
    const text = await textOf(replica);
    expect(text).not.toContain("じぶんのこと");
    expect(text).toContain(COMMENT);
    const rows = await replica.database.boardRows.bulkGet([2, 12, 13].map((n) => [INCIDENT, n]));
    expect(rows.map((row) => row?.reports.length ?? 0)).toEqual([1, 1, 2]);
  }
});

test("[ERA1] a member who lists others' entries erases nothing", async () => {
  const ids = (await reportRows(officer))
    .filter(({ author }) => author !== neighbour.keys.device)
    .map(({ entryId }) => entryId);
  const payload = { kind: "erased", entries: [{ stream: "safety", ids }], atSeconds: 9 } as const;
  const { bytes } = writeEntry(world, neighbour, "erasures", encodePayload(payload));
  const messages = [{ bytes, relayedAtSeconds: 9 }];
  await officer.replica.receive([{ stream: "erasures", messages }]);
  expect(await husks(officer)).toEqual([]);
  expect(await textOf(officer)).toContain(COMMENT);
});

test("[ERA1] [DEL3] an erased entry is due at no relay, nor does it count as unsent", async () => {
  await resident.run(tap(AT + 3, { comment: "まだ出していない" }));
  await resident.run(eraseHousehold);
  for (let bundle = await resident.replica.outgoing("bb"); bundle !== undefined;) {
    const entries = bundle.streams.flatMap(({ entries: list }) => list);
    expect(entries.every((bytes) => decodeEntry(bytes)?.box !== undefined)).toBe(true);
    await resident.replica.answered("bb", relay.push(bundle));
    bundle = await resident.replica.outgoing("bb");
  }
  expect((await resident.database.connection.get("relay"))?.unsent).toBe(0);
});

test("[ERA1] a device restored from a backup takes back what it said since, which it knows by its copy and a receipt", async () => {
  await officer.replica.writeReceipt();
  await everybodyMeets();
  const older = await installReplica(world, device);
  for (let round = 0; round < 2; round += 1) await contact(older, relay);
  expect(await older.database.ownReports.toArray()).toMatchObject([{ comment: COMMENT }]);
  expect((await reportRows(older)).map(({ kind }) => kind)).toEqual(["reportCopy"]);
  await older.run({ ...eraseIncident, household: 12, isOwnOnly: true });
  for (const replica of [older, officer, second, other, older]) await contact(replica, relay);
  for (const replica of [older, officer, second])
    expect(await textOf(replica)).not.toContain(COMMENT);
  // The neighbour's stays.
  expect(await reportRows(officer)).toHaveLength(2);
});
