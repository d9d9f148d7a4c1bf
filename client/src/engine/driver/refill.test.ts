import { expect, test } from "vitest";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import type { Transport } from "../transports/transport.ts";
import { READS_BEFORE_REFILL } from "./limits.ts";
import { createDriver } from "./runner.ts";
import {
  type DriverWorld,
  createDriverWorld,
  startedAside,
  startedWorld,
} from "./testing/driver-world.ts";
import {
  readNext,
  readingContext,
  readingReplica,
  streamsOfReads,
} from "./testing/reading-device.ts";
import { createVirtualTime } from "./testing/virtual-time.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

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

test("[REL7] a further relay that stands aside is not read first: it is handed everything at once", async () => {
  const world = await startedAside(({ replica }) => {
    replica.others.push("a neighbour's");
  });
  expect(world.replica.others).toEqual([]);
  expect(requestsOf(world)).toEqual(["push", "read"]);
});

/** An officer's device of a town whose streams take three reads; the relay has nothing new, and holds what waits. */
test.each([[true], [false]])(
  "[G4] [REL1] an officer's device of a big town goes on listening while it may have to refill (%s)",
  async (owes) => {
    const time = createVirtualTime();
    const readsAtMs: number[] = [];
    const replica = readingReplica({
      owesRefill: () => owes,
      wantedStreams: () => streamsOfReads(3),
    });
    const transport = {
      probe: async () => ok("aa"),
      read: ({ streams: asked, waitMs }, signal) => {
        readsAtMs.push(time.nowMs());
        const answer = asked.map(({ stream, offset }): StreamRead => ({
          ...{ stream, state: "ok", nextOffset: offset, isUpToDate: true, messages: [] },
        }));
        return new Promise((resolve) => {
          const callOff = time.setTimer(waitMs, () => resolve(ok(answer)));
          signal?.addEventListener("abort", () => {
            callOff();
            resolve(err({ type: "cancelled" }));
          });
        });
      },
    } as Partial<Transport> as Transport;
    const driver = createDriver({
      ...{ replica, transport, nowMs: time.nowMs, chance: () => 0, setTimer: time.setTimer },
      ...{ isStoreFailure: () => false, reopenStore: async () => undefined },
      ...{ onRelayKey: async () => undefined, onConnection: () => undefined },
      ...{ onBroken: () => undefined, onDueChanged: () => undefined, isOfficer: async () => true },
      ...{ handInCards: async () => ok(undefined), oweCards: async () => undefined },
      finishJoining: async () => ok(true),
    });
    driver.send({ type: "started", isMember: true, isJoining: false, isVisible: true });
    await time.pass(2 * MINUTE_MS);
    const gaps = readsAtMs.map((atMs, index) => atMs - (readsAtMs[index - 1] ?? 0));
    // A call for help must not wait for a rest: without news each part is asked for every few seconds.
    expect(Math.max(...gaps)).toBeLessThan(10_000);
  },
);

test("[REL7] a further relay that stands aside again before it was read to its end is handed the rest", async () => {
  const world = createDriverWorld();
  const { driver, replica } = world;
  replica.others.push("a neighbour's");
  // The app's own relay is away, so this one is read; its answer is under way.
  driver.send({ type: "started", isMember: true, isJoining: false, isVisible: true });
  for (let turn = 0; turn < 200 && world.count("read") === 0; turn += 1) await Promise.resolve();
  // The own one answers again.
  driver.send({ type: "asideChanged", isAside: true });
  await world.pass(DAY_MS);
  expect(world.count("read")).toBeLessThan(3);
  expect(replica.others).toEqual([]);
});

test("[REL1] a device whose reading breaks hands in what others wrote all the same", async () => {
  const world = await startedWorld(({ replica }) => {
    replica.others.push("a neighbour's");
    replica.breaks = "receive";
  });
  await world.pass(DAY_MS);
  expect(world.count("broken read")).toBe(1);
  expect(world.replica.others).toEqual([]);
});

test.each([["offline"], ["busy"], ["notARelay"]] as const)(
  "[REL1] a relay that takes bundles and answers no read (%s) is refilled all the same",
  async (type) => {
    const world = await startedWorld(({ relay, replica }) => {
      replica.others.push("a neighbour's");
      relay.readFailure = { type } as typeof relay.readFailure;
    });
    await world.pass(DAY_MS);
    expect(world.count("read")).toBeGreaterThan(3);
    expect(world.replica.others).toEqual([]);
  },
);

test("[DEL1] [REL1] a relay is at its end only once every part of it was read", async () => {
  const streams = streamsOfReads(3);
  let asked = 0;
  const seen = new Set<string>();
  const replica = readingReplica({
    wantedStreams: () => streams,
    owesRefill: () => true,
    askForMissed: async () => (asked += 1) > 0,
  });
  let requests = 0;
  const read: Transport["read"] = async ({ streams: part }) => {
    requests += 1;
    // A tap calls off the second.
    if (requests === 2) return err({ type: "cancelled" });
    for (const { stream } of part) seen.add(stream);
    return ok(
      part.map(({ stream, offset }) => ({
        ...{ stream, state: "ok" as const, nextOffset: offset, isUpToDate: true, messages: [] },
      })),
    );
  };
  const context = readingContext(replica, read, { isFirst: false });
  while (!context.hasReadAll) await readNext(context);
  expect(asked).toBe(1);
  expect(seen.size).toBe(streams.length);
});
