/**
 * Projects what a transaction touched into the views, in that transaction. [G6]
 *
 * Law: the views are a function of the applied entries, the statements and this replica's own deliveries; projecting only what
 * was touched gives the same rows as projecting everything. What desks show waits where its chunk could not be loaded; that it
 * does is stored, and the first transaction that has it projects everything. [G15]
 */
import type { CircularRow } from "@tomoshibi/shared/documents/circulars/circulars.ts";
import { foldCircularReads } from "@tomoshibi/shared/circulars/reads.ts";
import type { Touched } from "../replica/batch.ts";
import { KEY_VALUES, type Memory, lacksOpenings, ownStanding } from "../replica/memory.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { CircularView, IncidentView } from "../views.ts";
import { isDesksReplica, isOfficersReplica } from "./desk-replica.ts";
import { foldedIncidents, incidentViews } from "./incidents-view.ts";
import { noticeViews } from "./notices.ts";
import { ownReportViews } from "./own-reports-view.ts";
import { replaceRows, whole } from "./row-cache.ts";
import { householdPersons, ownPlace, profileView, projectConnection } from "./self-views.ts";
import type { Has } from "./touched.ts";

/** What projects desks' views, where it is loaded. */
export type DeskViews = typeof import("./desk-views.ts");
/** What projects groups' boards, once there was something to show. */
export type GroupViews = typeof import("./group-messages-view.ts");

/** Brings every touched view up to date. Inside a transaction that may write all views. */
export async function projectViews(
  database: ReplicaStore,
  memory: Memory,
  touched: Touched,
  {
    desk,
    groups,
  }: { readonly desk?: DeskViews | undefined; readonly groups?: GroupViews | undefined },
): Promise<void> {
  const isAll =
    touched.isAll ||
    touched.kinds.has("documentChanged") ||
    (desk !== undefined && memory.isDeskOwed) ||
    (memory.isOpeningsOwed && !lacksOpenings(memory));
  const has: Has = (...kinds) => isAll || kinds.some((kind) => touched.kinds.has(kind));
  const isIncident = has("incidentOpened", "incidentLinked", "incidentChanged", "alert");
  const isRegistration = has("registration", "consentWithdrawn");

  // Normalising 5,000 names for search costs more than all else here: only when a name or a device may have changed.
  if (isRegistration) memory.people = undefined;
  if (desk !== undefined) memory.people ??= desk.gatherPeople(memory);
  const { people } = memory;
  const { views: incidents, news } = foldedIncidents(memory);
  // A report may bring a provisional incident before officers that was crowded out, and keeps one that was called off.
  if (isIncident || has("incidentRead", "memberCounts", "report", "reportCopy")) {
    const view = whole(database.incidents, "incident");
    // Nothing that asks goes because what finds it could not be loaded.
    const isLacking = lacksOpenings(memory);
    const others = isLacking ? await unfoundIncidents(database, memory) : [];
    if (!isLacking) await replaceRows(memory.views, whole(database.alerts, "incident"), news);
    await replaceRows(memory.views, view, [...incidents, ...others]);
    await markOpenings(database, memory, isLacking);
  }
  if (isRegistration) {
    const profile = profileView(memory, people);
    const rows = profile === undefined ? [] : [profile];
    await replaceRows(memory.views, whole(database.profile, "key"), rows);
  }
  if (isIncident || has("report", "reportCopy", "acknowledged") || touched.isOutbox) {
    const { household } = ownPlace(memory);
    const place = { household, personsKnown: householdPersons(memory, household).length };
    await replaceRows(
      memory.views,
      whole(database.ownReports, "recordId"),
      ownReportViews(memory, incidents, place),
    );
  }
  if (desk === undefined || people === undefined) await oweDesk(database, memory, isAll);
  else {
    await desk.projectDesk(database, memory, people, { touched, has, incidents });
    await markDesk(database, memory, false);
  }
  if (has("circularRead"))
    await replaceRows(memory.views, whole(database.circulars, "circular"), circularViews(memory));
  if (has("groupMessage") || touched.isOutbox)
    await groups?.projectGroupMessages(database, memory, { ...touched, isAll });
  // While what officers are told of besides is not loaded, they go on seeing what they were told.
  const areNotices = desk !== undefined || !isOfficersReplica(ownStanding(memory));
  if (areNotices && (touched.isKept || has("heldDecided"))) {
    const notices = [...(desk?.officersNotices(memory) ?? []), ...noticeViews(memory)];
    await replaceRows(memory.views, whole(database.notices, "id"), notices);
  }
  if (isAll || touched.isOutbox || touched.isConnection) await projectConnection(database, memory);
}

/** What alerts opened when what finds them could be loaded last. */
async function unfoundIncidents(
  database: ReplicaStore,
  memory: Memory,
): Promise<readonly IncidentView[]> {
  const found = new Set(incidentViews(memory).flatMap(({ joined }) => joined));
  const held = await database.incidents.toArray();
  return held.filter(({ joined }) => !joined.some((id) => found.has(id)));
}

async function markOpenings(
  database: ReplicaStore,
  memory: Memory,
  isOwed: boolean,
): Promise<void> {
  if (memory.isOpeningsOwed === isOwed) return;
  memory.isOpeningsOwed = isOwed;
  await database.keyValues.put({ key: KEY_VALUES.openingsOwed, value: isOwed });
}

/** Notes that desks' views lag behind: those of a desk, and those that stand here from when it was one. */
async function oweDesk(database: ReplicaStore, memory: Memory, isAll: boolean): Promise<void> {
  const isDesk = isDesksReplica(ownStanding(memory));
  if (isDesk || (isAll && (await database.devices.toArray()).length > 0))
    await markDesk(database, memory, true);
}

async function markDesk(database: ReplicaStore, memory: Memory, isOwed: boolean): Promise<void> {
  if (memory.isDeskOwed === isOwed) return;
  memory.isDeskOwed = isOwed;
  await database.keyValues.put({ key: KEY_VALUES.deskOwed, value: isOwed });
}

function circularViews(memory: Memory): readonly CircularView[] {
  const own = memory.identity?.device;
  const registered = isOfficersReplica(ownStanding(memory))
    ? (memory.people?.registered ?? [])
    : [];
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
    readHouseholds: foldCircularReads(id, registered, memory.records.circularReads).readHouseholds,
    registeredHouseholds: registered.length,
  }));
}
