import { expect, test } from "vitest";
import { LONG_POLL_MS } from "./limits.ts";
import { startedAside } from "./testing/driver-world.ts";

test("[REL7] a further relay that stands aside is handed what is due and looked at once a contact, until it has to be read", async () => {
  const world = await startedAside();
  const { driver } = world;
  await world.pass(10 * LONG_POLL_MS);
  expect([world.count("probe"), world.count("read")]).toEqual([1, 1]);
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
  const world = await startedAside(({ relay }) => {
    relay.failure = { type: "offline" };
  });
  const { driver } = world;
  const tries = world.count("probe");
  for (let time = 0; time < 100; time += 1) driver.send({ type: "dueChanged" });
  await world.pass(0);
  expect(world.count("probe")).toBe(tries);
});

test("[REL7] [REL1] a further relay that lost what it had is noticed by the look, and handed everything again", async () => {
  const world = await startedAside();
  const { driver, relay } = world;
  expect(world.count("forget")).toBe(0);
  relay.isGone = true;
  driver.send({ type: "visibilityChanged", isVisible: false });
  driver.send({ type: "visibilityChanged", isVisible: true });
  await world.pass(0);
  relay.isGone = false;
  expect(world.count("forget")).toBeGreaterThan(0);
  await world.pass(LONG_POLL_MS);
  expect(world.due).toEqual([]);
  const requests = world.log.length;
  await world.pass(10 * LONG_POLL_MS);
  expect(world.log.length).toBe(requests);
});

test("[REL7] a further relay that will not be looked at is not asked again in that contact", async () => {
  const world = await startedAside(({ relay }) => {
    relay.readFailure = { type: "unauthorized" };
  });
  await world.pass(10 * LONG_POLL_MS);
  expect([world.count("probe"), world.count("read")]).toEqual([1, 1]);
});
