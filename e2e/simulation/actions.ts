/** What people do, by what their own screens show them. */
import type { Command, ReportSafety } from "@tomoshibi/client/engine/commands.ts";
import type { CircularId, IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { Status } from "@tomoshibi/shared/records/record.ts";
import { incidentIdOf, utcHourOf } from "@tomoshibi/shared/safety/incident-id.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { pick } from "./chance.ts";
import type { Person } from "./person.ts";
import { type Station, isOfficerIn, isRecorderIn } from "./town.ts";

/** Chooses commands; each answers undefined when the screen offers nothing to tap. */
export interface Actions {
  report(person: Person, word: string): Promise<ReportSafety>;
  openIncident(person: Person): Command;
  markRead(person: Person): Promise<Command | undefined>;
  setPersons(person: Person): Command;
  asOfficer(person: Person, word: string): Promise<Command | undefined>;
}

/** Makes the chooser. */
export function createActions(random: SeededRandom): Actions {
  return {
    report: (person, word) => report(random, person, word),
    openIncident,
    async markRead(person) {
      const shown = (await person.store.incidents.toArray()).filter(
        ({ isShown, isReadByMe }) => isShown && !isReadByMe,
      );
      const incident = pick(random, shown)?.incident;
      return incident && { type: "markIncidentRead", incident, atMs: person.nowMs() };
    },
    setPersons: (person) => ({
      type: "setPersons",
      persons: ["一郎", "二郎"].slice(0, random.int(0, 2)),
      atMs: person.nowMs(),
    }),
    async asOfficer(person, word) {
      if (!isRecorderIn(person.citizen.station)) return undefined;
      if (!isOfficerIn(person.citizen.station)) return reportFor(random, person, word);
      return pick(random, OFFICERS_ACTIONS)?.(random, person, word);
    },
  };
}

type OfficersAction = (
  random: SeededRandom,
  person: Person,
  word: string,
) => Promise<Command | undefined>;

/** As often as they stand here. */
const OFFICERS_ACTIONS: readonly OfficersAction[] = [
  acknowledge,
  acknowledge,
  confirmDevices,
  changeIncident,
  followUp,
  circular,
  freeze,
  reportFor,
  reportFor,
];

/** How somebody is: mostly well. */
export function statusOf(random: SeededRandom): Status {
  return pick(random, ["safe", "safe", "safe", "contact", "help"] as const) ?? "safe";
}

function openIncident(person: Person) {
  const origin = { type: "manual", utcHour: utcHourOf(person.nowMs()) } as const;
  const incident = incidentIdOf(origin);
  return {
    type: "openIncident",
    incident,
    origin,
    cause: "earthquake",
    title: "",
    atMs: person.nowMs(),
  } as const;
}

/** The incident that the screen shows first; without one, 揺れました opens one. */
async function incidentOn(random: SeededRandom, person: Person): Promise<IncidentId> {
  const shown = (await person.store.incidents.toArray()).filter(
    ({ isShown, isOpen }) => isShown && isOpen,
  );
  const found = pick(random, shown)?.incident;
  if (found !== undefined) return found;
  const opening = openIncident(person);
  await person.tap(opening);
  return opening.incident;
}

async function report(random: SeededRandom, person: Person, word: string): Promise<ReportSafety> {
  const incident = await incidentOn(random, person);
  const own = (await person.store.ownReports.toArray()).filter(
    (row) => row.incident === incident && row.isCurrent,
  );
  const waiting = (await person.store.intents.where("state").equals("stored").toArray()).filter(
    ({ command }) =>
      command.type === "reportSafety" &&
      command.incident === incident &&
      command.household === undefined,
  );
  const isCorrection = random.int(0, 2) > 0;
  const subject = pick(random, ["self", "self", "all", 1] as const) ?? "self";
  return {
    type: "reportSafety",
    incident,
    household: undefined,
    subjects: [{ subject, status: statusOf(random) }],
    comment: word,
    place: undefined,
    by: "self",
    means: "app",
    atMs: person.nowMs(),
    aboutMs: undefined,
    seen: isCorrection ? own.map(({ recordId }) => recordId).slice(0, 8) : [],
    corrects: isCorrection ? waiting.map(({ id }) => id).slice(0, 4) : [],
  };
}

/** Whose record it is, as screens write it. */
function recorderOf(station: Station): ReportSafety["by"] {
  if (isOfficerIn(station)) return "officer";
  return station === "desk" ? "desk" : "groupLeader";
}

/** An officer, leader or desk writes down what a household said, having seen what the board shows of it. */
async function reportFor(
  random: SeededRandom,
  person: Person,
  word: string,
): Promise<Command | undefined> {
  const row = pick(random, await person.store.boardRows.toArray());
  if (row === undefined || row.household === person.citizen.household) return undefined;
  const seen: RecordId[] = row.reports
    .filter(({ isCurrent }) => isCurrent)
    .map(({ recordId }) => recordId);
  return {
    ...(await report(random, person, word)),
    incident: row.incident,
    household: row.household,
    subjects: [{ subject: "all", status: statusOf(random) }],
    by: recorderOf(person.citizen.station),
    means: "phone",
    seen: random.int(0, 1) === 0 ? [] : seen.slice(0, 8),
    corrects: [],
  };
}

async function changeIncident(random: SeededRandom, person: Person): Promise<Command | undefined> {
  const incident = pick(random, await person.store.incidents.toArray());
  if (incident === undefined) return undefined;
  const change =
    pick(random, ["confirmed", "closed", "reopened", "reopened"] as const) ?? "confirmed";
  return { type: "changeIncident", incident: incident.incident, change, atMs: person.nowMs() };
}

async function acknowledge(random: SeededRandom, person: Person): Promise<Command | undefined> {
  const row = pick(
    random,
    (await person.store.boardRows.toArray()).filter(({ reports }) => reports.length > 0),
  );
  const report = pick(random, row?.reports ?? []);
  if (row === undefined || report === undefined) return undefined;
  const { household } = row;
  if (report.isEvidenceOnly)
    return {
      type: "confirmWitness",
      incident: row.incident,
      household,
      report: report.recordId,
      atMs: person.nowMs(),
    };
  return { type: "acknowledgeReport", household, report: report.recordId, atMs: person.nowMs() };
}

async function confirmDevices(_random: SeededRandom, person: Person): Promise<Command | undefined> {
  const devices = (await person.store.devices.toArray()).filter(
    ({ isConfirmed, isRevoked }) => !isConfirmed && !isRevoked,
  );
  return devices.length === 0
    ? undefined
    : { type: "confirmDevices", devices: devices.slice(0, 6).map(({ device }) => device) };
}

async function followUp(
  random: SeededRandom,
  person: Person,
  note: string,
): Promise<Command | undefined> {
  const row = pick(random, await person.store.boardRows.toArray());
  if (row === undefined) return undefined;
  const { incident, household } = row;
  return {
    type: "setFollowUp",
    incident,
    household,
    assignee: person.citizen.name,
    isDone: random.int(0, 1) === 1,
    note,
    atMs: person.nowMs(),
    seen: row.reports.map(({ recordId }) => recordId),
  };
}

async function circular(random: SeededRandom, person: Person, word: string): Promise<Command> {
  const id = bytesToHex(random.bytes(8)) as CircularId;
  return { type: "publishCircular", circular: id, title: word, body: "", atMs: person.nowMs() };
}

async function freeze(random: SeededRandom, person: Person): Promise<Command | undefined> {
  const incident = pick(random, await person.store.incidents.toArray())?.incident;
  return incident && { type: "freezeStartList", incident, atMs: person.nowMs() };
}
