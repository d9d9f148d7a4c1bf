import { expect, test } from "vitest";
import { LONG_POLL_MS } from "./limits.ts";
import { createDriverWorld } from "./testing/driver-world.ts";

test("[REL7] a further relay that stands aside is handed what is due and never read, until it has to be", async () => {
  const world = createDriverWorld();
  const { driver } = world;
  driver.send({ type: "asideChanged", isAside: true });
  driver.send({ type: "started", isMember: true, isJoining: false, isVisible: true });
  await world.pass(10 * LONG_POLL_MS);
  expect([world.count("probe"), world.count("read")]).toEqual([1, 0]);
  world.due.push("report");
  driver.send({ type: "dueChanged" });
  await world.pass(0);
  expect(world.due).toEqual([]);

  driver.send({ type: "asideChanged", isAside: false });
  await world.pass(LONG_POLL_MS);
  expect(world.count("read")).toBeGreaterThan(0);
  driver.send({ type: "asideChanged", isAside: true });
  await world.pass(0);
  const reads = world.count("read");
  await world.pass(10 * LONG_POLL_MS);
  expect(world.count("read")).toBe(reads);
});

test("[REL7] what another relay's driver wrote does not wake one that rests because nobody answers", async () => {
  const world = createDriverWorld();
  const { driver } = world;
  world.relay.failure = { type: "offline" };
  driver.send({ type: "asideChanged", isAside: true });
  driver.send({ type: "started", isMember: true, isJoining: false, isVisible: true });
  await world.pass(0);
  const tries = world.count("probe");
  for (let time = 0; time < 100; time += 1) driver.send({ type: "dueChanged" });
  await world.pass(0);
  expect(world.count("probe")).toBe(tries);
});
