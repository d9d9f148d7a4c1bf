/** What a neighbour's phone takes along for others, and when it lets go of it. */
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { encodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import {
  FRAMES_BYTES_MAX,
  beginCollection,
  chunksOf,
  collect,
  frameText,
  textToFrame,
  wholeOf,
} from "@tomoshibi/shared/meeting/frames.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { readEntry } from "@tomoshibi/shared/sync/apply.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  INCIDENT,
  type MemoryRelay,
  RELAY_KEY,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
} from "../replica/testing/replica-world.ts";
import { AGAIN_MS } from "../replica/delivery.ts";
import {
  AGAIN_BYTES_MAX,
  CARRIED_BYTES_MAX,
  HOUSEHOLD_CARRIED_BYTES_MAX,
  type Carriable,
  OTHER_GROUPS_BYTES_MAX,
  UNKNOWN_BYTES_MAX,
  carry,
  handInCarried,
} from "./couriers.ts";
import { KEPT_AFTER_RECEIPT_MS, KEPT_AFTER_RELAY_MS, RECEIVED_BYTES_MAX } from "./letting-go.ts";
import { packFile, packOwed } from "./pack-file.ts";
import { takeIn } from "./take-in.ts";

/** In the place of many households, of which none comes to its own bound. */
const NOBODY = "ee".repeat(8) as DeviceId;

let world: AssociationWorld;
let officer: WorldDevice;
let author: WorldDevice;
let farAuthor: WorldDevice;
let neighbour: WorldDevice;
let courier: TestReplica;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  author = await joinHousehold(world, 12, 3);
  farAuthor = await joinHousehold(world, 20, 4);
  neighbour = await joinHousehold(world, 13, 3);
});

beforeEach(async () => {
  courier = await installReplica(world, neighbour);
});

test("[MEET3] a phone that cannot read a neighbour's report takes it to a relay, and lets go of it a week after the receipt", async () => {
  const report = writeReport(author);
  expect(await carry(courier, [report])).toEqual({ taken: 1, known: 0, leftBehind: 0, damaged: 0 });
  expect(await courier.database.entries.get(report.entryId)).toBeUndefined();
  const relay = createMemoryRelay();
  expect(await handIn(relay)).toEqual(ok(undefined));
  expect(relay.length("safety")).toBe(1);
  // A relay may be lost: it goes on carrying, and hands it to the next one.
  expect(await carriedIds()).toEqual([report.entryId]);
  const other = createMemoryRelay();
  await handIn(other, "bb".repeat(32));
  expect(other.length("safety")).toBe(1);

  const desk = await installReplica(world, officer);
  await contact(desk, relay);
  await desk.replica.writeReceipt();
  await contact(desk, relay);
  await contact(courier, relay);
  await handIn(relay);
  courier.clock.advance(KEPT_AFTER_RECEIPT_MS);
  const later = createMemoryRelay();
  await handIn(later, "cc".repeat(32));
  expect(later.length("safety")).toBe(0);
  expect(await carriedIds()).toEqual([report.entryId]);
  courier.clock.advance(1);
  await handIn(relay);
  expect(await carriedIds()).toEqual([]);
});

test("[MEET3] [DEL1] what an officer's device misses after its receipt is handed in again, also where it was named", async () => {
  const report = writeReport(author);
  await carry(courier, [report]);
  await handIn(createMemoryRelay());
  await hear("receipt", report);
  const restored = createMemoryRelay();
  courier.clock.advance(AGAIN_MS);
  await handIn(restored);
  expect(restored.length("safety")).toBe(0);
  await hear("missed", report);
  await handIn(restored);
  expect(restored.length("safety")).toBe(1);
});

test("[MEET3] what a receipt lists takes no room of what is to be carried, and no more than its own", async () => {
  for (let count = 0; count < 3; count += 1) {
    const report = writeReport(author);
    await fill(RECEIVED_BYTES_MAX / 2, 3, NOBODY, [RELAY_KEY], report.entryId);
    await hear("receipt", report);
    courier.clock.advance(1_000);
    await handIn(createMemoryRelay());
  }
  expect(await carriedIds()).toHaveLength(2);
  await fill(CARRIED_BYTES_MAX - 10_000, 3);
  expect(await carry(courier, [writeReport(author)])).toMatchObject({ taken: 1 });
  await handIn(createMemoryRelay());
  expect(await carriedIds()).toHaveLength(4);
});

test("[MEET3] what a relay named and no receipt lists is handed in there again: nobody may have noticed that it was lost", async () => {
  const report = writeReport(author);
  await carry(courier, [report]);
  await handIn(createMemoryRelay());
  // The same key, set back to before; nothing was read there, so nothing shows that it was.
  const restored = createMemoryRelay();
  await handIn(restored);
  expect(restored.length("safety")).toBe(0);
  courier.clock.advance(AGAIN_MS);
  await handIn(restored);
  expect(restored.length("safety")).toBe(1);
  courier.clock.advance(-AGAIN_MS * 5);
  const again = createMemoryRelay();
  await handIn(again);
  expect(again.length("safety")).toBe(1);
});

test("[MEET3] a contact hands in again no more than a little, and another contact the next", async () => {
  const size = AGAIN_BYTES_MAX / 4;
  for (let row = 0; row < 6; row += 1) await fill(size, 3, NOBODY, [RELAY_KEY]);
  const pushed: (readonly Uint8Array[])[] = [];
  const transport = {
    push: ({ streams }: Bundle) => {
      const entries = streams.flatMap((stream) => stream.entries);
      pushed.push(entries);
      const ids = entries.map((bytes) => idOf.get(bytes[0] ?? 0) ?? "");
      const answers = ids.map((id) => ({ id, verdict: "known", reason: "none" }) as const);
      return Promise.resolve(
        ok<BundleAnswer>({ statements: [], entries: answers, highest: [], receipts: [] }),
      );
    },
  };
  const rows = await courier.database.carried.toArray();
  // The first byte tells them apart.
  const idOf = new Map(rows.map(({ entryId }, index) => [index, entryId]));
  await courier.database.carried.bulkPut(
    rows.map((row, index) => ({ ...row, bytes: new Uint8Array(size).fill(index) })),
  );
  for (let contacts = 0; contacts < 3; contacts += 1)
    await handInCarried(courier, transport, RELAY_KEY);
  const firsts = pushed.map((entries) => new Set(entries.map(([first]) => first)));
  expect(firsts).toEqual([new Set([0, 1, 2, 3]), new Set([4, 5])]);
});

test("[MEET3] what a relay puts off, refuses or does not answer is carried on", async () => {
  const report = writeReport(author);
  await carry(courier, [report]);
  const transportWith = (verdict: "later" | "refused") => ({
    push: () =>
      Promise.resolve(
        ok<BundleAnswer>({
          statements: [],
          entries: [{ id: report.entryId, verdict, reason: "none" }],
          highest: [],
          receipts: [],
        }),
      ),
  });
  const silent = { push: () => Promise.resolve(err({ type: "offline" as const })) };
  expect(await handInCarried(courier, silent, RELAY_KEY)).toMatchObject({ ok: false });
  await handInCarried(courier, transportWith("later"), RELAY_KEY);
  await handInCarried(courier, transportWith("refused"), RELAY_KEY);
  courier.clock.advance(KEPT_AFTER_RELAY_MS * 2);
  await handInCarried(courier, transportWith("refused"), RELAY_KEY);
  expect(await carriedIds()).toEqual([report.entryId]);
  courier.clock.advance(KEPT_AFTER_RELAY_MS);
  const relay = createMemoryRelay();
  await handIn(relay);
  expect(relay.length("safety")).toBe(1);
});

test("[MEET3] without a receipt it lets go a month after a relay had it", async () => {
  const report = writeReport(author);
  await carry(courier, [report]);
  const relay = createMemoryRelay();
  await handIn(relay);
  courier.clock.advance(KEPT_AFTER_RELAY_MS - 1);
  await handIn(relay);
  expect(await carriedIds()).toEqual([report.entryId]);
  courier.clock.advance(2);
  await handIn(relay);
  expect(await carriedIds()).toEqual([]);
});

test("[MEET3] the own group's entries find room where other groups' do not", async () => {
  await fill(OTHER_GROUPS_BYTES_MAX, 4);
  expect(await carry(courier, [writeReport(farAuthor)])).toMatchObject({ taken: 0, leftBehind: 1 });
  expect(await carry(courier, [writeReport(author)])).toMatchObject({ taken: 1 });
  await fill(CARRIED_BYTES_MAX - OTHER_GROUPS_BYTES_MAX, 3);
  expect(await carry(courier, [writeReport(author)])).toMatchObject({ taken: 0, leftBehind: 1 });
});

test("[MEET3] one household's entries leave room for its neighbours'; who has an office carries no such bound", async () => {
  await fill(HOUSEHOLD_CARRIED_BYTES_MAX - 200, 3, author.keys.device);
  const two = [writeReport(author), writeReport(author)];
  expect(await carry(courier, two)).toMatchObject({ taken: 1, leftBehind: 1 });
  const other = await joinHousehold(world, 14, 3);
  await courier.replica.addStatements(world.statements, []);
  expect(await carry(courier, [writeReport(other)])).toMatchObject({ taken: 1 });
  await fill(HOUSEHOLD_CARRIED_BYTES_MAX, 1, officer.keys.device);
  expect(await carry(courier, [writeReport(officer)])).toMatchObject({ taken: 1 });
});

test("[MEET3] after so many copies that their author did not sign no more is looked at", async () => {
  const report = writeReport(author);
  const forged = [writeReport(author), writeReport(author), writeReport(author)].map((item) => {
    const entry = { ...item.entry, signature: new Uint8Array(64) };
    return { ...item, entry, bytes: encodeEntry(entry) };
  });
  const taken = await carry(courier, [...forged, report], 2);
  expect(taken).toMatchObject({ taken: 0, damaged: 2, leftBehind: 2 });
  expect(await carry(courier, [report])).toMatchObject({ taken: 1 });
});

test("[MEET3] authors that nobody here knows get a small room of their own", async () => {
  const stranger = await joinHousehold({ ...world, statements: [...world.statements] }, 77, 9);
  await fill(UNKNOWN_BYTES_MAX - 200, 0);
  const two = [writeReport(stranger), writeReport(stranger)];
  expect(await carry(courier, two)).toMatchObject({ taken: 1, leftBehind: 1 });
  expect(await carry(courier, [writeReport(farAuthor)])).toMatchObject({ taken: 1 });
});

test("[MEET3] what its author did not sign is not carried; what is carried already is known", async () => {
  const report = writeReport(author);
  const forged = { ...report.entry, signature: new Uint8Array(64) };
  const damaged: Carriable = { ...report, entry: forged, bytes: encodeEntry(forged) };
  expect(await carry(courier, [damaged])).toMatchObject({ taken: 0, damaged: 1 });
  await carry(courier, [report]);
  expect(await carry(courier, [report])).toMatchObject({ taken: 0, known: 1 });
});

test("[MEET3] a file that a courier packs brings what it carries to the desk", async () => {
  const report = writeReport(author);
  await carry(courier, [report]);
  const file = await packFile(courier);
  const desk = await installReplica(world, officer);
  const taken = file.ok ? await takeIn(desk, file.value) : file;
  expect(taken).toMatchObject({ value: { reports: [{ incident: INCIDENT }] } });
});

test("[MEET3] a courier hands an officer what it carries by frames, with no relay", async () => {
  expect(await packOwed(courier)).toMatchObject({ value: { left: 0 } });
  const reports = Array.from({ length: 20 }, () => writeReport(author));
  await carry(courier, reports);
  const owed = await packOwed(courier);
  const bytes = (owed.ok && owed.value.bytes) || new Uint8Array();
  expect(chunksOf(bytes)).toBeGreaterThan(1);
  const [begun, ...seen] = Array.from({ length: 200 }, (_, number) =>
    textToFrame(frameText(bytes, number * 3)),
  ).filter((frame) => frame !== undefined);
  if (begun === undefined) throw new Error("no frame");
  const whole = wholeOf([begun, ...seen].reduce(collect, beginCollection(begun)));
  const desk = await installReplica(world, officer);
  const taken = whole instanceof Uint8Array ? await takeIn(desk, whole) : undefined;
  expect(taken).toMatchObject({ value: { type: "taken", reports: { length: 20 }, damaged: 0 } });
});

test("[MEET2] frames have room for what matters most: a town's certificates and files leave no report behind", async () => {
  const desk = await installReplica(world, officer);
  const reports = Array.from({ length: 30 }, () => writeReport(farAuthor));
  await carry(courier, reports);
  await fill(FRAMES_BYTES_MAX, 4);
  const owed = await packOwed(courier);
  const { bytes = new Uint8Array(), left } = owed.ok ? owed.value : { left: -1 };
  expect(left).toBe(1);
  expect(bytes.length).toBeLessThanOrEqual(FRAMES_BYTES_MAX);
  expect(await takeIn(desk, bytes)).toMatchObject({ value: { reports: { length: 30 } } });
});

test("[ERA1] what its author or an officer erased is carried no longer, nor taken again; nobody else erases it", async () => {
  const [byAuthor, byOfficer, byOther] = [1, 2, 3].map(() => writeReport(author));
  if (!byAuthor || !byOfficer || !byOther) throw new Error("three reports were written");
  const all = [byAuthor, byOfficer, byOther];
  await carry(courier, all);
  const erasures = [
    [author, byAuthor],
    [officer, byOfficer],
    [farAuthor, byOther],
  ] as const;
  const messages = erasures.map(([by, { entryId }]) => {
    const entries = [{ stream: "safety" as const, ids: [entryId] }];
    const payload = encodePayload({ kind: "erased", entries, atSeconds: 1_775_001_600 });
    const { bytes } = writeEntry(world, by, "erasures", payload);
    return { bytes, relayedAtSeconds: 1_775_001_700 };
  });
  await courier.replica.receive([{ stream: "erasures", messages }]);
  await handIn(createMemoryRelay());
  expect(await carriedIds()).toEqual([byOther.entryId]);
  expect(await carry(courier, all)).toMatchObject({ taken: 0, known: 3 });
});

/** A relay in memory, as a transport. */
function handIn(relay: MemoryRelay, relayKey: string = RELAY_KEY) {
  const transport = { push: (bundle: Bundle) => Promise.resolve(ok(relay.push(bundle))) };
  return handInCarried(courier, transport, relayKey);
}

async function carriedIds(): Promise<readonly string[]> {
  return (await courier.database.carried.toArray()).map(({ entryId }) => entryId);
}

/** The courier hears an officer's word about an entry. */
async function hear(kind: "receipt" | "missed", { entryId }: Carriable): Promise<void> {
  const payload = encodePayload({ kind, entries: [entryId] });
  const { bytes } = writeEntry(world, officer, "receipts", payload);
  await courier.replica.receive([
    { stream: "receipts", messages: [{ bytes, relayedAtSeconds: 1_775_001_700 }] },
  ]);
}

/** Takes up so much of the room as if entries of a group lay there. */
async function fill(
  byteCount: number,
  group: number,
  of: DeviceId = NOBODY,
  relays: readonly string[] = [],
  entryId: EntryId = writeReport(author).entryId,
): Promise<void> {
  await courier.database.carried.add({
    ...{
      entryId,
      stream: "safety",
      author: of,
      group,
      bytes: new Uint8Array(byteCount),
    },
    ...{ arrivedAtMs: courier.clock.nowMs() - AGAIN_MS, relays, refusedAtMs: undefined },
  });
}

function writeReport(device: WorldDevice): Carriable {
  const payload = encodePayload({
    ...{ kind: "report", incident: INCIDENT, atSeconds: 1_775_001_600, supersedes: [] },
    subjects: [{ subject: "self", status: "help" }],
    ...{ by: "self", means: "app", comment: "", place: undefined, household: 0 },
    aboutSeconds: undefined,
  });
  const { bytes } = writeEntry(world, device, "safety", payload);
  const named = readEntry({ association: world.association, stream: "safety" }, bytes);
  if (named === undefined) throw new Error("Broken invariant: what was written is an entry");
  return { ...named, stream: "safety", bytes };
}
