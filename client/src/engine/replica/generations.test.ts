/** Generations of documents: tidying, what comes too late, and erasing what went before. [DOC3] */
import { beforeEach, describe, expect, test } from "vitest";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import {
  type AssociationWorld,
  addDevice,
  createWorld,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { Command, HouseholdInput } from "../commands.ts";
import {
  INCIDENT,
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openReplica,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;
const GONE = "引越 太郎";
const NOTE = "足が悪い";
const tidy: Command = { type: "tidyDocuments", atMs: AT };

let world: AssociationWorld;
let relay: MemoryRelay;
let officer: TestReplica;
let second: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  [officer, second] = await Promise.all([installOfficer(2), installOfficer(3)]);
  await officer.run(save({ number: 12, name: "灯田 花" }, { number: 13, name: GONE }));
  await officer.run(followUp(13, NOTE));
  await meet(officer, second);
});

async function installOfficer(household: number): Promise<TestReplica> {
  return installReplica(world, addDevice(world, { role: "officer", household, group: 1 }));
}

/** Everybody hands in what is due, receipts too, and reads; again, so that answers arrive as well. */
async function meet(...replicas: readonly TestReplica[]): Promise<void> {
  for (let round = 0; round < 3; round += 1)
    for (const one of replicas) {
      await contact(one, relay);
      await one.replica.writeReceipt();
      await contact(one, relay);
    }
}

function save(...households: readonly (Partial<HouseholdInput> & { number: number })[]): Command {
  const empty = { group: 1, name: "", kana: "", phone: "", address: "", careNeeds: "" };
  return { type: "saveHouseholds", households: households.map((one) => ({ ...empty, ...one })) };
}

function followUp(household: number, note: string): Command {
  return {
    ...{ type: "setFollowUp", incident: INCIDENT, household, assignee: "係", isDone: true, note },
    ...{ atMs: AT, seen: [] },
  };
}

async function tidyAndErase(replica: TestReplica): Promise<void> {
  const begun = await replica.run(tidy);
  expect(begun.state).toBe("sealed");
  await replica.run({ type: "eraseSummedUp", after: begun.id, atMs: AT + 1 });
}

const rosterOf = ({ database }: TestReplica) => database.documents.get("roster");
const stateOf = async (replica: TestReplica) => (await rosterOf(replica))?.state;

async function namesOf({ database }: TestReplica): Promise<readonly string[]> {
  const names = (await database.households.toArray()).map(({ name }) => name);
  // Officers' own households, whose name comes from their joining.
  return names.filter((name) => name !== "" && name !== "試験 花子");
}

async function lateOf(replica: TestReplica) {
  return (await rosterOf(replica))?.late ?? [];
}

/** Everything a store holds, as text; what is sealed is there opened as well. */
async function textOf({ database }: TestReplica): Promise<string> {
  const tables = await Promise.all(database.tables.map((table) => table.toArray()));
  return JSON.stringify(tables, (_name, item: unknown) =>
    item instanceof Uint8Array ? new TextDecoder().decode(item) : item,
  );
}

async function documentEntries({ database }: TestReplica) {
  const rows = await database.entries.where("stream").equals("officers").toArray();
  return rows.filter(({ kind }) => kind === "documentChanged");
}

describe("an officer tidies the documents", () => {
  test("[DOC3] every officer shows what was shown before, in a generation of its own", async () => {
    const before = await stateOf(second);
    expect((await officer.run(tidy)).state).toBe("sealed");
    await meet(officer, second);
    const { generation } = (await rosterOf(officer)) ?? {};
    expect(generation).toBeGreaterThan(1);
    for (const replica of [officer, second]) {
      expect(await stateOf(replica)).toEqual(before);
      expect(await rosterOf(replica)).toMatchObject({ generation, begunAtMs: AT, late: [] });
      expect((await replica.database.documents.get("followUps"))?.generation).not.toBe(1);
    }
    await second.run(save({ number: 12, name: "灯田 葉" }));
    await meet(officer, second);
    expect(await namesOf(officer)).toContain("灯田 葉");
  });

  test("[DOC3] it counts only once all its parts are here", async () => {
    await officer.run(
      save(...Array.from({ length: 150 }, (_, n) => ({ number: 100 + n, name: `試験 ${n}` }))),
    );
    await meet(officer, second);
    await officer.run(tidy);
    await contact(officer, relay);
    const held = relay.read(["officers"], new Map())[0]?.messages ?? [];
    for (const message of held.slice(0, -1).toReversed()) {
      await second.replica.receive([{ stream: "officers", messages: [message] }]);
      await second.replica.idle();
      expect(await second.database.households.count()).toBeGreaterThanOrEqual(152);
    }
    await contact(second, relay);
    expect(await stateOf(second)).toEqual(await stateOf(officer));
    expect((await rosterOf(second))?.generation).toBe((await rosterOf(officer))?.generation);
  });

  test("[DOC3] a start finds it so, without Automerge", async () => {
    await officer.run(tidy);
    const before = await rosterOf(officer);
    await openReplica(officer.database, {
      clock: officer.clock,
      loadDocuments: () => Promise.reject(new Error("no WebAssembly")),
    });
    expect(await rosterOf(officer)).toEqual(before);
  });

  test("[DOC3] a member has nothing to tidy", async () => {
    const member = await installReplica(world, world.founder);
    expect((await member.run(tidy)).state).toBe("failed");
  });
});

describe("what comes too late", () => {
  test("[DOC3] is shown to every officer with what it would change, and changes nothing", async () => {
    await second.run(save({ number: 12, name: "灯田 葉" }, { number: 14, name: "明石 実" }));
    await officer.run(tidy);
    await meet(officer, second);
    for (const replica of [officer, second]) {
      expect(await namesOf(replica)).not.toContain("灯田 葉");
      const [late, ...others] = await lateOf(replica);
      expect(others).toEqual([]);
      expect(late?.writes).toContainEqual({
        ...{ owner: "12", field: "name", before: "灯田 花", value: "灯田 葉" },
      });
      expect(late?.writes).toContainEqual({
        ...{ owner: "14", field: "name", before: undefined, value: "明石 実" },
      });
    }
  });

  test("[DOC3] an officer takes it over, or sets it aside; then it is news to nobody", async () => {
    await second.run(save({ number: 12, name: "灯田 葉" }));
    await second.run(save({ number: 13, phone: "076-000-0000", name: GONE }));
    await officer.run(tidy);
    await meet(officer, second);
    const late = await lateOf(officer);
    const ofName = late.find(({ writes }) => writes.some(({ owner }) => owner === "12"));
    const ofPhone = late.find(({ writes }) => writes.some(({ owner }) => owner === "13"));
    const about = { type: "decideLate", document: "roster", atMs: AT } as const;
    await officer.run({ ...about, late: ofName!.recordId, decision: "adopted" });
    await second.run({ ...about, late: ofPhone!.recordId, decision: "aside" });
    await meet(officer, second);
    for (const replica of [officer, second]) {
      expect(await namesOf(replica)).toContain("灯田 葉");
      expect((await replica.database.households.get(13))?.phone).toBe("");
      expect(await lateOf(replica)).toEqual([]);
    }
  });

  test("[DOC3] of a household that was taken off the roster it brings that back, when it is taken over", async () => {
    await second.run(save({ number: 13, name: "引越 次郎" }));
    await officer.run({ type: "removeHousehold", number: 13 });
    await tidyAndErase(officer);
    await meet(officer, second);
    expect(await namesOf(officer)).toEqual(["灯田 花"]);
    const [late] = await lateOf(officer);
    await officer.run({
      ...{ type: "decideLate", document: "roster", atMs: AT },
      ...{ late: late!.recordId, decision: "adopted" },
    });
    expect(await namesOf(officer)).toContain("引越 次郎");
  });

  test("[DOC3] two officers who tidy apart come to one generation, and nothing of either is lost unseen", async () => {
    await second.run(save({ number: 12, name: "灯田 葉" }));
    await officer.run(save({ number: 12, phone: "076-000-0001", name: "灯田 花" }));
    await Promise.all([officer.run(tidy), second.run(tidy)]);
    await second.run(save({ number: 15, name: "日向 子" }));
    await meet(officer, second);
    const [one, other] = [await rosterOf(officer), await rosterOf(second)];
    expect(one?.generation).toBe(other?.generation);
    expect(one?.state).toEqual(other?.state);
    const shown = JSON.stringify([one?.state, one?.late]);
    for (const word of ["灯田 葉", "076-000-0001", "日向 子"]) expect(shown).toContain(word);
    const idsOf = async (replica: TestReplica) =>
      (await lateOf(replica)).map(({ recordId }) => recordId).toSorted();
    expect(await idsOf(officer)).toEqual(await idsOf(second));
  });
});

test("[DOC3] [DEL3] two officers tidy apart, and one once more: what only the other state says is not erased with what that was made from", async () => {
  await officer.run(tidy);
  await second.run(save({ number: 14, name: "明石 灯" }));
  const { id } = await second.run(tidy);
  await second.run({ type: "eraseSummedUp", after: id, atMs: AT });
  for (const name of ["光野", "日向", "朝日"]) await officer.run(save({ number: 15, name }));
  // Nothing is erased yet of what the second one wrote, so that two say it here: the change, and the state made from it.
  await contact(officer, relay);
  await contact(second, relay);
  await contact(officer, relay);
  await tidyAndErase(officer);
  await meet(second, officer, second);
  for (const replica of [officer, second]) {
    const said = [...(await lateOf(replica))].flatMap(({ writes }) => writes);
    expect(said).toContainEqual(expect.objectContaining({ owner: "14", value: "明石 灯" }));
  }
});

describe("erasing what went before", () => {
  beforeEach(() => officer.run({ type: "removeHousehold", number: 13 }).then(() => undefined));

  test("[DOC3] [ERA1] the name and the notes of a household that left are in no officer's store, nor with the relay", async () => {
    await meet(officer, second);
    for (const replica of [officer, second]) expect(await textOf(replica)).toContain(GONE);
    await tidyAndErase(officer);
    await meet(officer, second);
    const third = await installOfficer(4);
    await meet(third);
    for (const replica of [officer, second, third]) {
      expect(await textOf(replica)).not.toContain(GONE);
      expect(await textOf(replica)).not.toContain(NOTE);
      expect(await namesOf(replica)).toEqual(["灯田 花"]);
      const boxes = (await documentEntries(replica)).map(({ bytes }) => decodeEntry(bytes)?.box);
      expect(boxes.every((box) => box !== undefined)).toBe(true);
      expect(await rosterOf(replica)).toMatchObject({ late: [], spent: 0 });
    }
  });

  test("[DOC3] [DEL3] nothing is erased before an officer's receipt covers the whole beginning", async () => {
    const begun = await officer.run(tidy);
    const erasing = await officer.run({ type: "eraseSummedUp", after: begun.id, atMs: AT + 1 });
    expect(erasing.state).toBe("stored");
    expect(await textOf(officer)).toContain(NOTE);
    await meet(officer);
    expect((await officer.database.intents.get(erasing.id))?.state).toBe("sealed");
    expect(await textOf(officer)).not.toContain(NOTE);
  });

  test("[DOC3] [DEL3] a beginning that another's overtook lists nothing before a receipt covers it as well", async () => {
    await meet(officer, second);
    await officer.run(save({ number: 14, name: "灯田 実" }));
    const [change] = (await documentEntries(officer)).toSorted((a, b) => b.seq - a.seq);
    const begun = await officer.run(tidy);
    const erasing = await officer.run({ type: "eraseSummedUp", after: begun.id, atMs: AT + 1 });
    for (const name of ["葉", "枝", "根", "芽"]) {
      await second.run(save({ number: 12, name: `灯田 ${name}` }));
      await second.run(followUp(12, name));
    }
    await second.run(tidy);
    await meet(second);
    // Only reads: what this device has begun is nowhere else, and may be lost with it.
    await officer.replica.receive(relay.read(["officers", "receipts"], new Map()));
    await officer.replica.drainIntents();
    expect((await rosterOf(officer))?.generation).toBe((await rosterOf(second))?.generation);
    expect((await officer.database.intents.get(erasing.id))?.state).toBe("sealed");
    const kinds = (await officer.database.entries.toArray()).map(({ kind }) => kind);
    expect(kinds).toContain("erased");
    if (change === undefined) throw new Error("nothing was written");
    expect(await officer.database.entries.get(change.entryId)).toMatchObject({ reason: undefined });
  });

  test("[DOC3] an erasure that comes before the generation waits for it", async () => {
    await meet(officer, second);
    await tidyAndErase(officer);
    await meet(officer);
    await second.replica.receive(relay.read(["erasures"], new Map()));
    expect((await documentEntries(second)).length).toBeGreaterThan(2);
    expect(await namesOf(second)).toEqual(["灯田 花"]);
    await meet(second);
    expect(await textOf(second)).not.toContain(GONE);
  });

  test("[ERA1] [DOC3] [MEM5] what a device wrote goes also where it is known by then that it was stopped", async () => {
    const wrote = addDevice(world, { role: "officer", household: 8, group: 1 });
    const third = await installReplica(world, wrote);
    const member = await installReplica(
      world,
      addDevice(world, { role: "member", household: 9, group: 1 }),
    );
    const circular = "c3".repeat(8) as CircularId;
    const published = { type: "publishCircular", circular, title: "名簿の係", atMs: AT } as const;
    await third.run({ ...published, body: "076-000-0001 の田辺まで" });
    await third.run({ type: "withdrawCircular", circular, atMs: AT });
    await third.run(save({ number: 14, name: "明石 灯" }));
    await third.run({ type: "removeHousehold", number: 14 });
    await meet(third, officer, second, member);
    await tidyAndErase(officer);
    await meet(officer);
    revokeIn(world, { ...wrote, heads: new Map() });
    const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: AT / 1000 }));
    for (const { replica } of [second, member])
      await replica.receive([{ stream: "membership", messages }]);
    const kept = (await second.database.entries.toArray()).filter(
      ({ author, reason }) => author === wrote.keys.device && reason === "revoked",
    );
    expect(kept).not.toHaveLength(0);
    await meet(second, member, officer);
    for (const replica of [officer, second, member])
      for (const word of ["076-000-0001", "明石 灯"])
        expect(await textOf(replica)).not.toContain(word);
  });

  test("[DOC3] an officer's erasure of what no generation sums up erases no change of a document", async () => {
    const ids = (await documentEntries(officer)).map(({ entryId }) => entryId);
    const before = ids.length;
    await meet(officer, second);
    const { encodePayload } = await import("@tomoshibi/shared/records/payload.ts");
    const { writeEntry } = await import("@tomoshibi/shared/testing/association-world.ts");
    const payload = {
      kind: "erased",
      entries: [{ stream: "officers", ids }],
      atSeconds: 9,
    } as const;
    const { bytes } = writeEntry(world, world.founder, "erasures", encodePayload(payload));
    const messages = [{ bytes, relayedAtSeconds: 9 }];
    await officer.replica.receive([{ stream: "erasures", messages }]);
    expect(await documentEntries(officer)).toHaveLength(before);
  });
});

test("[DOC3] [ENT8] what an earlier version stored is reckoned again at the next start, with nothing lost", async () => {
  const row = await rosterOf(officer);
  const { document, key, merged, state, setAside } = row!;
  await officer.database.documents.put({ document, key, merged, state, setAside });
  const { replica } = await openReplica(officer.database, { clock: officer.clock });
  await replica.idle();
  expect(await rosterOf(officer)).toEqual(row);
});
