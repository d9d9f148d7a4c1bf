import { expect, test } from "vitest";
import { incidentIdOf } from "@tomoshibi/shared/safety/incident-id.ts";
import {
  addDevice,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { PROVISIONAL_SHOWN_MAX } from "@tomoshibi/shared/safety/provisional.ts";
import {
  INCIDENT,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "../replica/testing/replica-world.ts";

const AT = 1_775_001_600_000;
/** What an association has in ten years, and what one member can open in a minute. */
const INCIDENTS = 40;

test("[G6] an officer's device goes on with any number of incidents", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const desk = await installReplica(world, officer);
  for (let hour = 0; hour < INCIDENTS; hour += 1) {
    const origin = { type: "manual", utcHour: hour } as const;
    const incident = incidentIdOf(origin);
    const opening = { incident, origin, cause: "earthquake", title: "", atMs: AT } as const;
    await resident.submit({ type: "openIncident", ...opening });
  }
  await resident.replica.drainIntents();
  await contact(resident, relay);
  await contact(desk, relay);
  expect(await shownOn(desk)).toHaveLength(PROVISIONAL_SHOWN_MAX);
  expect(await desk.database.boardCounts.count()).toBe(0);
  const incident = incidentIdOf({ type: "manual", utcHour: 7 });
  await resident.run(tap(AT, { incident }));
  await contact(resident, relay);
  await contact(desk, relay);
  expect(await desk.database.boardRows.get([incident, 12])).toMatchObject({ state: "partlySafe" });
  expect(await desk.database.boardRows.orderBy("incident").uniqueKeys()).toEqual([incident]);
  expect(await shownOn(desk)).toContain(incident);
  expect(await shownOn(desk)).toHaveLength(PROVISIONAL_SHOWN_MAX);
  expect((await desk.run(tap(AT, { incident }))).state).toBe("sealed");
});

test("[STR1] one device's fourth provisional incident with a report stands below the others, on a board of those who reported", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  await joinHousehold(world, 13, 3);
  const desk = await installReplica(world, world.founder);
  const ids = Array.from({ length: PROVISIONAL_SHOWN_MAX + 1 }, (_, hour) =>
    incidentIdOf({ type: "manual", utcHour: hour }),
  );
  for (const [hour, incident] of ids.entries()) {
    const origin = { type: "manual", utcHour: hour } as const;
    const opening = { incident, origin, cause: "earthquake", title: "", atMs: AT + hour * 1000 };
    await resident.submit({ type: "openIncident", ...opening, cause: "earthquake" });
    await resident.submit(tap(AT, { incident, subjects: [{ subject: "self", status: "help" }] }));
  }
  await resident.replica.drainIntents();
  await contact(resident, relay);
  await contact(desk, relay);
  const [oldest] = ids;
  if (oldest === undefined) throw new Error("no incident");
  expect(await shownOn(desk)).not.toContain(oldest);
  expect(await desk.database.incidents.get(oldest)).toMatchObject({ isListed: true });
  const rows = await desk.database.boardRows.where("incident").equals(oldest).toArray();
  expect(rows).toMatchObject([{ household: 12, state: "help" }]);
  expect((await desk.database.boardCounts.get([oldest, 0]))?.counts.help).toBe(1);
  // Once another is closed it is shown, with the whole board.
  const [, second = oldest] = ids;
  await desk.run({ type: "changeIncident", incident: second, change: "closed", atMs: AT });
  expect(await desk.database.incidents.get(oldest)).toMatchObject({
    isShown: true,
    isListed: false,
  });
  expect(await desk.database.boardRows.where("incident").equals(oldest).count()).toBe(
    await desk.database.households.count(),
  );
});

test("[G6] an incident has its whole board as soon as an officer confirms it, and none when it is provisional and empty", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const desk = await installReplica(
    world,
    addDevice(world, { role: "officer", household: 5, group: 1 }),
  );
  await resident.run(openIncident(AT));
  await contact(resident, relay);
  await contact(desk, relay);
  expect(await desk.database.boardRows.count()).toBe(0);
  await desk.run({ type: "changeIncident", incident: INCIDENT, change: "confirmed", atMs: AT });
  expect(await desk.database.boardRows.count()).toBe(await desk.database.households.count());
  expect(await desk.database.boardCounts.get([INCIDENT, 0])).toBeDefined();
});

test("[ENT5] texts that begin with U+FEFF, and halves of characters, arrive at the board as what they say", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const resident = await installReplica(world, await joinHousehold(world, 12, 3));
  const desk = await installReplica(world, world.founder);
  const origin = { type: "manual", utcHour: 7 } as const;
  const incident = incidentIdOf(origin);
  const opening = { incident, origin, cause: "earthquake", title: "\uFEFF地震", atMs: AT } as const;
  const opened = await resident.run({ type: "openIncident", ...opening });
  const named = { type: "setPersons", persons: ["\uFEFF山吹 みのり"], atMs: AT } as const;
  const persons = await resident.run(named);
  const tapped = await resident.run(
    tap(AT, { incident, comment: "\uFEFF\uFEFF足にけが\uFEFF\uD842" }),
  );
  expect([opened, persons, tapped].map(({ state }) => state)).toEqual(Array(3).fill("sealed"));
  await contact(resident, relay);
  await contact(desk, relay);
  const row = await desk.database.boardRows.get([incident, 12]);
  expect(row?.reports.map(({ comment }) => comment)).toEqual(["足にけが\uFEFF\uFFFD"]);
  expect((await desk.database.incidents.get(incident))?.title).toBe("地震");
  expect((await desk.database.households.get(12))?.persons).toEqual(["山吹 みのり"]);
});

/** The incidents this device should show. */
async function shownOn({ database }: TestReplica): Promise<readonly string[]> {
  const incidents = await database.incidents.toArray();
  return incidents.filter(({ isShown }) => isShown).map(({ incident }) => incident);
}
