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
import type { ReplicaStore } from "../store/replica-store.ts";
import type { CircularView } from "../views.ts";
import { type Stale, dropBoards, projectBoards } from "./board-view.ts";
import { incidentViews } from "./incidents-view.ts";
import { noticeViews } from "./notices.ts";
import { ownReportViews } from "./own-reports-view.ts";
import { type People, gatherPeople, isOfficersReplica } from "./people.ts";
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
  const has = (...kinds: Parameters<Touched["kinds"]["has"]>[0][]) =>
    isAll || kinds.some((kind) => touched.kinds.has(kind));
  const isIncident = has("incidentOpened", "incidentLinked", "incidentChanged");
  const isRegistration = has("registration", "consentWithdrawn");

  // Normalising 5,000 names for search costs more than all else here: only when a name or a device may have changed.
  const people =
    isRegistration || memory.people === undefined ? gatherPeople(memory) : memory.people;
  memory.people = people;
  const incidents = incidentViews(memory);
  if (isIncident || has("incidentRead", "memberCounts")) {
    await replaceRows(memory.views, whole(database.incidents, "incident"), incidents);
  }
  if (isRegistration) await projectPeople(database, memory, people, isOfficer);
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
  const stale = staleRows(touched, isIncident || isRegistration);
  if (isOfficer && (stale === "all" || stale.size > 0))
    await projectBoards(database, memory, incidents, people, stale);
  if (isAll)
    await dropBoards(
      database,
      memory,
      new Set(isOfficer ? incidents.map(({ incident }) => incident) : []),
    );
  else if (isIncident && isOfficer)
    await dropBoards(database, memory, new Set(incidents.map(({ incident }) => incident)));
  if (has("circularRead")) {
    await replaceRows(
      memory.views,
      whole(database.circulars, "circular"),
      circularViews(memory, people, isOfficer),
    );
  }
  if (isAll || touched.isKept)
    await replaceRows(memory.views, whole(database.notices, "id"), noticeViews(memory));
  if (isAll || touched.isOutbox || touched.isConnection) await projectConnection(database, memory);
}

async function projectPeople(
  database: ReplicaStore,
  memory: Memory,
  people: People,
  isOfficer: boolean,
): Promise<void> {
  const profile = profileView(memory, people);
  await replaceRows(
    memory.views,
    whole(database.profile, "key"),
    profile === undefined ? [] : [profile],
  );
  await replaceRows(
    memory.views,
    whole(database.households, "number"),
    isOfficer ? people.households : [],
  );
  await replaceRows(
    memory.views,
    whole(database.devices, "device"),
    isOfficer ? people.devices : [],
  );
}

/** The rows of the board to fold again. An answer or a start list is rare, and may concern any household. */
function staleRows(touched: Touched, isFar: boolean): Stale {
  const isRare = (["acknowledged", "startList"] as const).some((kind) => touched.kinds.has(kind));
  return isFar || isRare ? "all" : touched.households;
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
