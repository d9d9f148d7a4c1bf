import { beforeEach, expect, test } from "vitest";
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodePayload, encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
  retireIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  ANOTHERS_AGAIN_MS,
  NEW_DELIVERY,
  acknowledge,
  cover,
  dueness,
} from "@tomoshibi/shared/sync/outbox.ts";
import { AGAIN_MS } from "./delivery.ts";
import {
  type MemoryRelay,
  RELAY_KEY,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

let world: AssociationWorld;
let officer: WorldDevice;
let other: WorldDevice;
let phone: TestReplica;
let relay: MemoryRelay;

beforeEach(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const resident = await joinHousehold(world, 12, 3);
  other = addDevice(world, { role: "officer", household: 6, group: 1 });
  giveKeys(world, officer);
  giveKeys(world, other);
  phone = await installReplica(world, resident);
  relay = createMemoryRelay();
});

test("[DEL1] an officer's device that was set back asks for what it had signed for, and its author sends it again", async () => {
  const desk = await installReplica(world, officer);
  await phone.run(tap(AT));
  await contact(phone, relay);
  await serve(desk);
  await contact(phone, relay);
  expect(await ownDelivery(phone)).toBe("received");
  // As if both were restored from backups of before; the receipt alone came back by another phone.
  const receipts = relay.read(["receipts"], new Map())[0]?.messages ?? [];
  relay = createMemoryRelay();
  bring("receipts", ...receipts.map(({ bytes }) => bytes));
  const restored = await installReplica(world, officer);
  await serve(restored);
  expect(await missedBy(restored)).toEqual([]);
  // A relay may just be filled again: it is given the time.
  restored.clock.advance(AGAIN_MS);
  await serve(restored);
  const missed = await missedBy(restored);
  expect(missed).toContain(await reportOf(phone));
  const before = relay.length("safety");

  phone.clock.advance(AGAIN_MS);
  await phone.replica.receive(relay.read(["receipts"], new Map()));
  expect(await ownDelivery(phone)).toBe("relayed");
  await contact(phone, relay);
  expect(relay.length("safety")).toBeGreaterThan(before);

  await serve(restored);
  expect(await restored.database.entries.get(await reportOf(phone))).toMatchObject({
    state: "applied",
  });
  await contact(phone, relay);
  expect(await ownDelivery(phone)).toBe("received");
  expect(await isDue(phone)).toBe(false);
  // It asks once.
  restored.clock.advance(AGAIN_MS);
  await serve(restored);
  expect(await missedBy(restored)).toEqual(missed);
});

test("[DEL1] what one officer's device misses its author sends, though another's receipt stands", async () => {
  await withTwoReceipts();
  say(officer, "missed", await reportOf(phone));
  await contact(phone, relay);
  expect(await ownDelivery(phone)).toBe("received");
  expect(await isDue(phone)).toBe(true);
  say(officer, "receipt", await reportOf(phone));
  await contact(phone, relay);
  expect(await isDue(phone)).toBe(false);
});

test("[DEL1] whoever holds what an officer's device misses sends it", async () => {
  const desk = await installReplica(world, other);
  await phone.run(tap(AT));
  await contact(phone, relay);
  await serve(desk);
  expect(await isDue(desk)).toBe(false);
  say(officer, "missed", await reportOf(phone));
  await contact(desk, relay);
  expect(await isDue(desk)).toBe(true);
});

test("[DEL1] the word may come before the entry: it is sent all the same", async () => {
  await phone.run(tap(AT));
  await contact(phone, relay);
  say(officer, "missed", await reportOf(phone));
  const desk = await installReplica(world, other);
  const all = relay.read(["membership", "receipts"], new Map());
  await desk.replica.receive(all);
  expect(await sendsReport(desk)).toBe(false);
  await desk.replica.receive(relay.read(["safety"], new Map()));
  expect(await sendsReport(desk)).toBe(true);
});

test("[DEL1] what somebody else wrote is sent once a day at most, however often a device asks, and forms never", async () => {
  const desk = await installReplica(world, other);
  await phone.run(tap(AT));
  await contact(phone, relay);
  await serve(desk);
  say(officer, "missed", await reportOf(phone));
  await contact(desk, relay);
  await contact(desk, relay);
  expect(await isDue(desk)).toBe(false);
  say(officer, "missed", await reportOf(phone));
  await desk.replica.receive(relay.read(["receipts"], new Map()));
  expect(await isDue(desk)).toBe(false);
  desk.clock.advance(ANOTHERS_AGAIN_MS);
  say(officer, "missed", await reportOf(phone));
  await desk.replica.receive(relay.read(["receipts"], new Map()));
  expect(await isDue(desk)).toBe(true);
  // The author goes on until the device has it.
  await contact(phone, relay);
  expect(await isDue(phone)).toBe(true);
  expect(dueness(NEW_DELIVERY, "forms", RELAY_KEY, { isMissed: true })).toBe("now");
  const received = cover(acknowledge(NEW_DELIVERY, RELAY_KEY, AT), AT);
  expect(dueness(received, "forms", RELAY_KEY, { isMissed: true })).toBe("no");
  expect(dueness(received, "safety", RELAY_KEY, { isMissed: true })).toBe("again");
});

test("[DEL1] what nobody has goes before what a device misses", async () => {
  await withTwoReceipts();
  say(officer, "missed", ...(await ownEntries(phone)));
  await contact(phone, relay);
  phone.clock.advance(AGAIN_MS);
  await phone.run(tap(AT, { comment: "あとから" }));
  const bundle = await phone.replica.outgoing(RELAY_KEY);
  const first = bundle?.streams.find(({ stream }) => stream === "safety")?.entries[0];
  expect(first && decodeEntry(first)?.seq).toBe(3);
});

test("[DEL1] [MEM2] what is missed is sent also where the officer's certificate came after the word", async () => {
  const desk = await installReplica(world, other);
  await phone.run(tap(AT));
  await contact(phone, relay);
  await serve(desk);
  const newcomer = addDevice(world, { role: "officer", household: 7, group: 1 });
  say(newcomer, "missed", await reportOf(phone));
  for (const holder of [phone, desk]) {
    await contact(holder, relay);
    expect(await isDue(holder)).toBe(false);
  }
  bring("membership", ...world.statements.map(({ bytes }) => bytes));
  for (const holder of [phone, desk]) {
    await contact(holder, relay);
    expect(await isDue(holder)).toBe(true);
  }
});

test("[DEL1] nothing is sent to a device that is no officer's any more; what it took back stays taken back", async () => {
  await withTwoReceipts();
  say(officer, "missed", await reportOf(phone));
  retireIn(world, officer);
  bring("membership", ...world.statements.map(({ bytes }) => bytes));
  await contact(phone, relay);
  expect(await isDue(phone)).toBe(false);
  say(other, "missed", await reportOf(phone));
  retireIn(world, other);
  bring("membership", ...world.statements.map(({ bytes }) => bytes));
  await contact(phone, relay);
  expect(await ownDelivery(phone)).toBe("relayed");
  expect(await isDue(phone)).toBe(true);
});

test("[DEL1] a resident's word about what is missed changes nothing", async () => {
  await withTwoReceipts();
  say(await joinHousehold(world, 14, 3), "missed", await reportOf(phone));
  bring("membership", ...world.statements.map(({ bytes }) => bytes));
  await contact(phone, relay);
  expect(await isDue(phone)).toBe(false);
});

/** A report that two officers' devices have signed for. */
async function withTwoReceipts(): Promise<void> {
  await phone.run(tap(AT));
  await contact(phone, relay);
  for (const device of [officer, other]) say(device, "receipt", ...(await ownEntries(phone)));
  await contact(phone, relay);
  expect(await ownDelivery(phone)).toBe("received");
  expect(await isDue(phone)).toBe(false);
}

function say(
  device: WorldDevice,
  kind: "receipt" | "missed",
  ...entries: readonly EntryId[]
): void {
  bring("receipts", writeEntry(world, device, "receipts", encodePayload({ kind, entries })).bytes);
}

function bring(stream: StreamName, ...items: readonly Uint8Array[]): void {
  const isStatement = stream === "membership";
  relay.push({
    ...{ association: world.association, sender: officer.keys.device },
    statements: isStatement ? items : [],
    streams: isStatement ? [] : [{ stream, entries: items }],
  });
}

/** What a relay has, and an officer's device reads and answers. */
async function serve(desk: TestReplica): Promise<void> {
  await contact(desk, relay);
  await desk.replica.writeReceipt();
  await desk.replica.askForMissed();
  await contact(desk, relay);
}

/** Tells whether anything is due at the relay once the time of what was answered before is over. */
async function isDue({ clock, replica }: TestReplica): Promise<boolean> {
  clock.advance(AGAIN_MS);
  return (await replica.outgoing(RELAY_KEY)) !== undefined;
}

/** Tells whether a device hands in the phone's report. */
async function sendsReport({ replica }: TestReplica): Promise<boolean> {
  const report = await phone.database.entries.get(await reportOf(phone));
  const bundle = await replica.outgoing(RELAY_KEY);
  const sent = bundle?.streams.flatMap(({ entries }) => entries) ?? [];
  return report !== undefined && sent.some((bytes) => equalBytes(bytes, report.bytes));
}

async function ownDelivery({ database }: TestReplica): Promise<string | undefined> {
  return (await database.ownReports.toArray())[0]?.delivery;
}

async function ownEntries({ database }: TestReplica): Promise<readonly EntryId[]> {
  return (await database.outbox.toArray()).map(({ entryId }) => entryId);
}

async function reportOf({ database }: TestReplica): Promise<EntryId> {
  const [row] = await database.entries.where("kind").equals("report").toArray();
  if (row === undefined) throw new Error("Broken invariant: there is a report");
  return row.entryId;
}

async function missedBy({ database }: TestReplica): Promise<readonly string[]> {
  const rows = await database.entries.where("kind").equals("missed").toArray();
  return rows.flatMap(({ payload }) => {
    const said = payload && decodePayload(payload);
    return said?.kind === "missed" ? said.entries : [];
  });
}
