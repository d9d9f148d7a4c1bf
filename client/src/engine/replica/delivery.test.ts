import { beforeEach, describe, expect, test } from "vitest";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { AGAIN_MS, LATER_MS } from "./delivery.ts";
import {
  INCIDENT,
  type MemoryRelay,
  RELAY_KEY,
  type TestReplica,
  contact,
  cursorOf,
  createMemoryRelay,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;
const OTHER_RELAY = "bb".repeat(32);

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;
let relay: MemoryRelay;

beforeEach(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
  giveKeys(world, officer);
  relay = createMemoryRelay();
});

describe("delivery", () => {
  test("[DEL2] saved, then relayed, then received: each only when it is proven", async () => {
    const phone = await installReplica(world, resident);
    const desk = await installReplica(world, officer);
    await phone.run(tap(AT));
    expect(await ownDelivery(phone)).toBe("saved");
    await contact(phone, relay);
    expect(await ownDelivery(phone)).toBe("relayed");
    expect(await contact(desk, relay)).not.toHaveLength(0);
    await contact(phone, relay);
    expect(await ownDelivery(phone)).toBe("relayed");
    await desk.replica.writeReceipt();
    await contact(desk, relay);
    await contact(phone, relay);
    expect(await ownDelivery(phone)).toBe("received");
    expect(await phone.database.connection.get("relay")).toMatchObject({
      unsent: 0,
      unreceived: 0,
    });
    expect(await contact(desk, relay)).toEqual([]);
  });

  test("[DEL2] that the household's copy came says nothing of the report itself: a receipt does", async () => {
    const phone = await installReplica(world, resident);
    const sister = await installReplica(world, await joinHousehold(world, 12, 3));
    const desk = await installReplica(world, officer);
    await phone.run(tap(AT));
    const bundle = await phone.replica.outgoing(RELAY_KEY);
    if (bundle === undefined) throw new Error("Broken invariant: a report is due");
    const copies = bundle.streams.filter(({ stream }) => stream === "household/12");
    relay.push({ ...bundle, streams: copies });
    await contact(sister, relay);
    const [theirs] = await sister.database.ownReports.toArray();
    expect(theirs).toMatchObject({ isByThisDevice: false, delivery: "saved" });
    expect(theirs?.relayedAtMs).toBeUndefined();

    await contact(phone, relay);
    await contact(sister, relay);
    expect(await ownDelivery(sister)).toBe("saved");
    await contact(desk, relay);
    await desk.replica.writeReceipt();
    await contact(desk, relay);
    await contact(sister, relay);
    expect(await ownDelivery(sister)).toBe("received");
  });

  test("[DEL1] an entry stays due at each relay, each for itself, until a receipt covers it", async () => {
    const phone = await installReplica(world, resident);
    const desk = await installReplica(world, officer);
    await phone.run(tap(AT));
    await contact(phone, relay);
    expect(await phone.replica.outgoing(RELAY_KEY)).toBeUndefined();
    expect(streamsOf(await phone.replica.outgoing(OTHER_RELAY))).toContain("safety");
    phone.clock.advance(AGAIN_MS);
    expect(streamsOf(await phone.replica.outgoing(RELAY_KEY))).toContain("safety");
    const restarted = await openReplica(phone.database);
    expect(streamsOf(await restarted.replica.outgoing(RELAY_KEY))).toContain("safety");

    await contact(desk, relay);
    await desk.replica.writeReceipt();
    await contact(desk, relay);
    await contact(restarted, relay);
    restarted.clock.advance(AGAIN_MS);
    expect(streamsOf(await restarted.replica.outgoing(RELAY_KEY))).toEqual([]);
    expect(streamsOf(await restarted.replica.outgoing(OTHER_RELAY))).toEqual([]);
  });

  test("[DEL1] help goes first", async () => {
    const phone = await installReplica(world, resident);
    await phone.run(openIncident(AT));
    for (const [index, status] of (["safe", "contact", "help"] as const).entries()) {
      await phone.run(tap(AT + index, { subjects: [{ subject: "self", status }] }));
    }
    const bundle = await phone.replica.outgoing(RELAY_KEY);
    expect(bundle?.streams[0]?.stream).toBe("safety");
    expect(decodeEntry(bundle!.streams[0]!.entries[0]!)?.seq).toBe(4);
  });

  test("[DEL1] a receipt lists only what is new, and an officer's own entries once a relay has them", async () => {
    const desk = await installReplica(world, officer);
    await desk.run(openIncident(AT));
    await desk.replica.writeReceipt();
    expect(await desk.database.entries.where("stream").equals("receipts").count()).toBe(0);
    await contact(desk, relay);
    await desk.replica.writeReceipt();
    await desk.replica.writeReceipt();
    expect(await desk.database.entries.where("stream").equals("receipts").count()).toBe(1);
    expect(await desk.database.connection.get("relay")).toMatchObject({ unsent: 1, unreceived: 0 });
  });

  test("[DEL4] a closed app's box holds what the relay has not named, and nothing else", async () => {
    const phone = await installReplica(world, resident);
    await phone.run(tap(AT));
    await contact(phone, relay);
    expect(await ownDelivery(phone)).toBe("relayed");
    expect(await phone.replica.outgoing(RELAY_KEY, "ownLater")).toBeUndefined();
    await phone.run(tap(AT + 1));
    const box = await phone.replica.outgoing(RELAY_KEY, "ownLater");
    const sealed = box?.streams.find(({ stream }) => stream === "safety")?.entries ?? [];
    expect(sealed.map((bytes) => decodeEntry(bytes)?.seq)).toEqual([3]);
    const restarted = await openReplica(phone.database);
    expect(await restarted.replica.outgoing(RELAY_KEY, "ownLater")).toEqual(box);
  });

  test("[DEL3] what a relay refuses or puts off is kept, and what is put off is offered again", async () => {
    const phone = await installReplica(world, resident);
    await phone.run(tap(AT));
    const report = await phone.database.entries.where("kind").equals("report").first();
    const id = report!.entryId;
    const answer = { statements: [], highest: [], receipts: [] };
    await phone.replica.answered(RELAY_KEY, {
      ...answer,
      entries: [{ id, verdict: "later", reason: "none" }],
    });
    expect(idsIn(await phone.replica.outgoing(RELAY_KEY), report!.bytes)).toBe(false);
    // The service worker's box is sent at a time that nobody knows yet. [DEL4]
    expect(idsIn(await phone.replica.outgoing(RELAY_KEY, "ownLater"), report!.bytes)).toBe(true);
    phone.clock.advance(LATER_MS);
    expect(idsIn(await phone.replica.outgoing(RELAY_KEY), report!.bytes)).toBe(true);
    await phone.replica.answered(RELAY_KEY, {
      ...answer,
      entries: [{ id, verdict: "refused", reason: "tooLarge" }],
    });
    expect(await phone.database.notices.get(`refused/${id}`)).toMatchObject({
      code: "refused.tooLarge",
    });
    expect(await phone.database.outbox.get(id)).toMatchObject({ state: "due" });
    expect(await ownDelivery(phone)).toBe("saved");
    const restarted = await openReplica(phone.database);
    expect(idsIn(await restarted.replica.outgoing(RELAY_KEY), report!.bytes)).toBe(true);
    await contact(restarted, relay);
    expect(await restarted.database.notices.count()).toBe(0);
  });

  test("[REL1] a relay that lost everything gets it back, others' entries too", async () => {
    const phone = await installReplica(world, resident);
    const desk = await installReplica(world, officer);
    await phone.run(tap(AT));
    await contact(phone, relay);
    await contact(desk, relay);
    await desk.replica.writeReceipt();
    await contact(desk, relay);
    await contact(phone, relay);
    const lengths = () =>
      (["membership", "safety", "household/12", "receipts"] as const).map((name) =>
        relay.length(name),
      );
    const before = lengths();
    await phone.replica.setCursors(RELAY_KEY, new Map([["members", "0000000000000007_00"]]));
    relay.wipe();
    await desk.replica.forgetRelay(RELAY_KEY);
    await contact(desk, relay);
    expect(lengths()).toEqual(before);
    relay.wipe();
    await phone.replica.forgetRelay(RELAY_KEY);
    expect(await cursorOf(phone, "members")).toBe("-1");
    await contact(phone, relay);
    // All but the officer's own registration, which a resident cannot read and never held.
    expect(lengths()).toEqual(before.map((length, index) => (index === 1 ? length - 1 : length)));
    expect(await ownDelivery(phone)).toBe("received");
  });

  test("[ENT6] a restored backup goes on after what the relay knows of its chain", async () => {
    const phone = await installReplica(world, resident);
    for (let taps = 0; taps < 3; taps += 1) await phone.run(tap(AT + taps));
    await contact(phone, relay);
    const restored = await installReplica(world, resident);
    await restored.run(openIncident(AT));
    await contact(restored, relay);
    const intent = await restored.run(tap(AT + 10));
    const [report] = (
      await restored.database.entries.where("kind").equals("report").toArray()
    ).filter(({ entryId }) => entryId.startsWith(intent.recordId ?? "none"));
    expect(report?.seq).toBe(5);
    // A relay's absurd claim must not end the chain.
    const highest = [{ stream: "safety" as const, seq: Number.MAX_SAFE_INTEGER }];
    await restored.replica.answered(RELAY_KEY, {
      statements: [],
      entries: [],
      highest,
      receipts: [],
    });
    expect(await restored.run(tap(AT + 11))).toMatchObject({ state: "sealed" });
  });

  test("[G15] two desks and a family converge through a relay, documents too", async () => {
    const sister = await joinHousehold(world, 12, 3);
    const second = addDevice(world, { role: "officer", household: 6, group: 1 });
    giveKeys(world, officer);
    const [phone, other] = [
      await installReplica(world, resident),
      await installReplica(world, sister),
    ];
    const [desk, deputy] = [
      await installReplica(world, officer),
      await installReplica(world, second),
    ];
    await phone.run(openIncident(AT));
    await phone.run(tap(AT));
    await other.run(tap(AT + 1, { subjects: [{ subject: "self", status: "contact" }] }));
    await desk.run({
      type: "saveHouseholds",
      households: [household(12, "高橋"), household(20, "山本")],
    });
    await deputy.run({
      type: "saveHouseholds",
      households: [{ ...household(12, "高橋"), phone: "076-000-0000" }],
    });
    await deputy.run({
      type: "publishCircular",
      circular: "01".repeat(8) as never,
      title: "清掃",
      body: "日曜",
      atMs: AT,
    });
    await desk.run({ type: "changeIncident", incident: INCIDENT, change: "confirmed", atMs: AT });
    const all = [phone, other, desk, deputy];
    for (let rounds = 0; rounds < 2; rounds += 1) for (const one of all) await contact(one, relay);
    const [report] = await phone.database.ownReports.where("recordId").notEqual("").toArray();
    await desk.run({
      type: "acknowledgeReport",
      household: 12,
      report: report!.recordId,
      atMs: AT + 5_000,
    });
    await phone.run({ type: "markCircularRead", circular: "01".repeat(8) as never, atMs: AT });
    await desk.run({
      type: "setFollowUp",
      incident: INCIDENT,
      household: 12,
      assignee: "林",
      isDone: false,
      note: "",
      atMs: AT,
      seen: [],
    });
    for (let rounds = 0; rounds < 2; rounds += 1) for (const one of all) await contact(one, relay);

    expect(await tablesOf(deputy)).toEqual(await tablesOf(desk));
    expect(await desk.database.boardRows.get([INCIDENT, 12])).toMatchObject({
      name: "高橋",
      state: "contact",
      acknowledged: [report!.recordId],
      followUp: { assignee: "林" },
    });
    expect(await desk.database.households.get(12)).toMatchObject({
      phone: "076-000-0000",
      devices: 2,
    });
    expect(await phone.database.circulars.toArray()).toMatchObject([
      { title: "清掃", isReadByMe: true },
    ]);
    expect(await desk.database.circulars.toArray()).toMatchObject([
      { readHouseholds: [12], isReadByMe: false },
    ]);
    expect(await other.database.ownReports.count()).toBe(2);
    expect((await other.database.ownReports.get(report!.recordId))?.acknowledgedAtMs).toBeDefined();
    expect(await other.database.incidents.get(INCIDENT)).toMatchObject({
      isProvisional: false,
      isShown: true,
    });
    expect(await phone.database.boardRows.count()).toBe(0);
    expect(await phone.database.households.count()).toBe(0);
  });

  test("[STR] members see counts once an officer's device says them, at most every 30 s", async () => {
    const phone = await installReplica(world, resident);
    const desk = await installReplica(world, officer);
    await desk.run(openIncident(AT));
    await phone.run(tap(AT));
    for (const one of [phone, desk]) await contact(one, relay);
    await desk.replica.writeReceipt();
    await desk.replica.writeReceipt();
    for (const one of [desk, phone]) await contact(one, relay);
    expect(await phone.database.incidents.get(INCIDENT)).toMatchObject({
      memberCounts: { answered: 1, total: 3 },
    });
    await desk.run(tap(AT + 1));
    await desk.replica.writeReceipt();
    expect(await desk.database.entries.where("kind").equals("memberCounts").count()).toBe(1);
    desk.clock.advance(30_000);
    await desk.replica.writeReceipt();
    expect(await desk.database.incidents.get(INCIDENT)).toMatchObject({
      memberCounts: { answered: 2, total: 3 },
    });
  });

  test("[STR] counts written by a fast clock do not outrank those written once it is put right", async () => {
    const phone = await installReplica(world, resident);
    const desk = await installReplica(world, officer);
    await desk.run(openIncident(AT));
    await phone.run(tap(AT));
    for (const one of [phone, desk]) await contact(one, relay);
    desk.clock.advance(20 * 86_400_000);
    await desk.replica.writeReceipt();
    await desk.run(tap(AT + 1));
    desk.clock.advance(-10 * 86_400_000);
    for (const _again of [1, 2, 3]) {
      desk.clock.advance(30_000);
      await desk.replica.writeReceipt();
    }
    expect(await desk.database.entries.where("kind").equals("memberCounts").count()).toBe(2);
    expect(await desk.database.incidents.get(INCIDENT)).toMatchObject({
      memberCounts: { answered: 2, total: 3 },
    });
  });

  test("[KEY2] an officer's device gives a new device its keys, once", async () => {
    const desk = await installReplica(world, officer);
    const late = addDevice(world, { role: "member", household: 30, group: 3 });
    const phone = await installReplica(world, late, { withoutKeys: true });
    await contact(phone, relay);
    await contact(desk, relay);
    await desk.replica.wrapKeys();
    const wrapped = await desk.database.entries.where("kind").equals("wrappedKeys").count();
    await desk.replica.wrapKeys();
    expect(await desk.database.entries.where("kind").equals("wrappedKeys").count()).toBe(wrapped);
    await contact(desk, relay);
    await contact(phone, relay);
    expect([...phone.replica.keyring.keys.values()].map(({ audience }) => audience)).toContain(
      "members",
    );
  });
});

function household(number: number, name: string) {
  return { number, group: 3, name, kana: "", phone: "", address: "", careNeeds: "" };
}

async function ownDelivery({ database }: TestReplica) {
  const [view] = await database.ownReports.toArray();
  return view?.delivery;
}

function streamsOf(bundle: Bundle | undefined): readonly string[] {
  return (bundle?.streams ?? []).map(({ stream }) => stream);
}

function idsIn(bundle: Bundle | undefined, bytes: Uint8Array): boolean {
  const entries = (bundle?.streams ?? []).flatMap(({ entries: list }) => list);
  return entries.some((entry) => String(entry) === String(bytes));
}

/** What two officers' devices must agree on: all but what only one of them did. */
async function tablesOf({ database }: TestReplica) {
  const { incidents, boardRows, boardCounts, households, circulars } = database;
  return {
    incidents: (await incidents.toArray()).map((row) => ({
      ...row,
      isReadByMe: false,
      isOpenedByMe: false,
    })),
    rest: await Promise.all(
      [boardRows, boardCounts, households, circulars].map((table) => table.toArray()),
    ),
  };
}
