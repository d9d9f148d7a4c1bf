/**
 * Projects what a transaction touched into the views, in that transaction. [G6]
 *
 * Law: the views are a function of the applied entries, the statements and this replica's own deliveries; projecting only what
 * was touched gives the same rows as projecting everything. [G15]
 */
import type { CircularRow } from "@tomoshibi/shared/documents/circulars/circulars.ts";
import { foldCircularReads } from "@tomoshibi/shared/circulars/reads.ts";
import type { Touched } from "../replica/batch.ts";
import { type Memory, ownStanding } from "../replica/memory.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { CircularView } from "../views.ts";
import { type Stale, dropBoards, projectBoards } from "./board-view.ts";
import { incidentViews, withBoards } from "./incidents-view.ts";
import { noticeViews } from "./notices.ts";
import { ownReportViews } from "./own-reports-view.ts";
import { type People, gatherPeople, isOfficersReplica, peopleShown } from "./people.ts";
import { type View, replaceRows } from "./row-cache.ts";
import { ownPlace, profileView, projectConnection } from "./self-views.ts";

/** Brings every touched view up to date. Inside a transaction that may write all views. */
export async function projectViews(
  database: ReplicaStore,
  memory: Memory,
  touched: Touched,
): Promise<void> {
  const isOfficer = isOfficersReplica(ownStanding(memory));
  const isAll = touched.isAll || touched.kinds.has("documentChanged");
  const has: Has = (...kinds) => isAll || kinds.some((kind) => touched.kinds.has(kind));
  const isIncident = has("incidentOpened", "incidentLinked", "incidentChanged");
  const isRegistration = has("registration", "consentWithdrawn");

  // Normalising 5,000 names for search costs more than all else here: only when a name or a device may have changed.
  const people =
    isRegistration || memory.people === undefined ? gatherPeople(memory) : memory.people;
  memory.people = people;
  const incidents = incidentViews(memory);
  // A report may bring a provisional incident before officers that was crowded out.
  if (isIncident || has("incidentRead", "memberCounts", "report")) {
    await replaceRows(memory.views, whole(database.incidents, "incident"), incidents);
  }
  const shown = peopleShown(memory, people);
  const hasBoards = isOfficer || shown.households.length > 0;
  if (isRegistration) await projectPeople(database, memory, people, shown);
  if (isIncident || has("report", "reportCopy", "acknowledged") || touched.isOutbox) {
    const place = {
      household: ownPlace(memory).household,
      personsKnown: personsKnown(memory, people),
    };
    await replaceRows(
      memory.views,
      whole(database.ownReports, "recordId"),
      ownReportViews(memory, incidents, place),
    );
  }
  const boards = hasBoards ? withBoards(memory, incidents) : [];
  await projectBoards(database, memory, boards, shown, staleRows(touched, has, isOfficer));
  if (isAll || (hasBoards && (isIncident || has("report"))))
    await dropBoards(database, memory, new Set(boards.map(({ incident }) => incident)));
  if (has("circularRead")) {
    await replaceRows(
      memory.views,
      whole(database.circulars, "circular"),
      circularViews(memory, people, isOfficer),
    );
  }
  if (touched.isKept || has("heldDecided"))
    await replaceRows(memory.views, whole(database.notices, "id"), noticeViews(memory));
  if (isAll || touched.isOutbox || touched.isConnection) await projectConnection(database, memory);
}

async function projectPeople(
  database: ReplicaStore,
  memory: Memory,
  people: People,
  shown: Pick<People, "households" | "devices">,
): Promise<void> {
  const profile = profileView(memory, people);
  await replaceRows(
    memory.views,
    whole(database.profile, "key"),
    profile === undefined ? [] : [profile],
  );
  await replaceRows(memory.views, whole(database.households, "number"), shown.households);
  await replaceRows(memory.views, whole(database.devices, "device"), shown.devices);
}

type Has = (...kinds: Payload["kind"][]) => boolean;

/**
 * The rows of the boards to fold again. What is said about an incident or a start list may concern any household; an answer
 * names a report only, and what a household says of itself is on every board.
 */
function staleRows(touched: Touched, has: Has, isOfficer: boolean): Stale {
  // A copy is all that a leader reads of a household; officers' boards do not hang on copies.
  const isFar =
    has("registration", "consentWithdrawn", "acknowledged", "heldDecided") ||
    (!isOfficer && has("reportCopy"));
  const isWhole = has(
    "incidentOpened",
    "incidentLinked",
    "incidentChanged",
    "startList",
    "incidentSummed",
  );
  return {
    incidents: isFar ? "all" : touched.incidents,
    households: isFar || isWhole ? "all" : touched.households,
  };
}

function circularViews(
  memory: Memory,
  people: People,
  isOfficer: boolean,
): readonly CircularView[] {
  const own = memory.identity?.device;
  const rows = [...memory.documents.values()]
    .filter(({ document }) => document.startsWith("circulars/"))
    .flatMap(({ state }) => state as readonly CircularRow[]);
  return rows.map(({ id, title, body, publishedAtMs, isWithdrawn }) => ({
    circular: id,
    title,
    body,
    publishedAtMs,
    isWithdrawn,
    isReadByMe: memory.records.circularReads.some(
      ({ author, content }) => author === own && content.circular === id,
    ),
    readHouseholds: isOfficer
      ? foldCircularReads(id, people.registered, memory.records.circularReads).readHouseholds
      : [],
    registeredHouseholds: isOfficer ? people.registered.length : 0,
  }));
}

/** How many people the own household said it has. */
function personsKnown(memory: Memory, people: People): number {
  return profileView(memory, people)?.persons.length ?? 0;
}

/** A view that one projection answers for whole. */
function whole<Row extends object>(table: unknown, key: keyof Row & string): View<Row> {
  return { table: table as View<Row>["table"], keyOf: (row) => row[key] as string | number };
}
