import { expect, test } from "vitest";
import { type DriverWorld, createDriverWorld, startedWorld } from "./testing/driver-world.ts";
import {
  BACK_OFF_MS_MAX,
  LATER_MS,
  LONG_POLL_MS,
  PUSHES_MAX,
  QUIET_ROUNDS_MAX,
  RECEIPT_MS,
} from "./limits.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function requests(world: DriverWorld): number {
  return world.count("probe") + world.count("push") + world.count("read");
}

test("[DEL1] a contact seals what was stored, proves the relay, hands in, then waits for news with one request", async () => {
  const world = await startedWorld(({ replica }) => (replica.intents = 2));
  expect(world.log.map(({ what }) => what)).toEqual([
    "seal",
    "probe",
    "push",
    "answered",
    "cards",
    "read",
  ]);
  expect(world.due).toEqual([]);
  await world.pass(10 * LONG_POLL_MS);
  expect(world.count("read")).toBe(11);
  expect(world.connections).toEqual(["connected"]);
});

test("[DEL1] a check-in tapped while a read waits leaves at once", async () => {
  const world = await startedWorld();
  await world.pass(3_000);
  world.replica.intents = 1;
  world.driver.send({ type: "workStored" });
  await world.pass(0);
  expect(world.due).toEqual([]);
  expect(world.log.filter(({ what }) => what === "push")).toEqual([{ what: "push", atMs: 3_000 }]);
});

test("offline, tries become rare: at most one in ten minutes", async () => {
  const world = await startedWorld(({ relay }) => (relay.failure = { type: "offline" }));
  await world.pass(DAY_MS);
  const tries = world.log.filter(({ what }) => what === "probe").map(({ atMs }) => atMs);
  const gaps = tries.slice(1).map((atMs, index) => atMs - (tries[index] ?? 0));
  expect(gaps.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
  expect(Math.max(...gaps)).toBe(BACK_OFF_MS_MAX);
  expect(requests(world)).toBe(tries.length);
  expect(tries.length).toBeLessThan(160);
  expect(world.connections).toEqual(["offline"]);
});

test("chance spreads the tries of a town, never beyond the longest wait", async () => {
  let turn = 0;
  const world = await startedWorld(({ relay }) => (relay.failure = { type: "offline" }), {
    chance: () => [0, 0.5, 0.999][turn++ % 3] ?? 0,
  });
  await world.pass(20_000);
  const tries = world.log
    .filter(({ what }) => what === "probe")
    .map(({ atMs }) => Math.round(atMs));
  expect(tries.slice(0, 4)).toEqual([0, 2_000, 5_000, 9_004]);
});

test.each([
  ["the network coming back", { type: "nudged" }],
  ["a new intent", { type: "workStored" }],
] as const)("%s ends a long wait", async (_name, event) => {
  const world = await startedWorld(({ relay }) => (relay.failure = { type: "offline" }));
  await world.pass(60 * MINUTE_MS);
  world.relay.failure = undefined;
  const before = requests(world);
  world.driver.send(event);
  await world.pass(0);
  expect(requests(world)).toBeGreaterThan(before);
  expect(world.connections).toEqual(["offline", "connected"]);
});

test("nothing is requested while hidden, in a day of new intents and old timers", async () => {
  const world = await startedWorld();
  world.driver.send({ type: "visibilityChanged", isVisible: false });
  await world.pass(0);
  const before = requests(world);
  for (let hour = 0; hour < 24; hour += 1) {
    world.replica.intents = 1;
    world.driver.send({ type: "workStored" });
    world.driver.send({ type: "nudged" });
    await world.pass(DAY_MS / 24);
  }
  expect(requests(world)).toBe(before);
  expect(world.replica.intents).toBe(0);
  expect(world.due).toHaveLength(24);
  world.driver.send({ type: "visibilityChanged", isVisible: true });
  await world.pass(0);
  expect(world.due).toEqual([]);
  expect(world.count("probe")).toBe(2);
});

test("[REL6] a captive portal is offline: nothing is handed to it, and all is kept", async () => {
  const world = await startedWorld(({ relay, replica }) => {
    relay.failure = { type: "notARelay" };
    replica.intents = 1;
  });
  await world.pass(5 * MINUTE_MS);
  expect(world.count("push")).toBe(0);
  expect(world.connections).toEqual(["offline"]);
  expect(world.due).toHaveLength(1);
  world.relay.failure = undefined;
  world.driver.send({ type: "nudged" });
  await world.pass(0);
  expect(world.due).toEqual([]);
});

test("[REL1] a relay that lost its history gets everything again, and is read from the start", async () => {
  const world = await startedWorld();
  world.relay.isGone = true;
  world.driver.send({ type: "nudged" });
  await world.pass(0);
  world.relay.isGone = false;
  await world.pass(60_000);
  expect(world.count("forget")).toBeGreaterThan(0);
  expect(world.due).toEqual([]);
  expect(world.count("push")).toBeGreaterThan(0);
});

test("[REL1] a relay that keeps losing its history is asked ever more rarely", async () => {
  const world = await startedWorld(({ relay }) => (relay.isGone = true));
  await world.pass(DAY_MS);
  expect(world.count("forget")).toBeLessThan(200);
});

test.each(["notFound", "unauthorized"] as const)(
  "[REL1] a relay that answered before and knows the device no more (%s) was wiped: all is due there again",
  async (type) => {
    const world = await startedWorld(({ relay, replica }) => {
      replica.offset = "0000000000000003_aabbccddeeff0011";
      relay.readFailure = { type };
    });
    expect(world.count("forget")).toBe(1);
    expect(world.due).toEqual([]);
    await world.pass(DAY_MS);
    expect(world.count("forget")).toBe(1);
  },
);

test("[REL5] a nonce the relay does not take says nothing of what it holds: nothing is due there again", async () => {
  const world = await startedWorld(({ relay, replica }) => {
    replica.offset = "0000000000000003_aabbccddeeff0011";
    relay.readFailure = { type: "staleNonce" };
  });
  await world.pass(DAY_MS);
  expect(world.count("forget")).toBe(0);
  expect(world.connections).toEqual(["connected"]);
  world.replica.intents = 1;
  world.driver.send({ type: "workStored" });
  await world.pass(0);
  expect(world.due).toEqual([]);
});

test("[REL6] another key at the same address is told, and everything is due there again", async () => {
  const world = await startedWorld();
  world.relay.key = "bb";
  world.driver.send({ type: "visibilityChanged", isVisible: false });
  world.driver.send({ type: "visibilityChanged", isVisible: true });
  await world.pass(0);
  expect(world.relayKeys).toEqual(["aa", "bb"]);
});

test("[REL5] a refused token stops reading only: a check-in still leaves, and nothing is deleted", async () => {
  const world = await startedWorld(({ relay }) => (relay.readFailure = { type: "unauthorized" }));
  await world.pass(10 * MINUTE_MS);
  expect(world.count("read")).toBeLessThan(12);
  expect(world.connections).toEqual(["connected"]);
  world.replica.intents = 1;
  world.driver.send({ type: "workStored" });
  await world.pass(0);
  expect(world.due).toEqual([]);
});

test("[REL4] what a relay answers `later` is offered again after its time, and nothing else waits for it", async () => {
  const world = await startedWorld(({ relay, due }) => {
    relay.verdictOf = (item) => (item === "slow" ? "later" : "accepted");
    due.push("slow", "quick");
  });
  expect(world.due).toEqual(["slow"]);
  await world.pass(60_000);
  expect(world.count("push")).toBeLessThan(12);
  world.relay.verdictOf = () => "accepted";
  await world.pass(20_000);
  expect(world.due).toEqual([]);
});

test("[DEL3] one refused entry blocks nothing and is kept", async () => {
  const world = await startedWorld(({ relay, due }) => {
    relay.verdictOf = (item) => (item === "poison" ? "refused" : "accepted");
    due.push("poison", "a report");
  });
  expect(world.due).toEqual(["poison"]);
  await world.pass(60 * MINUTE_MS);
  expect(world.count("push")).toBeLessThan(10);
  world.due.push("a later report");
  world.driver.send({ type: "workStored" });
  await world.pass(0);
  expect(world.due).toEqual(["poison"]);
});

test("[DEL3] a bundle refused whole is split until only the entry to blame stays behind", async () => {
  const reports = Array.from({ length: 30 }, (_, index) => `report ${index}`);
  const world = await startedWorld(({ relay, due }) => {
    relay.refusesWhole = (items) => items.includes("poison");
    due.push(...reports.slice(0, 11), "poison", ...reports.slice(11));
  });
  expect(world.due).toEqual(["poison"]);
  const before = world.count("push");
  await world.pass(60 * MINUTE_MS);
  expect(world.count("push")).toBe(before);
});

test("a relay that answers reads at once with nothing is not asked again and again", async () => {
  const world = await startedWorld(({ relay }) => (relay.answersAtOnce = true));
  await world.pass(0);
  expect(world.count("read")).toBe(QUIET_ROUNDS_MAX);
  await world.pass(60 * MINUTE_MS);
  expect(world.count("read")).toBeLessThan(70 * QUIET_ROUNDS_MAX);
});

test("offsets that move without any news end in a rest too", async () => {
  const world = await startedWorld(({ relay }) => (relay.isRestless = true));
  await world.pass(10_000);
  expect(world.count("read")).toBeLessThanOrEqual(200);
});

test("what stays due although it was taken is handed in a bounded number of times, then there is a pause", async () => {
  const world = await startedWorld(({ replica, due }) => {
    replica.isInsatiable = true;
    due.push("endless");
  });
  expect(world.count("push")).toBe(PUSHES_MAX);
  expect(world.count("read")).toBe(1);
});

test("[DEL1] officers answer with receipts and keys after news, at most every 5 s", async () => {
  const world = await startedWorld(({ replica }) => (replica.isOfficer = true));
  for (let second = 0; second < 20; second += 1) {
    world.relay.deliver(3);
    await world.pass(1_000);
  }
  const receipts = world.log.filter(({ what }) => what === "receipt").map(({ atMs }) => atMs);
  const gaps = receipts.slice(1).map((atMs, index) => atMs - (receipts[index] ?? 0));
  expect(receipts.length).toBeGreaterThanOrEqual(4);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(RECEIPT_MS);
  expect(world.count("wrapKeys")).toBe(receipts.length);
});

test("[DEL1] receipts go on when the wrapping of keys breaks, which is told and tried again at the next contact", async () => {
  const world = await startedWorld(({ replica }) => {
    replica.isOfficer = true;
    replica.breaks = "wrapKeys";
  });
  for (let round = 0; round < 3; round += 1) {
    world.relay.deliver(1);
    await world.pass(RECEIPT_MS);
  }
  expect(world.count("receipt")).toBe(3);
  expect(world.count("wrapKeys")).toBe(1);
  expect(world.count("broken serve")).toBe(1);
  world.replica.breaks = undefined;
  world.driver.send({ type: "visibilityChanged", isVisible: false });
  world.driver.send({ type: "visibilityChanged", isVisible: true });
  await world.pass(MINUTE_MS);
  expect(world.count("wrapKeys")).toBe(2);
});

test("members write no receipts", async () => {
  const world = await startedWorld();
  world.relay.deliver(3);
  await world.pass(10_000);
  expect(world.count("receipt")).toBe(0);
});

test("a step that breaks is told once and left out; check-ins still leave", async () => {
  const world = await startedWorld(({ replica }) => (replica.breaks = "receive"));
  world.relay.deliver(1);
  await world.pass(60_000);
  expect(world.count("broken read")).toBe(1);
  world.replica.intents = 1;
  world.driver.send({ type: "workStored" });
  await world.pass(0);
  expect(world.due).toEqual([]);
});

test("a step that broke is tried again when the page is shown anew, for a phone may keep it open for weeks", async () => {
  const world = await startedWorld(({ replica }) => (replica.breaks = "seal"));
  expect(world.count("broken seal")).toBe(1);
  world.replica.breaks = undefined;
  world.replica.intents = 1;
  world.driver.send({ type: "visibilityChanged", isVisible: false });
  world.driver.send({ type: "visibilityChanged", isVisible: true });
  await world.pass(0);
  expect(world.replica.intents).toBe(0);
  expect(world.due).toEqual([]);
});

test("[DEL3] a full database stops sealing, not the sending of what is sealed; both go on by themselves", async () => {
  const world = await startedWorld(({ replica, due }) => {
    replica.storeFails = "seal";
    replica.intents = 1;
    due.push("sealed before");
  });
  expect(world.due).toEqual([]);
  expect(world.count("reopen")).toBe(1);
  world.replica.storeFails = undefined;
  await world.pass(60_000);
  expect(world.replica.intents).toBe(0);
  expect(world.due).toEqual([]);
});

test("[MEM6] a join that began without network is completed at the first contact, then all goes on", async () => {
  const world = createDriverWorld();
  world.relay.failure = { type: "offline" };
  world.driver.send({ type: "started", isMember: false, isJoining: true, isVisible: true });
  await world.pass(60_000);
  expect(world.count("join")).toBe(0);
  world.relay.failure = undefined;
  await world.pass(60_000);
  expect(world.count("join")).toBe(1);
  expect(world.count("read")).toBeGreaterThan(0);
});

test("[MEM6] a card that is refused then is not tried again, and nobody is asked anything", async () => {
  const world = createDriverWorld();
  world.relay.refusesCard = true;
  world.driver.send({ type: "started", isMember: false, isJoining: true, isVisible: true });
  await world.pass(DAY_MS);
  expect(world.count("join")).toBe(1);
  expect(world.count("read")).toBe(0);
});

test("[MEM6] a card that the relay will not take keeps nothing else from coming in", async () => {
  const world = await startedWorld(({ relay }) => {
    relay.cardFailure = { type: "unauthorized" };
  });
  expect(world.count("read")).toBe(1);
  await world.pass(60 * MINUTE_MS);
  expect(world.count("cards")).toBeLessThan(10);
});

test("before joining nothing is requested", async () => {
  const world = createDriverWorld();
  world.driver.send({ type: "started", isMember: false, isJoining: false, isVisible: true });
  world.driver.send({ type: "nudged" });
  await world.pass(DAY_MS);
  expect(requests(world)).toBe(0);
});

test("stopping ends the waiting read and every timer", async () => {
  const world = await startedWorld();
  world.driver.stop();
  await world.pass(0);
  const before = world.log.length;
  world.driver.send({ type: "nudged" });
  await world.pass(DAY_MS);
  expect(world.log.length).toBe(before);
});

test("[REL4] what a relay put off in one answer with what it took is offered again by itself", async () => {
  let taken = 0;
  const world = await startedWorld(({ relay, replica }) => {
    replica.intents = 4;
    relay.verdictOf = () => ((taken += 1) <= 2 ? "accepted" : "later");
  });
  expect(world.due).toHaveLength(2);
  world.relay.verdictOf = () => "accepted";
  await world.pass(LATER_MS);
  expect(world.due).toEqual([]);
});
