/**
 * The views that only desks show: households, devices and boards. Loaded by officers' and leaders' devices; nothing else may
 * import this file but by `import()`.
 */
import type { Touched } from "../replica/batch.ts";
import { type Memory, lacksOpenings, ownStanding } from "../replica/memory.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { IncidentView } from "../views.ts";
import { type Stale, dropBoards, projectBoards } from "./board-view.ts";
import { isOfficersReplica } from "./desk-replica.ts";
import { hasReport } from "./incidents-view.ts";
import { type People, peopleShown } from "./people.ts";
import { replaceRows, whole } from "./row-cache.ts";
import type { Has } from "./touched.ts";

export { officersNotices } from "./officers-notices.ts";
export { gatherPeople } from "./people.ts";

/** Brings what desks show up to date; empties it where this replica is no desk any more. Inside a transaction. */
export async function projectDesk(
  database: ReplicaStore,
  memory: Memory,
  people: People,
  changed: {
    readonly touched: Touched;
    readonly has: Has;
    readonly incidents: readonly IncidentView[];
  },
): Promise<void> {
  const { touched, has, incidents } = changed;
  const isOfficer = isOfficersReplica(ownStanding(memory));
  const shown = peopleShown(memory, people);
  if (has("registration", "consentWithdrawn")) {
    await replaceRows(memory.views, whole(database.households, "number"), shown.households);
    await replaceRows(memory.views, whole(database.devices, "device"), shown.devices);
  }
  const hasBoards = isOfficer || shown.households.length > 0;
  const boards = hasBoards ? withBoards(memory, incidents) : [];
  await projectBoards(database, memory, boards, shown, staleRows(touched, has, isOfficer));
  const isIncident = has("incidentOpened", "incidentLinked", "incidentChanged", "alert");
  // Without a kind only what touches all is asked about.
  const isStale = has() || (hasBoards && (isIncident || has("report")));
  if (isStale && !lacksOpenings(memory))
    await dropBoards(database, memory, new Set(boards.map(({ incident }) => incident)));
}

/** Those with a board: shown, and either sure or with a report; and those listed below. Whoever only opened one makes no officer's device fold a board. */
function withBoards(memory: Memory, incidents: readonly IncidentView[]): readonly IncidentView[] {
  return incidents.filter(
    (incident) =>
      incident.isListed ||
      (incident.isShown && (!incident.isProvisional || hasReport(memory, incident))),
  );
}

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
    "alert",
    "startList",
    "incidentSummed",
  );
  return {
    incidents: isFar ? "all" : touched.incidents,
    households: isFar || isWhole ? "all" : touched.households,
  };
}
