/** What opens incidents beside the records is loaded for it: where it cannot be, nothing that asks is lost. */
import { afterEach, expect, test, vi } from "vitest";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import {
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { Arrival } from "./replica.ts";
import { freshDatabase, installReplica, openReplica } from "./testing/replica-world.ts";

const AT_SECONDS = 1_775_001_600;
const EVENT = "20260401090000";
const INCIDENT = incidentIdOf({ type: "alert", eventId: EVENT });
const CHUNK = "../views/openings.ts";

afterEach(() => {
  vi.doUnmock(CHUNK);
});

function forbid(): void {
  vi.resetModules();
  vi.doMock(CHUNK, () => {
    throw new TypeError("failed to fetch");
  });
}

async function allow(): Promise<void> {
  vi.doUnmock(CHUNK);
  vi.resetModules();
  // The runner takes a mock back with the next import from here.
  await import("../views/openings.ts");
}

/** A desk's store; an alert in whose incident a neighbour asks for help, and something else that it says later. */
async function town() {
  const world = await createWorld();
  const beacon = addDevice(world, { role: "relay", household: 0, group: 0 });
  const neighbour = await joinHousehold(world, 13, 3);
  const say = (author: WorldDevice, stream: StreamName, payload: Payload): Arrival => {
    const { bytes } = writeEntry(world, author, stream, encodePayload(payload));
    return { stream, messages: [{ bytes, relayedAtSeconds: AT_SECONDS }] };
  };
  const alert = say(beacon, "alerts", {
    ...{ kind: "alert", incident: INCIDENT, eventId: EVENT, state: "issued" },
    ...{ observed: [{ intensity: "7", places: [1_720_100] }], issuedSeconds: AT_SECONDS },
  });
  const report = say(neighbour, "safety", {
    ...{ kind: "report", incident: INCIDENT, household: 0, comment: "", place: undefined },
    ...{ subjects: [{ subject: "self", status: "help" }], by: "self", means: "app" },
    ...{ atSeconds: AT_SECONDS, aboutSeconds: undefined, supersedes: [] },
  });
  const later = say(neighbour, "safety", {
    ...{ kind: "incidentRead", incident: INCIDENT, atSeconds: AT_SECONDS + 60 },
  });
  const database = freshDatabase();
  const shown = async () => ({
    incidents: (await database.incidents.toArray()).map(({ incident }) => incident),
    help: (await database.boardRows.get([INCIDENT, 13]))?.state,
  });
  return { world, database, alert, report, later, shown };
}

const ALL = { incidents: [INCIDENT], help: "help" };

test("[STR2] [G6] an alert that came while its chunk could not be loaded is shown with the start that has it", async () => {
  const { world, database, alert, report, shown } = await town();
  forbid();
  const desk = await installReplica(world, world.founder, { database });
  await desk.replica.receive([alert, report]);
  expect((await shown()).incidents).toEqual([]);
  await allow();
  await openReplica(database);
  expect(await shown()).toEqual(ALL);
});

test("[STR2] [G6] what an alert asked stays asked in a start that cannot load its chunk", async () => {
  const { world, database, alert, report, later, shown } = await town();
  const desk = await installReplica(world, world.founder, { database });
  await desk.replica.receive([alert, report]);
  expect(await shown()).toEqual(ALL);
  forbid();
  const again = await openReplica(database);
  await again.replica.receive([later]);
  expect(await shown()).toEqual(ALL);
  await allow();
  await openReplica(database);
  expect(await shown()).toEqual(ALL);
});
