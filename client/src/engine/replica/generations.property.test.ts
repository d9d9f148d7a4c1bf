/** Two officers tidy apart, a third writes meanwhile, all of it arrives in any order: every device shows and erases the same. */
import { beforeAll, expect, test } from "vitest";
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
const STREAMS: readonly StreamName[] = ["officers", "erasures", "receipts"];

let world: AssociationWorld;
let reader: WorldDevice;
let messages: readonly Arrival[];

function save(number: number, name: string): Command {
  const empty = { group: 1, kana: "", phone: "", address: "", careNeeds: "" };
  return { type: "saveHouseholds", households: [{ number, name, ...empty }] };
}

beforeAll(async () => {
  world = await createWorld(5);
  const relay = createMemoryRelay();
  const install = (household: number) =>
    installReplica(world, addDevice(world, { role: "officer", household, group: 1 }));
  reader = addDevice(world, { role: "officer", household: 9, group: 1 });
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
  await meet(first, second, third);
  // Apart: one tidies, another too, and goes on writing; the third writes into what was before.
  await first.run({ type: "removeHousehold", number: 13 });
  await tidyAndErase(first);
  await second.run(save(14, "明石"));
  await tidyAndErase(second);
  await second.run(save(15, "日向"));
  await third.run(save(12, "灯田 改"));
  await third.run(save(16, "朝日"));
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

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "[DOC3] [G15] any order, batching and duplication of arrival comes to the same (seed %i)",
  async (seed) => {
    const random = createSeededRandom(seed);
    const twice = [...messages, ...messages.filter(() => random.int(0, 3) === 0)];
    const shuffled = twice
      .map((message) => ({ message, place: random.int(0, 1e9) }))
      .toSorted((left, right) => left.place - right.place)
      .map(({ message }) => message);
    const batches: Arrival[][] = [];
    while (shuffled.length > 0) batches.push(shuffled.splice(0, random.int(1, 12)));
    const inOrder = await arrive([[...messages]]);
    expect(await arrive(batches)).toEqual(inOrder);
    expect(inOrder.erased.length).toBeGreaterThan(3);
  },
);

async function arrive(batches: readonly (readonly Arrival[])[]) {
  const { replica, database } = await installReplica(world, reader);
  for (const batch of batches) {
    await replica.receive(batch);
    await replica.idle();
  }
  const rows = await database.documents.toArray();
  const entries = await database.entries.where("stream").equals("officers").toArray();
  return {
    documents: rows.map(({ document, state, generation, begunAtMs, late = [] }) => ({
      ...{ document, state, generation, begunAtMs },
      late: new Map(late.map(({ recordId, writes }) => [recordId, writes])),
    })),
    erased: entries.flatMap(({ entryId, reason }) => (reason === "erased" ? [entryId] : [])),
  };
}
