/** Erased entries at a relay: husks in their place, and no box again. [ERA1] */
import { beforeEach, expect, test } from "vitest";
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { type SealedEntry, decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Erased } from "@tomoshibi/shared/records/record.ts";
import { MEMBER_ERASED_STREAMS_MAX } from "@tomoshibi/shared/sync/erasing.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  retireIn,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  createTestRelay,
  handIn,
  read,
  verdictsOf,
} from "../testing/relay-fixture.ts";
import type { Storage } from "../storage/storage.ts";
import { MEMBER_ERASURE_ALLOWANCE } from "./limits.ts";

let relay: TestRelay;
let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;
let report: SealedEntry;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  resident = await joinHousehold(world, 12, 1);
  report = writeEntry(world, resident, "safety", new Uint8Array(40).fill(7));
  const { statements } = world;
  await handIn(relay, world, resident.keys, { statements, ...safety(report) });
});

const safety = (...entries: SealedEntry[]) => ({
  streams: [{ stream: "safety" as const, entries }],
});

function erase(device: WorldDevice, ids: readonly EntryId[] = [report.entryId]) {
  const payload = encodePayload({
    ...{ kind: "erased", entries: [{ stream: "safety", ids }], atSeconds: 9 },
  });
  const sealed = writeEntry(world, device, "erasures", payload);
  return handIn(relay, world, device.keys, {
    streams: [{ stream: "erasures", entries: [sealed] }],
  });
}

async function held(): Promise<readonly boolean[]> {
  const [page] = await read(relay, world, officer.keys, { streams: ["safety"] });
  return (page?.messages ?? []).map(({ bytes }) => decodeEntry(bytes)?.box !== undefined);
}

test.each([
  ["its author", () => resident],
  ["an officer", () => officer],
] as const)("[ERA1] an entry erased by %s is a husk, at the same offset", async (_by, device) => {
  const [before] = await read(relay, world, officer.keys, { streams: ["safety"] });
  expect(verdictsOf((await erase(device())).entries)).toEqual(["accepted"]);
  const [after] = await read(relay, world, officer.keys, { streams: ["safety"] });
  expect(after?.nextOffset).toBe(before?.nextOffset);
  const husk = decodeEntry(after?.messages[0]?.bytes ?? new Uint8Array());
  expect(husk?.box).toBeUndefined();
  const place = { association: world.association, stream: "safety" } as const;
  expect(husk && entryIdOf(place, husk)).toBe(report.entryId);
});

test("[ERA1] a neighbour, a stopped officer and a card erase nothing of others", async () => {
  const neighbour = await joinHousehold(world, 13, 1);
  revokeIn(world, officer);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  await erase(neighbour);
  await erase(officer);
  const [page] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
  expect(decodeEntry(page?.messages[0]?.bytes ?? new Uint8Array())?.box).toBeDefined();
});

test("[ERA1] [DOC3] of what members read an officer's erasure takes what officers wrote, and no resident's 揺れました", async () => {
  const former = addDevice(world, { role: "officer", household: 3, group: 1 });
  const entries = [resident, officer, former].map((device) =>
    writeEntry(world, device, "members", new Uint8Array(40).fill(7)),
  );
  retireIn(world, former);
  const members = (streams: readonly SealedEntry[]) => ({
    ...{
      statements: world.statements,
      streams: [{ stream: "members" as const, entries: streams }],
    },
  });
  for (const entry of entries) await handIn(relay, world, world.founder.keys, members([entry]));
  const named = (ids: readonly EntryId[]) =>
    encodePayload({ kind: "erased", entries: [{ stream: "members", ids }], atSeconds: 9 });
  const ids = entries.map(({ entryId }) => entryId);
  for (const [device, whose] of [
    [resident, ids.slice(0, 1)],
    [officer, ids],
  ] as const) {
    const sealed = writeEntry(world, device, "erasures", named(whose));
    const streams = [{ stream: "erasures" as const, entries: [sealed] }];
    expect(verdictsOf((await handIn(relay, world, device.keys, { streams })).entries)).toEqual([
      "accepted",
    ]);
  }
  const [page] = await read(relay, world, officer.keys, { streams: ["members"] });
  const boxes = (page?.messages ?? []).map(({ bytes }) => decodeEntry(bytes)?.box !== undefined);
  expect(boxes).toEqual([true, false, false]);
});

test("[ERA1] a box is taken no more, neither from who has not heard of it nor before the entry came", async () => {
  const late = writeEntry(world, resident, "safety", new Uint8Array(40).fill(8));
  await erase(officer, [report.entryId, late.entryId]);
  const again = await handIn(relay, world, resident.keys, safety(report, late));
  expect(verdictsOf(again.entries)).toEqual(["refused: erased", "refused: erased"]);
  expect(await held()).toEqual([false]);
});

test("[ERA1] an erasure that was cut off half-way is made up for when it comes again", async () => {
  const payload = encodePayload({
    ...{ kind: "erased", entries: [{ stream: "safety", ids: [report.entryId] }], atSeconds: 9 },
  });
  const sealed = writeEntry(world, officer, "erasures", payload);
  const erasures = { streams: [{ stream: "erasures" as const, entries: [sealed] }] };
  let isDown = true;
  const { transact } = relay.storage;
  const faulty: typeof transact = (writes) =>
    isDown && writes.some(({ type }) => type === "erase")
      ? Promise.resolve({ ok: false, error: { type: "Busy" } })
      : transact(writes);
  Object.assign(relay.storage, { transact: faulty });
  await expect(handIn(relay, world, officer.keys, erasures)).rejects.toThrow("503");
  expect(await held()).toEqual([true]);
  isDown = false;
  expect(verdictsOf((await handIn(relay, world, officer.keys, erasures)).entries)).toEqual([
    "known",
  ]);
  expect(await held()).toEqual([false]);
});

test("[ERA1] [KEY3] what an officer erased stays so after the office ended", async () => {
  const late = writeEntry(world, resident, "safety", new Uint8Array(40).fill(8));
  await erase(officer, [report.entryId, late.entryId]);
  retireIn(world, officer);
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
  const again = await handIn(relay, world, resident.keys, safety(late));
  expect(verdictsOf(again.entries)).toEqual(["refused: erased"]);
});

test("[ERA1] an erasure that anybody hands in again is not gone through again", async () => {
  const payload = encodePayload({
    ...{ kind: "erased", entries: [{ stream: "safety", ids: [report.entryId] }], atSeconds: 9 },
  });
  const sealed = writeEntry(world, officer, "erasures", payload);
  const erasures = { streams: [{ stream: "erasures" as const, entries: [sealed] }] };
  await handIn(relay, world, officer.keys, erasures);
  const readStreams: string[] = [];
  const { read: readStored } = relay.storage;
  const watched: typeof readStored = (requests, limit) => {
    readStreams.push(...requests.map(({ key }) => key.stream));
    return readStored(requests, limit);
  };
  Object.assign(relay.storage, { read: watched });
  await handIn(relay, world, resident.keys, erasures);
  expect(readStreams).not.toContain("safety");
});

test("[ERA1] an entry that comes at the same time as its erasure leaves a husk, whichever is stored first", async () => {
  const late = writeEntry(world, resident, "safety", new Uint8Array(40).fill(8));
  const { transact } = relay.storage;
  let isErasing = false;
  const between: typeof transact = async (writes) => {
    const isLate = writes.some((write) => write.type === "append" && write.key.stream === "safety");
    if (isLate && !isErasing) {
      isErasing = true;
      await erase(officer, [late.entryId]);
    }
    return transact(writes);
  };
  Object.assign(relay.storage, { transact: between });
  await handIn(relay, world, resident.keys, safety(late));
  expect(await held()).toEqual([true, false]);
});

test("[ERA1] no erasure is erased", async () => {
  const payload = encodePayload({
    ...{ kind: "erased", entries: [{ stream: "safety", ids: [report.entryId] }], atSeconds: 9 },
  });
  const first = writeEntry(world, officer, "erasures", payload);
  const against = encodePayload({
    ...{ kind: "erased", entries: [{ stream: "erasures", ids: [first.entryId] }], atSeconds: 9 },
  });
  const second = writeEntry(world, officer, "erasures", against);
  const streams = [{ stream: "erasures" as const, entries: [second, first] }];
  const answer = await handIn(relay, world, officer.keys, { streams });
  expect(verdictsOf(answer.entries)).toEqual(["accepted", "accepted"]);
  const [page] = await read(relay, world, officer.keys, { streams: ["erasures"] });
  expect(page?.messages.map(({ bytes }) => decodeEntry(bytes)?.box !== undefined)).toEqual([
    true,
    true,
  ]);
});

test("[ERA1] [REL4] a member's erasures have an allowance of their own: what is over comes later, and reports go on", async () => {
  const { burst, refillMs } = MEMBER_ERASURE_ALLOWANCE;
  const made = (count: number) =>
    Array.from({ length: count }, () =>
      writeEntry(
        world,
        resident,
        "erasures",
        erasing([{ stream: "safety", ids: ["00".repeat(32) as EntryId] }]),
      ),
    );
  const hand = (entries: readonly SealedEntry[]) =>
    handIn(relay, world, resident.keys, { streams: [{ stream: "erasures", entries }] });
  const many = made(burst + 2);
  const verdicts = verdictsOf((await hand(many)).entries);
  expect(verdicts.filter((verdict) => verdict === "accepted")).toHaveLength(burst);
  expect(verdicts.slice(burst)).toEqual(["later", "later"]);
  const another = writeEntry(world, resident, "safety", new Uint8Array(40).fill(8));
  const reported = await handIn(relay, world, resident.keys, safety(another));
  expect(verdictsOf(reported.entries)).toEqual(["accepted"]);
  relay.clock.advance(2 * refillMs);
  expect(verdictsOf((await hand(many.slice(burst))).entries)).toEqual(["accepted", "accepted"]);
  const byOfficer = Array.from({ length: burst + 2 }, () => erase(officer));
  for (const answer of await Promise.all(byOfficer))
    expect(verdictsOf(answer.entries)).toEqual(["accepted"]);
});

test("[ERA1] [REL4] a member's erasure that names many streams has a few read through, an officer's all", async () => {
  let reads = new Set<string>();
  const { storage, clock } = relay;
  const counting: Storage = {
    ...storage,
    read(asked, limit) {
      for (const { key } of asked) reads.add(key.stream);
      return storage.read(asked, limit);
    },
  };
  relay = await createTestRelay({ clock, storage: counting });
  const households = Array.from({ length: 100 }, (_, index) => `household/${index + 100}` as const);
  const entries = [...households, "officers" as const].map((stream, index) => ({
    stream,
    ids: [index.toString(16).padStart(64, "0") as EntryId],
  }));
  const named = async (author: WorldDevice) => {
    await read(relay, world, author.keys, { streams: ["members"] });
    reads = new Set();
    const sealed = writeEntry(world, author, "erasures", erasing(entries));
    const handed = { streams: [{ stream: "erasures" as const, entries: [sealed] }] };
    expect(verdictsOf((await handIn(relay, world, author.keys, handed)).entries)).toEqual([
      "accepted",
    ]);
    return [...reads].filter((stream) => stream.startsWith("household/") || stream === "officers");
  };
  expect(await named(resident)).toEqual(households.slice(0, MEMBER_ERASED_STREAMS_MAX));
  expect(await named(officer)).toEqual([...households, "officers"]);
});

function erasing(entries: Erased["entries"]): Uint8Array {
  return encodePayload({ kind: "erased", entries, atSeconds: 9 });
}
