/** An incident that only a stopped device had opened: what others reported in it is not silenced. Found by the simulation. */
import { expect, test } from "vitest";
import type { SealedEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { Arrival } from "./replica.ts";
import { INCIDENT, ORIGIN, type TestReplica, installReplica } from "./testing/replica-world.ts";

const AT_SECONDS = 1_775_001_600;

async function town() {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const thief = await joinHousehold(world, 12, 3);
  const neighbour = await joinHousehold(world, 13, 3);
  giveKeys(world, officer);
  const opening = writeEntry(
    world,
    thief,
    "members",
    encodePayload({
      ...{ kind: "incidentOpened", incident: INCIDENT, origin: ORIGIN, cause: "earthquake" },
      ...{ title: "by a thief", atSeconds: AT_SECONDS },
    }),
  );
  const report = (author: typeof thief) =>
    writeEntry(
      world,
      author,
      "safety",
      encodePayload({
        ...{ kind: "report", incident: INCIDENT, household: 0, comment: "", place: undefined },
        ...{ subjects: [{ subject: "self", status: "help" }], by: "self", means: "app" },
        ...{ atSeconds: AT_SECONDS, aboutSeconds: undefined, supersedes: [] },
      }),
    );
  const arrivals = {
    opening: arrival("members", opening),
    own: arrival("safety", report(thief)),
    others: arrival("safety", report(neighbour)),
  };
  revokeIn(world, { ...thief, heads: new Map() });
  const stopped: Arrival = {
    stream: "membership",
    messages: world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 })),
  };
  return { desk: await installReplica(world, officer), stopped, ...arrivals };
}

function arrival(stream: StreamName, { bytes }: SealedEntry): Arrival {
  return { stream, messages: [{ bytes, relayedAtSeconds: AT_SECONDS }] };
}

async function shownBy({ database }: TestReplica) {
  const [incidents, rows] = [
    await database.incidents.toArray(),
    await database.boardRows.toArray(),
  ];
  const reported = rows.filter(({ reports }) => reports.length > 0);
  return {
    incidents: incidents.map(({ isProvisional, isShown, title }) => ({
      isProvisional,
      isShown,
      title,
    })),
    households: reported.map(({ household }) => household),
  };
}

test.each([
  ["opening", "own", "others", "stopped"],
  ["stopped", "opening", "own", "others"],
  ["stopped", "others", "own", "opening"],
  ["others", "stopped", "opening", "own"],
] as const)(
  "[MEM5] what others reported where a stopped device opened stands on the board: %s, %s, %s, %s",
  async (...order) => {
    const { desk, ...arrivals } = await town();
    for (const name of order) await desk.replica.receive([arrivals[name]]);
    expect(await shownBy(desk)).toEqual({
      incidents: [{ isProvisional: true, isShown: true, title: "" }],
      households: [13],
    });
  },
);

test("[MEM5] an officer confirms what a stopped device opened, for what others reported in it", async () => {
  const { desk, stopped, opening, others } = await town();
  for (const one of [stopped, opening, others]) await desk.replica.receive([one]);
  const atMs = (AT_SECONDS + 60) * 1000;
  await desk.run({ type: "changeIncident", incident: INCIDENT, change: "confirmed", atMs });
  expect(await shownBy(desk)).toEqual({
    incidents: [{ isProvisional: false, isShown: true, title: "" }],
    households: [13],
  });
});

test("[MEM5] what a stopped device opened and nobody else reported in stands nowhere", async () => {
  const { desk, stopped, opening, own } = await town();
  for (const one of [stopped, opening, own]) await desk.replica.receive([one]);
  expect(await shownBy(desk)).toEqual({ incidents: [], households: [] });
});

/** An alert of a beacon that no settings name, and a neighbour's report in its incident. */
async function shaken() {
  const eventId = "20260401090000";
  const incident = incidentIdOf({ type: "alert", eventId });
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  const neighbour = await joinHousehold(world, 13, 3);
  const beacon = addDevice(world, { role: "relay", household: 0, group: 0 });
  giveKeys(world, officer);
  const observed = [{ intensity: "7", places: [1_720_100] }] as const;
  const alert = writeEntry(
    world,
    beacon,
    "alerts",
    encodePayload({
      ...{ kind: "alert", incident, eventId, state: "issued", observed },
      issuedSeconds: AT_SECONDS,
    }),
  );
  const report = writeEntry(
    world,
    neighbour,
    "safety",
    encodePayload({
      ...{ kind: "report", incident, household: 0, comment: "", place: undefined },
      ...{ subjects: [{ subject: "self", status: "help" }], by: "self", means: "app" },
      ...{ atSeconds: AT_SECONDS, aboutSeconds: undefined, supersedes: [] },
    }),
  );
  const arrivals = [arrival("alerts", alert), arrival("safety", report)];
  return { world, officer, beacon, arrivals };
}

test.each([true, false])(
  "[MEM5] [STR2] what others reported after an alert that counts no more stands on the board, in whatever order it came (stopped: %s)",
  async (isStopped) => {
    // Where the beacon is not stopped, a later word of officers reached back: by a slow clock, or after hours without a link.
    const { world, officer, beacon, arrivals } = await shaken();
    if (isStopped) revokeIn(world, { ...beacon, heads: new Map() });
    const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
    const all = [...arrivals, { stream: "membership", messages } as const];
    for (const order of [all, all.toReversed()]) {
      const desk = await installReplica(world, officer);
      for (const one of order) await desk.replica.receive([one]);
      expect(await shownBy(desk)).toEqual({
        incidents: [{ isProvisional: true, isShown: true, title: "" }],
        households: [13],
      });
    }
  },
);
