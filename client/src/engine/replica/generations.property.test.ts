/** Two officers tidy apart, a third writes meanwhile, all of it arrives in any order: every device shows and erases the same. */
import { beforeAll, expect, test } from "vitest";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { circularsDocumentOf } from "@tomoshibi/shared/circulars/fiscal-year.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Command } from "../commands.ts";
import type { Arrival } from "./replica.ts";
import {
  INCIDENT,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;
const YEAR = circularsDocumentOf(AT);
const STREAMS: readonly StreamName[] = ["officers", "members", "erasures", "receipts"];
/** What each reads of it. */
const READ = { officer: STREAMS, member: STREAMS.slice(1) } as const;

let world: AssociationWorld;
let readers: Readonly<Record<keyof typeof READ, WorldDevice>>;
let messages: readonly Arrival[];

function save(number: number, name: string): Command {
  const empty = { group: 1, kana: "", phone: "", address: "", careNeeds: "" };
  return { type: "saveHouseholds", households: [{ number, name, ...empty }] };
}

const circular = (byte: string) => byte.repeat(8) as CircularId;

function publish(byte: string): Command {
  const words = { title: `回覧 ${byte}`, body: `本文 ${byte}`, atMs: AT };
  return { type: "publishCircular", circular: circular(byte), ...words };
}

function withdraw(byte: string): Command {
  return { type: "withdrawCircular", circular: circular(byte), atMs: AT };
}

beforeAll(async () => {
  world = await createWorld(5);
  const relay = createMemoryRelay();
  const install = (household: number) =>
    installReplica(world, addDevice(world, { role: "officer", household, group: 1 }));
  readers = {
    officer: addDevice(world, { role: "officer", household: 9, group: 1 }),
    member: addDevice(world, { role: "member", household: 10, group: 1 }),
  };
  const [first, second, third] = [await install(2), await install(3), await install(4)];
  const meet = async (...who: readonly TestReplica[]) => {
    for (const one of [...who, ...who, ...who]) {
      await contact(one, relay);
      await one.replica.writeReceipt();
      await contact(one, relay);
    }
  };
  const tidyAndErase = async (one: TestReplica) => {
    const { id } = await one.run({ type: "tidyDocuments", atMs: AT });
    await one.run({ type: "eraseSummedUp", after: id, atMs: AT });
  };
  await first.run(save(12, "灯田"));
  await first.run(save(13, "光野"));
  const about = { incident: INCIDENT, household: 13, seen: [], atMs: AT } as const;
  await first.run({ type: "setFollowUp", ...about, assignee: "係", isDone: true, note: "留守" });
  for (const byte of ["a1", "b2", "c3"]) await first.run(publish(byte));
  await meet(first, second, third);
  // Apart: one tidies, another too, and goes on writing; the third writes into what was before.
  await first.run({ type: "removeHousehold", number: 13 });
  await first.run(withdraw("a1"));
  await tidyAndErase(first);
  await second.run(save(14, "明石"));
  for (const command of [publish("d4"), withdraw("b2")]) await second.run(command);
  await tidyAndErase(second);
  await second.run(save(15, "日向"));
  await second.run(publish("e5"));
  await third.run(save(12, "灯田 改"));
  await third.run(save(16, "朝日"));
  for (const command of [publish("f6"), publish("a7"), withdraw("c3")]) await third.run(command);
  await meet(first);
  await meet(first, second, third);
  // Then one late change is taken over, one set aside, and somebody tidies again.
  const late = (await first.database.documents.get("roster"))?.late ?? [];
  if (late.length < 2) throw new Error("Broken invariant: two changes came late");
  for (const [index, { recordId }] of late.slice(0, 2).entries())
    await first.run({
      ...{ type: "decideLate", late: recordId, document: "roster", atMs: AT },
      decision: index === 0 ? "adopted" : "aside",
    });
  const lateCirculars = (await first.database.documents.get(YEAR))?.late ?? [];
  if (lateCirculars.length < 3)
    throw new Error("Broken invariant: three words about circulars came late");
  for (const [index, { recordId }] of lateCirculars.slice(0, -1).entries())
    await first.run({
      ...{ type: "decideLate", late: recordId, document: YEAR, atMs: AT },
      decision: index === 0 ? "aside" : "adopted",
    });
  await meet(first, second, third);
  await tidyAndErase(third);
  await third.run(save(17, "夕日"));
  await meet(first, second, third);
  messages = relay
    .read(STREAMS, new Map())
    .flatMap(({ stream, messages: list }) =>
      list.map((message) => ({ stream, messages: [message] })),
    );
});

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

test.each(SEEDS.flatMap((seed) => [["officer", seed] as const, ["member", seed] as const]))(
  "[DOC3] [G15] any order, batching and duplication of arrival comes to the same (%s, seed %i)",
  async (role, seed) => {
    const random = createSeededRandom(seed);
    const read = messages.filter(({ stream }) => READ[role].includes(stream));
    const twice = [...read, ...read.filter(() => random.int(0, 3) === 0)];
    const shuffled = twice
      .map((message) => ({ message, place: random.int(0, 1e9) }))
      .toSorted((left, right) => left.place - right.place)
      .map(({ message }) => message);
    const batches: Arrival[][] = [];
    while (shuffled.length > 0) batches.push(shuffled.splice(0, random.int(1, 12)));
    const inOrder = await arrive(role, [[...read]]);
    expect(await arrive(role, batches)).toEqual(inOrder);
    expect(inOrder.erased.length).toBeGreaterThan(3);
    // Whoever tidied last had withdrawn these, or heard of it: nobody shows them, in whatever order it came.
    const shown = inOrder.circulars.flatMap(({ circular: id, isWithdrawn }) =>
      isWithdrawn ? [] : [id.slice(0, 2)],
    );
    expect(shown).toContain("d4");
    for (const byte of ["a1", "b2", "c3"]) expect(shown).not.toContain(byte);
  },
);

async function arrive(role: keyof typeof READ, batches: readonly (readonly Arrival[])[]) {
  const { replica, database } = await installReplica(world, readers[role]);
  for (const batch of batches) {
    await replica.receive(batch);
    await replica.idle();
  }
  const rows = await database.documents.toArray();
  const entries = (await database.entries.toArray()).filter(
    ({ stream }) => stream === "officers" || stream === "members",
  );
  return {
    circulars: await database.circulars.toArray(),
    documents: rows.map(({ document, state, generation, begunAtMs, late = [] }) => ({
      ...{ document, state, generation, begunAtMs },
      late: new Map(late.map(({ recordId, writes }) => [recordId, writes])),
    })),
    erased: entries.flatMap(({ entryId, reason }) => (reason === "erased" ? [entryId] : [])),
  };
}
