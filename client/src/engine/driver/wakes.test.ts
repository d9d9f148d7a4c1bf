/** What comes in the very moment in which the driver looks for it and finds nothing yet, or in which its store fails. */
import { expect, test } from "vitest";
import { RECEIPT_MS } from "./limits.ts";
import { type DriverWorld, startedWorld } from "./testing/driver-world.ts";

/** Happens in the middle of the next piece of work of its kind, which has looked already. */
function during(world: DriverWorld, work: "seal" | "push", happens: () => void): Promise<void> {
  world.replica.meanwhile = { during: work, happens };
  world.driver.send({ type: "workStored" });
  return world.pass(0);
}

test("[DEL1] a check-in tapped while intents are being sealed is sealed and leaves at once, too", async () => {
  const world = await startedWorld();
  await during(world, "seal", () => {
    world.replica.intents = 1;
    world.driver.send({ type: "workStored" });
  });
  expect(world.replica.intents).toBe(0);
  expect(world.due).toEqual([]);
});

test("[DEL1] statements stored while the driver finds nothing due leave at once, too", async () => {
  const world = await startedWorld();
  await during(world, "push", () => {
    world.due.push("a card's certificate");
    world.driver.send({ type: "workStored" });
  });
  expect(world.due).toEqual([]);
});

test("[REL7] what another relay's driver sealed while this one finds nothing due leaves at once, too", async () => {
  const world = await startedWorld();
  await during(world, "push", () => {
    world.due.push("a report");
    world.driver.send({ type: "dueChanged" });
  });
  expect(world.due).toEqual([]);
});

test("[DEL1] what is stored while a bundle that is refused is under way leaves at once, too", async () => {
  const world = await startedWorld();
  world.due.push("refused");
  world.relay.verdictOf = (item) => {
    if (item !== "refused") return "accepted";
    if (!world.due.includes("a report")) {
      world.due.push("a report");
      world.driver.send({ type: "workStored" });
    }
    return "later";
  };
  world.driver.send({ type: "workStored" });
  await world.pass(0);
  expect(world.due).toEqual(["refused"]);
});

test("[DEL1] what a contact's first read was to take up is taken up though the store failed in it", async () => {
  const world = await startedWorld(({ replica }) => {
    replica.isOfficer = true;
    replica.storeFails = "receive";
  });
  await world.pass(30_000);
  expect([world.count("receive"), world.count("receipt")]).toEqual([1, 0]);
  world.replica.storeFails = undefined;
  await world.pass(60_000);
  expect(world.count("receipt")).toBe(1);
});

test("[DEL1] what was sealed before the store failed leaves, though nothing else asks for it", async () => {
  const world = await startedWorld(({ replica }) => {
    replica.storeFails = "seal";
    replica.intents = 2;
  });
  // The timer's own try: one is sealed, and the store fails at the next.
  await world.pass(14_000);
  world.due.push("sealed");
  await world.pass(2_000);
  expect(world.due).toEqual([]);
});

test("[DEL1] [KEY2] what an officer's device took in by hand is served at once, though reading it back brings nothing new", async () => {
  const world = await startedWorld(({ replica }) => (replica.isOfficer = true));
  await world.pass(RECEIPT_MS);
  const before = { receipts: world.count("receipt"), wrapped: world.count("wrapKeys") };
  world.driver.send({ type: "tookIn" });
  await world.pass(0);
  expect(world.count("receipt")).toBe(before.receipts + 1);
  expect(world.count("wrapKeys")).toBe(before.wrapped + 1);
});
