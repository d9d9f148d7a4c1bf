/** The officers' board: rows, counts and late arrivals of one incident, folded again only where something changed. */
import type { FollowUpRow } from "@tomoshibi/shared/documents/follow-ups/follow-ups.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import {
  type BoardInput,
  type RowInput,
  foldRow,
  rowInputs,
} from "@tomoshibi/shared/safety/board.ts";
import type { FollowUp } from "@tomoshibi/shared/safety/board-types.ts";
import { countRows, countRowsByGroup } from "@tomoshibi/shared/safety/counts.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { lateArrivals } from "@tomoshibi/shared/safety/late.ts";
import type { Memory } from "../replica/memory.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { BoardCountsView, BoardRowView, LateArrivalView } from "../views.ts";
import { type People, toBoardHousehold } from "./people.ts";
import { type View, cachedRows, replaceRows } from "./row-cache.ts";

/** Which rows to fold again: those of some households, or all. */
export type Stale = ReadonlySet<number> | "all";

/** Brings the tables of one incident's board up to date. Inside a transaction. */
export async function projectBoard(
  database: ReplicaDatabase,
  memory: Memory,
  incident: Incident,
  people: People,
  stale: Stale,
): Promise<void> {
  const views = boardTables(database, incident.incident);
  const held = await cachedRows<BoardRowView>(memory.views, views.rows);
  const rows = rowInputs(boardInput(memory, incident, people)).map((input) =>
    freshRow(input, held, stale),
  );
  await replaceRows(memory.views, views.rows, rows);
  const counts: BoardCountsView[] = [
    { incident: incident.incident, group: 0, counts: countRows(rows) },
    ...countRowsByGroup(rows)
      .filter(({ group }) => group !== 0)
      .map(({ group, counts: own }) => ({ incident: incident.incident, group, counts: own })),
  ];
  await replaceRows(memory.views, views.counts, counts);
  const late = lateArrivals(rows, memory.membership?.joinedAtMs ?? 0).map(
    ({ report, household, mark, name, status, touches }): LateArrivalView => ({
      recordId: report.recordId,
      incident: incident.incident,
      household,
      mark,
      name,
      status,
      reportedAtMs: report.reportedAtMs,
      arrivedAtMs: report.arrivedAtMs,
      touchesDone: touches.some(({ type }) => type === "followUpDone"),
    }),
  );
  await replaceRows(memory.views, views.late, late);
}

/** Empties the boards of incidents that are shown inside another now, or of a replica that is no officer's any more. */
export async function dropBoards(
  database: ReplicaDatabase,
  memory: Memory,
  keep: ReadonlySet<IncidentId>,
): Promise<void> {
  const stored = (await database.boardRows.orderBy("incident").uniqueKeys()) as IncidentId[];
  for (const incident of stored.filter((id) => !keep.has(id))) {
    const views = boardTables(database, incident);
    await replaceRows(memory.views, views.rows, []);
    await replaceRows(memory.views, views.counts, []);
    await replaceRows(memory.views, views.late, []);
  }
}

function boardTables(database: ReplicaDatabase, incident: IncidentId) {
  const scope = { index: "incident", value: incident };
  function view<Row extends object>(table: unknown, keyOf: View<Row>["keyOf"]): View<Row> {
    return { table: table as View<Row>["table"], scope, keyOf };
  }
  return {
    rows: view<BoardRowView>(database.boardRows, (row) => [row.incident, row.household]),
    counts: view<BoardCountsView>(database.boardCounts, (row) => [row.incident, row.group]),
    late: view<LateArrivalView>(database.lateArrivals, (row) => row.recordId),
  };
}

function freshRow(
  input: RowInput,
  held: ReadonlyMap<string, BoardRowView>,
  stale: Stale,
): BoardRowView {
  const before = held.get(String([input.incident, input.household.number]));
  const isStale = stale === "all" || stale.has(input.household.number) || before === undefined;
  return isStale ? foldRow(input) : before;
}

function boardInput(memory: Memory, incident: Incident, people: People): BoardInput {
  const { records } = memory;
  return {
    incident,
    households: people.households.map(toBoardHousehold),
    reports: incident.joined.flatMap((id) => records.reports.get(id) ?? []),
    reads: incident.joined.flatMap((id) => records.reads.get(id) ?? []),
    acknowledged: records.acknowledged,
    witnessConfirmed: records.witnessConfirmed,
    followUps: followUpsOf(memory, incident.joined),
    startLists: records.startLists,
  };
}

/** The follow-ups of an incident by household; of two, the later. */
function followUpsOf(memory: Memory, joined: readonly IncidentId[]): ReadonlyMap<number, FollowUp> {
  const rows = (memory.documents.get("followUps")?.state ?? []) as readonly FollowUpRow[];
  const byHousehold = new Map<number, FollowUp>();
  for (const row of rows.toSorted(
    (left, right) => left.atMs - right.atMs || (left.incident < right.incident ? -1 : 1),
  )) {
    const { incident, household, assignee, isDone, note, atMs } = row;
    if (joined.includes(incident)) byHousehold.set(household, { assignee, isDone, note, atMs });
  }
  return byHousehold;
}
