import { expect, test } from "vitest";
import { type DriverWorld, createDriverWorld, startedWorld } from "./testing/driver-world.ts";
import { READS_BEFORE_REFILL } from "./limits.ts";

const MINUTE_MS = 60_000;

function requestsOf(world: DriverWorld): readonly string[] {
  return world.log.map(({ what }) => what).filter((what) => what === "push" || what === "read");
}

test("[REL1] what others wrote waits until the relay was read, which then does not hold the request", async () => {
  const world = await startedWorld(({ replica }) => {
    replica.intents = 1;
    replica.others.push("a neighbour's");
  });
  expect(requestsOf(world)).toEqual(["push", "read", "push", "read"]);
  expect(world.replica.others).toEqual([]);
  expect(world.log.every(({ atMs }) => atMs === 0)).toBe(true);
});

test("[REL1] a relay that cannot be read, or never comes to an end, is refilled all the same", async () => {
  const refusing = await startedWorld(({ relay, replica }) => {
    replica.others.push("a neighbour's");
    relay.readFailure = { type: "unauthorized" };
  });
  await refusing.pass(MINUTE_MS);
  expect(refusing.replica.others).toEqual([]);
  const busy = await startedWorld(({ relay, replica }) => {
    replica.others.push("a neighbour's");
    relay.newsLeft = 10 * READS_BEFORE_REFILL;
  });
  expect(requestsOf(busy).indexOf("push")).toBe(READS_BEFORE_REFILL);
  expect(busy.replica.others).toEqual([]);
});

test("[REL7] a further relay that stands aside is never read: it is handed everything at once", async () => {
  const world = createDriverWorld();
  world.replica.others.push("a neighbour's");
  world.driver.send({ type: "asideChanged", isAside: true });
  world.driver.send({ type: "started", isMember: true, isJoining: false, isVisible: true });
  await world.pass(0);
  expect(world.replica.others).toEqual([]);
  expect(world.count("read")).toBe(0);
});
