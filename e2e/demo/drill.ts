/** One incident of the demo association: neighbours wake over a while, read, tap, and some of them are offline meanwhile. */
import { setTimeout as pause } from "node:timers/promises";
import type { ReportSafety } from "@tomoshibi/client/engine/api.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import { incidentIdOf, utcHourOf } from "@tomoshibi/shared/safety/incident-id.ts";
import { eventually } from "../browser/support/eventually.ts";
import type { Part } from "./cast.ts";
import type { NeighbourDevice } from "./device.ts";
import { AWAKE_MAX, STEP_MS_MAX, type Town, handedIn } from "./town.ts";
import { inTurns } from "./turns.ts";

/** What the incident is called. */
export const INCIDENT_TITLE = "灯町の地震";

/** The officer opens an incident, a drill or a real one. */
export async function openIncident(officer: NeighbourDevice, isDrill: boolean) {
  const origin = isDrill
    ? ({ type: "drill", nonce: crypto.getRandomValues(new Uint8Array(16)) } as const)
    : ({ type: "manual", utcHour: utcHourOf(Date.now()) } as const);
  const incident = incidentIdOf(origin);
  await officer.submit({
    ...{ type: "openIncident", incident, origin },
    ...{ cause: "earthquake", title: INCIDENT_TITLE, atMs: Date.now() },
  });
  await handedIn(officer);
  return incident;
}

/**
 * Lets all neighbours do their part over so many seconds; resolves when the officer's board shows every answer.
 *
 * Units: `seconds` says when the last one wakes; on a slow machine they wait for each other and it takes longer.
 */
export async function letThemAnswer(
  { officer, neighbours }: Town,
  { incident, cast, seconds }: { incident: IncidentId; cast: readonly Part[]; seconds: number },
): Promise<void> {
  const startMs = performance.now();
  const turns = neighbours.flatMap(({ device }, index): readonly Turn[] => {
    const part = cast[index] ?? { type: "unread" };
    return device === officer
      ? [officersTurn(device, part, incident)]
      : turnsOf(device, part, incident);
  });
  const inOrder = turns.toSorted((a, b) => a.due - b.due);
  await inTurns(inOrder, AWAKE_MAX, async ({ due, take }) => {
    await pause(Math.max(0, startMs + due * seconds * 1000 - performance.now()));
    await take();
  });
  const answers = cast.filter(({ type }) => type === "answer").length;
  const reads = cast.filter(({ type }) => type === "read").length;
  await eventually(
    "the board shows all answers",
    async () => {
      const counts = await countsOf(officer, incident);
      // A visitor may have answered too.
      return counts !== undefined && counts.answered >= answers && counts.read >= reads;
    },
    STEP_MS_MAX,
  );
}

/** The counts of the officer's board, once it has any. */
export async function countsOf(
  { database }: NeighbourDevice,
  incident: IncidentId,
): Promise<Counts | undefined> {
  return (await database.boardCounts.get([incident, 0]))?.counts;
}

/** A time at which a device is awake. Units: `due` is a share of the whole time. */
interface Turn {
  readonly due: number;
  readonly take: () => Promise<void>;
}

/** When the last neighbours wake, and when those come back who were offline. */
const LAST_DUE = 0.7;
const BACK_DUE_MIN = 0.6;

function officersTurn(officer: NeighbourDevice, part: Part, incident: IncidentId): Turn {
  return { due: 0, take: () => tap(officer, part, incident) };
}

function turnsOf(device: NeighbourDevice, part: Part, incident: IncidentId): readonly Turn[] {
  if (part.type === "unread") return [];
  // Most answer soon, as people do.
  const due = LAST_DUE * Math.random() ** 2;
  if (part.type === "read" || !part.isOffline) {
    const take = async () => {
      await read(device, incident);
      await tap(device, part, incident);
      await handedIn(device);
      device.sleep();
    };
    return [{ due, take }];
  }
  let tapped: Promise<void> | undefined;
  const tapOffline = async () => {
    await read(device, incident);
    device.isReachable = false;
    await tap(device, part, incident);
    await eventually(
      "it is saved",
      async () => (await device.database.ownReports.count()) > 0,
      STEP_MS_MAX,
    );
    device.sleep();
  };
  const comeBack = async () => {
    await tapped;
    device.isReachable = true;
    await device.wake();
    await handedIn(device);
    device.sleep();
  };
  const dueBack = BACK_DUE_MIN + (1 - BACK_DUE_MIN) * Math.random();
  return [
    { due: due / 2, take: () => (tapped = tapOffline()) },
    { due: dueBack, take: comeBack },
  ];
}

async function read(device: NeighbourDevice, incident: IncidentId): Promise<void> {
  await device.wake();
  await eventually(
    "the incident is shown",
    async () => (await device.database.incidents.get(incident))?.isShown,
    STEP_MS_MAX,
  );
  await device.submit({ type: "markIncidentRead", incident, atMs: Date.now() });
}

async function tap(device: NeighbourDevice, part: Part, incident: IncidentId): Promise<void> {
  if (part.type !== "answer") return;
  const { status, comment, place } = part;
  const report: ReportSafety = {
    ...{ type: "reportSafety", incident, household: undefined, comment, place },
    subjects: [{ subject: "all", status }],
    ...{ by: "self", means: "app", atMs: Date.now(), aboutMs: undefined, seen: [], corrects: [] },
  };
  await device.submit(report);
}
