import { expect, test, vi } from "vitest";
import { joinHousehold, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import {
  INCIDENT,
  RELAY_KEY,
  contact,
  createMemoryRelay,
  freshDatabase,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

const network = vi.hoisted(() => ({
  off: true,
  unless: <Chunk>(original: () => Chunk) => {
    if (network.off) throw new TypeError("failed to fetch");
    return original();
  },
}));

// One mock of each for the whole file, which passes the chunk on: taking a mock back within a test is a race of the runner's.
vi.mock("./plan-office.ts", network.unless);
vi.mock("./officers-work.ts", network.unless);
vi.mock("./refill.ts", network.unless);
vi.mock("./keys.ts", network.unless);
vi.mock("../views/openings.ts", network.unless);

// The first of the two: what was loaded once stays loaded.
test("[DEL1] [G6] a check-in is sealed, and goes to a relay, with nothing that is loaded later", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const phone = await installReplica(world, await joinHousehold(world, 12, 3));
  await phone.run(openIncident(AT));
  const { recordId } = await phone.run(tap(AT));
  await phone.replica.forgetRelay(RELAY_KEY);
  const bundle = await phone.replica.outgoing(RELAY_KEY, "own");
  expect(bundle?.streams.map(({ stream }) => stream)).toContain("safety");
  // All that it may stand on, for what would choose is not there.
  expect(bundle?.statements).toHaveLength(await phone.database.statements.count());
  if (bundle !== undefined) await phone.replica.answered(RELAY_KEY, relay.push(bundle));
  await phone.replica.noteSeen(RELAY_KEY, relay.read(["membership"], new Map()));
  expect(await phone.replica.outgoing(RELAY_KEY)).toBeUndefined();
  expect((await phone.database.ownReports.get(recordId ?? ("" as never)))?.delivery).toBe(
    "relayed",
  );
});

test("[DEL1] [G6] what offices do waits for its chunks: answers stay stored, receipts and counts are written with the next contact", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const phone = await installReplica(world, await joinHousehold(world, 12, 3));
  await phone.run(openIncident(AT));
  const { recordId: report } = await phone.run(tap(AT));
  await contact(phone, relay);
  const database = freshDatabase();
  const desk = await installReplica(world, world.founder, { database });
  expect(await contact(desk, relay)).toEqual([]);
  await desk.replica.writeReceipt();
  expect(await desk.replica.askForMissed()).toBe(false);
  const answer = await desk.submit({
    ...{ type: "acknowledgeReport", household: 12, atMs: AT },
    report: report ?? ("" as never),
  });
  await desk.replica.drainIntents();
  expect((await database.intents.get(answer))?.state).toBe("stored");
  expect((await desk.run(tap(AT, { household: 12, by: "officer" }))).state).toBe("sealed");
  // Nothing hides an incident of which nobody is sure from officers.
  expect(await database.incidents.get(INCIDENT)).toMatchObject({ isShown: true });
  network.off = false;
  await desk.replica.drainIntents();
  expect((await database.intents.get(answer))?.state).toBe("sealed");
  const again = await openReplica(database);
  expect(await contact(again, relay)).not.toEqual([]);
  await again.replica.writeReceipt();
  await contact(again, relay);
  await contact(phone, relay);
  expect((await phone.database.ownReports.get(report ?? ("" as never)))?.delivery).toBe("received");
});
