import { expect, test, vi } from "vitest";
import { joinHousehold, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import {
  INCIDENT,
  contact,
  createMemoryRelay,
  freshDatabase,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

const network = vi.hoisted(() => ({ off: true }));

// One mock for the whole file, which passes the chunk on: taking a mock back within a test is a race of the runner's.
vi.mock("../views/desk-views.ts", (original) => {
  if (network.off) throw new TypeError("failed to fetch");
  return original();
});

// The first of the two: what was loaded once stays loaded.
test("[G6] a resident's device loads nothing of what desks show", async () => {
  const world = await createWorld();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  await resident.run(openIncident(AT));
  expect((await resident.run(tap(AT))).state).toBe("sealed");
  expect(await resident.database.ownReports.count()).toBe(1);
  expect((await resident.database.keyValues.get("deskOwed"))?.value).toBeUndefined();
});

test("[G6] a board whose chunk cannot be loaded waits: everything is taken in, and shown once it can be", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  await resident.run(openIncident(AT));
  await resident.run(tap(AT));
  await contact(resident, relay);
  const database = freshDatabase();
  const desk = await installReplica(world, world.founder, { database });
  await contact(desk, relay);
  expect((await desk.run(tap(AT))).state).toBe("sealed");
  const frozen = await desk.submit({ type: "freezeStartList", incident: INCIDENT, atMs: AT });
  await desk.replica.drainIntents();
  expect((await database.intents.get(frozen))?.state).toBe("stored");
  expect((await database.profile.get("me"))?.isOfficer).toBe(true);
  expect(await database.boardRows.toArray()).toEqual([]);
  network.off = false;
  const again = await openReplica(database);
  expect(await database.boardRows.get([INCIDENT, 12])).toMatchObject({ state: "partlySafe" });
  expect(await database.households.get(12)).toMatchObject({ devices: 1 });
  await again.replica.drainIntents();
  expect((await database.intents.get(frozen))?.state).toBe("sealed");
});
