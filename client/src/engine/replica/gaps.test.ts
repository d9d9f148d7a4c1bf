import { expect, test } from "vitest";
import { createWorld, joinHousehold } from "@tomoshibi/shared/testing/association-world.ts";
import { OFFSET_START } from "@tomoshibi/shared/relay-api/paths.ts";
import { READ_AGAIN_MS } from "./gap-watch.ts";
import type { Arrival } from "./replica.ts";
import {
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
const TAIL = "0000000000000009_aabbccddaabbccdd";

/** An officer's desk, and what a relay has of a resident's reports. */
async function withReports(): Promise<{ desk: TestReplica; reports: Arrival["messages"] }> {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const phone = await installReplica(world, await joinHousehold(world, 12, 3));
  const desk = await installReplica(world, world.founder);
  await phone.run(openIncident(AT));
  for (const comment of ["一", "二", "三"]) await phone.run(tap(AT, { comment }));
  await contact(phone, relay);
  await desk.replica.receive(relay.read(["membership", "members"], new Map()));
  const reports = relay.read(["safety"], new Map())[0]?.messages ?? [];
  await desk.replica.setCursors(RELAY_KEY, new Map([["safety", TAIL]]));
  await desk.replica.setCursors(RELAY_KEY, new Map([["members", TAIL]]));
  return { desk, reports };
}

const later = (desk: TestReplica) => desk.clock.advance(READ_AGAIN_MS + 1);

test("[DEL1] a relay that withheld a report and turned honest is read from the start again, at most once a day", async () => {
  const { desk, reports } = await withReports();
  const cursor = () => cursorOf(desk, "safety");
  expect(await cursor()).toBe(TAIL);
  await desk.replica.receive([
    { stream: "safety", messages: reports.filter((_message, index) => index !== 1) },
  ]);
  expect(await cursor()).toBe(TAIL);
  later(desk);
  expect(await cursor()).toBe(OFFSET_START);
  expect(await cursorOf(desk, "members")).toBe(TAIL);
  // Still withheld: the rest of the day it is left alone, also after a start.
  await desk.replica.setCursors(RELAY_KEY, new Map([["safety", TAIL]]));
  expect(await cursor()).toBe(TAIL);
  const again = await openReplica(desk.database, { clock: desk.clock });
  expect(await cursorOf(again, "safety")).toBe(TAIL);
  later(desk);
  expect(await cursorOf(again, "safety")).toBe(OFFSET_START);
});

test("[DEL1] a stream without a gap goes on where it was", async () => {
  const { desk, reports } = await withReports();
  await desk.replica.receive([{ stream: "safety", messages: reports }]);
  later(desk);
  expect(await cursorOf(desk, "safety")).toBe(TAIL);
});
