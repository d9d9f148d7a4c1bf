import { beforeAll, expect, test } from "vitest";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import {
  INCIDENT,
  type TestReplica,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";
import type { Arrival } from "./replica.ts";

const AT = 1_775_001_600_000;

let world: AssociationWorld;
let reader: WorldDevice;
let statementsAtInstall: number;
let messages: readonly Arrival[];
/** What makes views be projected whole: in half of the runs it comes first. */
const early = new Set<Arrival>();

/** What a whole association wrote: reports, a fork, corrections, documents by two desks, receipts, and a revocation. */
beforeAll(async () => {
  world = await createWorld(7);
  reader = addDevice(world, { role: "officer", household: 5, group: 1 });
  statementsAtInstall = world.statements.length;
  const second = addDevice(world, { role: "officer", household: 6, group: 1 });
  const residents = [await joinHousehold(world, 12, 3), await joinHousehold(world, 13, 3)];
  const leaver = addDevice(world, { role: "member", household: 14, group: 3 });
  for (const device of [reader, second]) giveKeys(world, device);
  const authors = await Promise.all(
    [second, world.founder, ...residents, leaver, leaver].map((device) =>
      installReplica(world, device),
    ),
  );
  const [desk, founder, first, other, leaving, clone] = authors as [
    TestReplica,
    TestReplica,
    TestReplica,
    TestReplica,
    TestReplica,
    TestReplica,
  ];
  await first.run(openIncident(AT));
  const wrong = await first.run(tap(AT));
  await first.run(
    tap(AT + 9_000, { corrects: [wrong.id], subjects: [{ subject: "all", status: "help" }] }),
  );
  await other.run(tap(AT, { subjects: [{ subject: "self", status: "contact" }] }));
  await leaving.run(tap(AT));
  await clone.run(tap(AT + 1_000, { subjects: [{ subject: "self", status: "help" }] }));
  const names = (name: string) => [{ ...EMPTY, number: 12, name }];
  await desk.run({ type: "saveHouseholds", households: names("高橋") });
  await founder.run({
    type: "saveHouseholds",
    households: [{ ...EMPTY, number: 13, name: "山本" }],
  });
  await desk.run({
    type: "setFollowUp",
    incident: INCIDENT,
    household: 12,
    assignee: "林",
    isDone: true,
    note: "",
    atMs: AT,
    seen: [],
  });
  await founder.run({ type: "changeIncident", incident: INCIDENT, change: "confirmed", atMs: AT });
  await founder.run({
    type: "publishCircular",
    circular: "01".repeat(8) as never,
    title: "清掃",
    body: "",
    atMs: AT,
  });
  const said = {
    type: "writeGroupMessage",
    group: 3,
    text: "回覧板を回しました",
    atMs: AT,
  } as const;
  await first.run({ ...said, name: "高橋" });
  await other.run({ ...said, name: "山本" });
  await leaving.run({ ...said, name: "林" });
  const report = wrong.recordId ?? ("" as never);
  await desk.run({ type: "acknowledgeReport", household: 12, report, atMs: AT });
  revokeIn(world, {
    ...leaver,
    heads: new Map([["safety", { seq: 1, entryId: undefined }]]),
  } as never);
  messages = await collect(authors);
});

const EMPTY = { group: 3, kana: "", phone: "", address: "", careNeeds: "" };

test.each([1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18])(
  "[G15] any order, batching and duplication gives the same views (seed %i)",
  async (seed) => {
    // With statements, documents and incidents known first, nothing but patches is left to keep the views right.
    const known =
      seed % 2 === 0 ? world.statements : world.statements.slice(0, statementsAtInstall);
    const inOrder = await arrive(
      messages.map((message) => [message]),
      known,
    );
    expect(await inOrder.database.boardRows.get([INCIDENT, 12])).toMatchObject({
      state: "help",
      name: "高橋",
      followUp: { isDone: true },
      acknowledged: [expect.any(String)],
    });
    const codes = (await inOrder.database.notices.toArray()).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["fork", "kept.revoked"]));
    const random = createSeededRandom(seed);
    const late = seed % 2 === 0 ? 1e9 : 0;
    const twice = [...messages, ...messages.filter(() => random.int(0, 2) === 0)];
    const shuffled = twice
      .map((message) => ({ message, place: random.int(0, 1e9) + (early.has(message) ? 0 : late) }))
      .toSorted((left, right) => left.place - right.place)
      .map(({ message }) => message);
    const batches: Arrival[][] = [];
    while (shuffled.length > 0) batches.push(shuffled.splice(0, random.int(1, 6)));
    const anyOrder = await arrive(batches, known);
    expect(await viewsOf(anyOrder)).toEqual(await viewsOf(inOrder));
    await anyOrder.database.keyValues.put({ key: "judgedBy", value: 0 });
    const restarted = await openReplica(anyOrder.database, { clock: anyOrder.clock });
    await restarted.replica.idle();
    expect(await viewsOf(restarted)).toEqual(await viewsOf(inOrder));
  },
);

async function arrive(
  batches: readonly (readonly Arrival[])[],
  statements: AssociationWorld["statements"],
): Promise<TestReplica> {
  const desk = await installReplica({ ...world, statements }, reader);
  for (const batch of batches) {
    await desk.replica.receive(batch);
    // So that the last batch is projected by patch, and not with all else when documents are merged.
    await desk.replica.idle();
  }
  return desk;
}

/** One message an arrival, so that they can be shuffled; statements among them. */
async function collect(authors: readonly TestReplica[]): Promise<readonly Arrival[]> {
  const entries = await Promise.all(authors.map(({ database }) => database.entries.toArray()));
  const statements = world.statements.slice(statementsAtInstall);
  return [
    ...statements.map(({ bytes }) => toArrival("membership", bytes, true)),
    ...entries
      .flat()
      .map(({ stream, bytes, kind }) =>
        toArrival(
          stream,
          bytes,
          kind === "registration" || !PATCHED.has(stream.split("/")[0] ?? ""),
        ),
      ),
  ];
}

const PATCHED: ReadonlySet<string> = new Set(["safety", "household", "group", "receipts"]);

function toArrival(stream: Arrival["stream"], bytes: Uint8Array, isEarly: boolean): Arrival {
  const arrival: Arrival = { stream, messages: [{ bytes, relayedAtSeconds: 1 }] };
  if (isEarly) early.add(arrival);
  return arrival;
}

async function viewsOf({ database }: TestReplica) {
  const { incidents, boardRows, boardCounts, lateArrivals, households, devices } = database;
  const { notices, circulars, ownReports, profile, groupMessages } = database;
  const tables = [
    ...[incidents, boardRows, boardCounts, lateArrivals, households, devices],
    ...[notices, circulars, ownReports, profile, groupMessages],
  ];
  return Promise.all(tables.map(async (table) => [table.name, await table.toArray()]));
}
