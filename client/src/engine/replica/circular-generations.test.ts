/** Generations of circulars: what a withdrawn one said goes, for members too, and nobody's circulars are emptied by leaving them out. [DOC3] */
import { beforeEach, describe, expect, test } from "vitest";
import {
  type CircularId,
  type EntryId,
  type RecordId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import { circularsDocumentOf } from "@tomoshibi/shared/circulars/fiscal-year.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { DocumentName, Payload } from "@tomoshibi/shared/records/record.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { Command, LateChangeView } from "../api.ts";
import {
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  openReplica,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;
const YEAR = circularsDocumentOf(AT);
const MISTAKE = "電話は 076-000-0001 の田辺まで";
const [MISTAKEN, STAYS, LATE] = ["a1", "b2", "c3"].map((byte) => byte.repeat(8) as CircularId);

let world: AssociationWorld;
let relay: MemoryRelay;
let officer: TestReplica;
let second: TestReplica;
let member: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  const install = (role: "officer" | "member", household: number) =>
    installReplica(world, addDevice(world, { role, household, group: 1 }));
  officer = await install("officer", 2);
  second = await install("officer", 3);
  member = await install("member", 4);
  await officer.run(publish(STAYS!, "夏まつり", "8月9日です"));
  await officer.run(publish(MISTAKEN!, "名簿の係", MISTAKE));
  await meet(officer, second, member);
  await member.run({ type: "markCircularRead", circular: STAYS!, atMs: AT });
  await meet(member, officer);
});

function publish(circular: CircularId, title: string, body: string, atMs = AT): Command {
  return { type: "publishCircular", circular, title, body, atMs };
}

const withdraw: Command = { type: "withdrawCircular", circular: MISTAKEN!, atMs: AT };
const tidyMistaken: Command = { type: "tidyDocuments", circular: MISTAKEN!, atMs: AT };

/** Everybody hands in what is due, receipts too, and reads; again, so that answers arrive as well. */
async function meet(...replicas: readonly TestReplica[]): Promise<void> {
  for (let round = 0; round < 3; round += 1)
    for (const one of replicas) {
      await contact(one, relay);
      await one.replica.writeReceipt();
      await contact(one, relay);
    }
}

async function eraseText(replica: TestReplica, command: Command = tidyMistaken): Promise<void> {
  const begun = await replica.run(command);
  expect(begun.state).toBe("sealed");
  await replica.run({ type: "eraseSummedUp", after: begun.id, atMs: AT + 1 });
}

async function textOf({ database }: TestReplica): Promise<string> {
  const tables = await Promise.all(database.tables.map((table) => table.toArray()));
  return JSON.stringify(tables, (_name, item: unknown) =>
    item instanceof Uint8Array ? new TextDecoder().decode(item) : item,
  );
}

const shownBy = async ({ database }: TestReplica) =>
  (await database.circulars.toArray()).map(
    ({ circular, title, body, publishedAtMs, isWithdrawn, isReadByMe }) => ({
      ...{ circular, title, body, publishedAtMs, isWithdrawn, isReadByMe },
    }),
  );
const rowOf = ({ database }: TestReplica) => database.documents.get(YEAR);
const lateOf = async (replica: TestReplica): Promise<readonly LateChangeView[]> =>
  (await rowOf(replica))?.late ?? [];

async function changesOf({ database }: TestReplica) {
  const rows = await database.entries.where("stream").equals("members").toArray();
  return rows.filter(({ kind }) => kind === "documentChanged");
}

describe("an officer erases what a withdrawn circular says", () => {
  test("[DOC3] [ERA1] it is in no store, an officer's or a member's, one that was away or comes later; all others stay as they were", async () => {
    const before = (await shownBy(member)).filter(({ circular }) => circular === STAYS);
    await officer.run(withdraw);
    // The member is away meanwhile.
    await eraseText(officer);
    await meet(officer, second);
    expect(await textOf(member)).toContain(MISTAKE);
    await meet(member);
    const newcomer = await installReplica(
      world,
      addDevice(world, { role: "member", household: 5, group: 1 }),
    );
    await meet(newcomer);
    expect(await shownBy(member)).toEqual(before);
    expect(before).toMatchObject([{ isReadByMe: true, isWithdrawn: false }]);
    for (const replica of [officer, second, member, newcomer]) {
      expect(await textOf(replica)).not.toContain(MISTAKE);
      expect((await shownBy(replica)).map(({ title }) => title)).toEqual(["夏まつり"]);
      expect(await rowOf(replica)).toMatchObject({ late: [], spent: 0 });
      expect((await rowOf(replica))?.generation).toBe((await rowOf(officer))?.generation);
    }
    const officers = await officer.database.circulars.get(STAYS!);
    expect(officers?.readHouseholds).toEqual([4]);
    expect((await officer.database.documents.get("roster"))?.generation ?? 1).toBe(1);
  });

  test("[DOC3] one that is not withdrawn is not erased: nothing is begun", async () => {
    await eraseText(officer);
    expect((await rowOf(officer))?.generation).toBe(1);
    await meet(officer, member);
    expect(await textOf(member)).toContain(MISTAKE);
  });

  test("[DOC3] [DEL3] nothing is erased before an officer's receipt covers the beginning", async () => {
    await officer.run(withdraw);
    const begun = await officer.run(tidyMistaken);
    const erasing = await officer.run({ type: "eraseSummedUp", after: begun.id, atMs: AT + 1 });
    expect(erasing.state).toBe("stored");
    await meet(officer);
    expect((await officer.database.intents.get(erasing.id))?.state).toBe("sealed");
    expect(await textOf(officer)).not.toContain(MISTAKE);
  });

  test("[DOC3] a phone that starts again with the erasure not done does it, once it can read documents", async () => {
    await officer.run(withdraw);
    await meet(officer, member);
    await eraseText(officer);
    await meet(officer);
    await member.replica.receive(relay.read(["members"], new Map()));
    await member.replica.idle();
    const blind = await openReplica(member.database, {
      clock: member.clock,
      loadDocuments: () => Promise.reject(new Error("no WebAssembly")),
    });
    await blind.replica.receive(relay.read(["erasures"], new Map()));
    await blind.replica.idle();
    expect(await textOf(member)).toContain(MISTAKE);
    const { replica } = await openReplica(member.database, { clock: member.clock });
    await replica.idle();
    expect(await textOf(member)).not.toContain(MISTAKE);
  });

  test("[DOC3] the yearly tidying takes withdrawn circulars along, and sends no year again that would say the same", async () => {
    await officer.run({
      ...{ type: "saveHouseholds" },
      households: [
        { number: 12, group: 1, name: "灯田", kana: "", phone: "", address: "", careNeeds: "" },
      ],
    });
    const before = 1_740_000_000_000;
    await officer.run(publish(LATE!, "去年の会計", "別紙のとおり", before));
    await officer.run(withdraw);
    await eraseText(officer, { type: "tidyDocuments", atMs: AT });
    await meet(officer, member);
    for (const replica of [officer, member]) expect(await textOf(replica)).not.toContain(MISTAKE);
    const { database } = officer;
    expect((await database.documents.get(circularsDocumentOf(before)))?.generation).toBe(1);
    expect((await database.documents.get("roster"))?.generation).not.toBe(1);
    const generation = (await rowOf(officer))?.generation;
    expect(generation).not.toBe(1);
    await eraseText(officer, { type: "tidyDocuments", atMs: AT });
    expect((await rowOf(officer))?.generation).toBe(generation);
  });
});

describe("what comes too late for a circular's generation", () => {
  beforeEach(async () => {
    await second.run(publish(LATE!, "給水所", "小学校に水があります"));
    await officer.run(withdraw);
    await eraseText(officer);
    await meet(officer);
    await meet(second, officer, member, second);
  });

  test("[DOC3] a circular written meanwhile is shown to everybody at once, and to officers as late", async () => {
    for (const replica of [officer, second, member])
      expect((await shownBy(replica)).map(({ title }) => title)).toContain("給水所");
    for (const replica of [officer, second]) expect(await lateOf(replica)).toHaveLength(1);
  });

  test.each(["adopted", "aside"] as const)(
    "[DOC3] an officer takes it over or withdraws it, and everybody shows that (%s)",
    async (decision) => {
      const [late] = await lateOf(second);
      await second.run({
        ...{ type: "decideLate", document: YEAR, decision, atMs: AT },
        late: late!.recordId,
      });
      await meet(second, officer, member);
      const isShown = decision === "adopted";
      for (const replica of [officer, second, member]) {
        const shown = (await shownBy(replica)).filter(({ isWithdrawn }) => !isWithdrawn);
        expect(shown.some(({ title }) => title === "給水所")).toBe(isShown);
        if (replica !== member) expect(await lateOf(replica)).toEqual([]);
      }
    },
  );

  test("[DOC3] officers, who read that one was left out, show what members show, who do not, until the withdrawal comes", async () => {
    const [late] = await lateOf(second);
    await second.run({
      ...{ type: "decideLate", document: YEAR, decision: "aside", atMs: AT },
      late: late!.recordId,
    });
    await contact(second, relay);
    await officer.replica.receive(relay.read(["officers"], new Map()));
    await officer.replica.idle();
    expect(await lateOf(officer)).toEqual([]);
    for (const replica of [officer, member])
      expect((await shownBy(replica)).map(({ title }) => title)).toEqual(["夏まつり", "給水所"]);
    await meet(officer, member);
    for (const replica of [officer, member])
      expect((await shownBy(replica)).filter(({ isWithdrawn }) => !isWithdrawn)).toHaveLength(1);
  });
});

test("[DOC3] a withdrawal that comes late counts at once, and an officer has seen it either way", async () => {
  await second.run({ type: "withdrawCircular", circular: STAYS!, atMs: AT });
  await officer.run(withdraw);
  await eraseText(officer);
  await meet(officer);
  await meet(second, officer, member, second);
  for (const replica of [officer, second, member])
    expect(await shownBy(replica)).toMatchObject([{ circular: STAYS, isWithdrawn: true }]);
  const [late] = await lateOf(officer);
  await officer.run({
    ...{ type: "decideLate", document: YEAR, decision: "aside", atMs: AT },
    late: late!.recordId,
  });
  await meet(officer, member);
  for (const replica of [officer, member])
    expect(await shownBy(replica)).toMatchObject([{ circular: STAYS, isWithdrawn: true }]);
  expect(await lateOf(officer)).toEqual([]);
});

test("[DOC3] [ERA1] the next tidying takes over what came late: the new circular stays, what was withdrawn late goes", async () => {
  await second.run(publish(LATE!, "給水所", "小学校に水があります"));
  await second.run({ type: "withdrawCircular", circular: STAYS!, atMs: AT });
  await officer.run(withdraw);
  await eraseText(officer);
  await meet(officer);
  await meet(second, officer, member, second);
  await eraseText(officer, { type: "tidyDocuments", circular: STAYS!, atMs: AT });
  await meet(officer, second, member);
  for (const replica of [officer, second, member]) {
    expect((await shownBy(replica)).map(({ title }) => title)).toEqual(["給水所"]);
    expect(await lateOf(replica)).toEqual([]);
    expect(await textOf(replica)).not.toContain("8月9日です");
  }
});

test("[DOC3] two officers who erase apart come to one generation, and what both withdrew does not come back", async () => {
  await second.run(publish(LATE!, "給水所", "小学校に水があります"));
  await second.run({ type: "withdrawCircular", circular: STAYS!, atMs: AT });
  await second.run({ type: "tidyDocuments", circular: STAYS!, atMs: AT });
  await officer.run(withdraw);
  await officer.run(tidyMistaken);
  await meet(officer, second, member, officer, second, member);
  const titles = async (replica: TestReplica) =>
    (await shownBy(replica)).flatMap(({ title, isWithdrawn }) => (isWithdrawn ? [] : [title]));
  for (const replica of [officer, second, member])
    expect(await titles(replica)).toEqual(["給水所"]);
  const generations = await Promise.all([officer, second, member].map(rowOf));
  expect(new Set(generations.map((row) => row?.generation)).size).toBe(1);
});

describe("an officer who would empty everybody's circulars", () => {
  const generation = 2 ** 32 + 7;
  let liar: WorldDevice;

  beforeEach(async () => {
    liar = addDevice(world, { role: "officer", household: 9, group: 1 });
    for (const { replica } of [member, officer]) await replica.receive(statements());
  });

  /** By a version that does what no honest one does. */
  function said(stream: "members" | "erasures", payload: Payload) {
    const { bytes } = writeEntry(world, liar, stream, encodePayload(payload));
    return { stream, messages: [{ bytes, relayedAtSeconds: AT / 1000 }] } as const;
  }
  const statements = () => [
    {
      stream: "membership" as const,
      messages: world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: AT / 1000 })),
    },
  ];
  const begun = (document: DocumentName, summed: readonly RecordId[] = []) =>
    said("members", {
      ...{ kind: "generationBegun", document, generation, previous: 1, page: 0, pages: 1 },
      ...{ parts: [], summed, atSeconds: 9 },
    });
  const erasing = (ids: readonly EntryId[]) =>
    said("erasures", {
      ...{ kind: "erased", entries: [{ stream: "members", ids }], atSeconds: 9 },
    });

  test("[ERA1] [DOC3] [MEM5] has nothing erased by a generation that leaves them out; once stopped, all is shown again", async () => {
    const before = await shownBy(member);
    const changes = await changesOf(member);
    const ids = changes.map(({ entryId }) => entryId);
    const arrivals = [begun(YEAR, ids.map(recordIdOf)), erasing(ids)];
    for (const replica of [member, officer]) {
      await replica.replica.receive(arrivals);
      await replica.replica.idle();
      expect((await rowOf(replica))?.generation).toBe(generation);
      expect(await shownBy(replica)).toEqual([]);
      const held = await changesOf(replica);
      expect(held.map(({ entryId }) => entryId)).toEqual(changes.map(({ entryId }) => entryId));
      const text = await textOf(replica);
      for (const word of [MISTAKE, "8月9日です"]) expect(text).toContain(word);
    }
    // Up to before it began to lie.
    revokeIn(world, { ...liar, heads: new Map() });
    await member.replica.receive(statements());
    await member.replica.idle();
    expect(await shownBy(member)).toEqual(before);
    // A relay took its word: the next tidying sends all of it again.
    await officer.replica.receive(statements());
    await officer.run({ type: "tidyDocuments", atMs: AT });
    await meet(officer, member);
    expect((await rowOf(member))?.generation).not.toBe(1);
    expect(await shownBy(member)).toEqual(before);
  });

  test("[ERA1] [DOC3] [MEM5] is not helped by an officer who tidies what it left: once it is stopped, all is shown again", async () => {
    const before = await shownBy(member);
    const ids = (await changesOf(member)).map(({ entryId }) => entryId);
    for (const { replica } of [member, officer]) {
      await replica.receive([begun(YEAR, ids.map(recordIdOf)), erasing(ids)]);
      await replica.idle();
    }
    await officer.run(publish(LATE!, "給水所", "小学校に水があります"));
    await officer.run({ type: "withdrawCircular", circular: LATE!, atMs: AT });
    await eraseText(officer, { type: "tidyDocuments", circular: LATE!, atMs: AT });
    await meet(officer, member);
    expect(await shownBy(member)).toEqual([]);
    revokeIn(world, { ...liar, heads: new Map() });
    await member.replica.receive(statements());
    await member.replica.idle();
    expect(await shownBy(member)).toEqual(before);
    expect(await textOf(member)).not.toContain("小学校に水があります");
  });

  test("[ERA1] [DOC3] has no other record of members erased, an incident's opening neither", async () => {
    await officer.run(openIncident(AT));
    await member.run(openIncident(AT));
    await meet(officer, member);
    const rows = await member.database.entries.where("stream").equals("members").toArray();
    await member.replica.receive([erasing(rows.map(({ entryId }) => entryId))]);
    await member.replica.idle();
    const after = await member.database.entries.where("stream").equals("members").toArray();
    expect(after.map(({ reason }) => reason)).toEqual(rows.map(() => undefined));
  });

  test("[DOC3] [STR2] unsays nothing that officers said of alerts: no generation of the settings counts", async () => {
    await officer.run({
      ...{ type: "ruleAlerts", beacon: "ab".repeat(32), city: 1_720_100, cityName: "金沢市" },
      ...{ area: 390, threshold: "5-", atMs: AT },
    });
    await meet(officer, member);
    await member.replica.receive([begun("settings")]);
    await member.replica.idle();
    const { state } = (await member.database.documents.get("settings")) ?? {};
    expect(state).toMatchObject({ alertRules: [{ city: 1_720_100 }] });
  });
});
