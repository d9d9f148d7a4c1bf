/** The officers' board: rows, counts and late arrivals of one incident, folded again only where something changed. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { householdOf } from "@tomoshibi/shared/records/household.ts";
import type { Recorded, Report } from "@tomoshibi/shared/records/record.ts";
import {
  type BoardInput,
  type RowInput,
  foldRow,
  frozenTotal,
  rowInputs,
} from "@tomoshibi/shared/safety/board.ts";
import { countRows, countRowsByGroup } from "@tomoshibi/shared/safety/counts.ts";
import { type FollowUpRow, followUpsOf } from "@tomoshibi/shared/safety/follow-ups.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { withoutDoubles } from "@tomoshibi/shared/safety/adoptions.ts";
import { findTwins, mergeTwins } from "@tomoshibi/shared/safety/twins.ts";
import { lateArrivals } from "@tomoshibi/shared/safety/late.ts";
import { type Memory, ownStanding } from "../replica/memory.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { BoardCountsView, BoardRowView, IncidentView, LateArrivalView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";
import { type People, toBoardHousehold } from "./people.ts";
import { type View, cachedRows, heldRows, replaceRows } from "./row-cache.ts";

/** Which rows to fold again: those of some or all households, in some or all incidents. */
export interface Stale {
  readonly households: ReadonlySet<number> | "all";
  readonly incidents: ReadonlySet<IncidentId> | "all";
}

/** What a board held in the cache was folded for. */
interface Folded {
  readonly joined: string;
  readonly isListed: boolean;
}

/**
 * Brings the tables of the incidents' boards up to date: those a record spoke about, and those that other incidents were joined
 * to or taken from. Inside a transaction, and in one loop that awaits only work for the store: see {@link replaceRows}.
 */
export async function projectBoards(
  database: ReplicaStore,
  memory: Memory,
  incidents: readonly IncidentView[],
  people: Pick<People, "households" | "gone">,
  stale: Stale,
): Promise<void> {
  if (stale.incidents !== "all" && stale.incidents.size === 0) return;
  const folded = foldedBoards(memory);
  for (const incident of incidents) {
    const joined = incident.joined.join();
    const { isListed } = incident;
    const before = folded.get(incident.incident);
    const isSame = before?.joined === joined && before.isListed === isListed;
    if (isSame && !isAbout(stale, incident)) continue;
    folded.set(incident.incident, { joined, isListed });
    const views = boardTables(database, incident.incident);
    const held = heldRows(memory.views, views.rows) ?? (await cachedRows(memory.views, views.rows));
    const sum = sumOf(memory, incident);
    const rows = rowInputs(boardInput(memory, incident, people))
      .map((input) => freshRow(input, held, stale))
      // Where reports were erased, silence says nothing any more; what came since stands there until it is erased, too.
      .filter(({ reports }) => sum === undefined || reports.length > 0);
    const since = memory.membership?.joinedAtMs ?? 0;
    for (const replace of [
      () => replaceRows(memory.views, views.rows, rows),
      () => replaceRows(memory.views, views.counts, countsOf(incident.incident, rows, sum)),
      () => replaceRows(memory.views, views.late, lateOf(incident.incident, rows, since)),
    ]) {
      const writing = replace();
      if (writing !== undefined) await writing;
    }
  }
}

/** The boards that were folded over this memory. */
function foldedBoards({ views }: Memory): Map<string, Folded> {
  const known = views.get(FOLDED) as Map<string, Folded> | undefined;
  const folded = known ?? new Map<string, Folded>();
  if (known === undefined) views.set(FOLDED, folded);
  return folded;
}

const FOLDED = "boards";

function isAbout({ incidents }: Stale, { joined }: Incident): boolean {
  return incidents === "all" || joined.some((id) => incidents.has(id));
}

/** What stays of an ended incident whose reports were erased; reopened, it has a board again. [ERA1] */
function sumOf(
  memory: Memory,
  { joined, isOpen }: Incident,
): BoardCountsView["counts"] | undefined {
  const sums = memory.records.sums.filter(({ content }) => joined.includes(content.incident));
  // Two officers who erased apart wrote two: every replica shows the same.
  const [first] = sums.toSorted(
    (left, right) =>
      left.content.atSeconds - right.content.atSeconds || (left.entryId < right.entryId ? -1 : 1),
  );
  return isOpen ? undefined : first?.content.counts;
}

function countsOf(
  incident: IncidentId,
  rows: readonly BoardRowView[],
  sum: BoardCountsView["counts"] | undefined,
): readonly BoardCountsView[] {
  if (sum !== undefined) return [{ incident, group: 0, counts: sum }];
  return [
    { incident, group: 0, counts: countRows(rows) },
    ...countRowsByGroup(rows)
      .filter(({ group }) => group !== 0)
      .map(({ group, counts }) => ({ incident, group, counts })),
  ];
}

function lateOf(
  incident: IncidentId,
  rows: readonly BoardRowView[],
  sinceMs: number,
): readonly LateArrivalView[] {
  return lateArrivals(rows, sinceMs).map(({ report, household, mark, name, status, touches }) => ({
    recordId: report.recordId,
    incident,
    household,
    mark,
    name,
    status,
    reportedAtMs: report.reportedAtMs,
    arrivedAtMs: report.arrivedAtMs,
    touchesDone: touches.some(({ type }) => type === "followUpDone"),
  }));
}

/** Empties the boards of incidents that have none any more: shown inside another now, crowded out, or no officer's replica. */
export async function dropBoards(
  database: ReplicaStore,
  memory: Memory,
  keep: ReadonlySet<IncidentId>,
): Promise<void> {
  const stored = (await database.boardRows.orderBy("incident").uniqueKeys()) as IncidentId[];
  for (const incident of stored.filter((id) => !keep.has(id))) {
    foldedBoards(memory).delete(incident);
    const views = boardTables(database, incident);
    await replaceRows(memory.views, views.rows, []);
    await replaceRows(memory.views, views.counts, []);
    await replaceRows(memory.views, views.late, []);
  }
}

function boardTables(database: ReplicaStore, incident: IncidentId) {
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
  const { households } = stale;
  const isStale =
    households === "all" || households.has(input.household.number) || before === undefined;
  return isStale ? foldRow(input) : before;
}

/**
 * The reports of a board's incident. A leader cannot read `safety`: its board is folded from the households' own copies, and
 * from what it recorded itself for households without a key. [STR]
 */
function boardReports(
  memory: Memory,
  { joined }: Incident,
  { households, gone }: Pick<People, "households" | "gone">,
): readonly Recorded<Report>[] {
  const { records } = memory;
  const reports = joined.flatMap((id) => records.reports.get(id) ?? []);
  if (isOfficersReplica(ownStanding(memory))) return withoutDoubles(reports, records.heldDecisions);
  const shown = new Set([...households.map(({ number }) => number), ...gone.keys()]);
  const byId = new Map(reports.map((report) => [report.recordId, report]));
  for (const copy of records.copies) {
    const { report, content } = copy.content;
    if (joined.includes(content.incident) && !byId.has(report))
      byId.set(report, { ...copy, recordId: report, content });
  }
  const shownReports = [...byId.values()].filter(({ content, authorHousehold }) =>
    shown.has(householdOf(content, authorHousehold)),
  );
  return mergeTwins(shownReports, findTwins(shownReports));
}

/** What a board is folded from. */
export function boardInput(
  memory: Memory,
  incident: IncidentView,
  people: Pick<People, "households" | "gone">,
): BoardInput {
  const { records } = memory;
  const reports = boardReports(memory, incident, people);
  const reporting = new Set(
    reports.map(({ content, authorHousehold }) => householdOf(content, authorHousehold)),
  );
  // Of what is only listed, those who reported: a hundred such boards over a town would take seconds at each change.
  const households = people.households.filter(
    ({ number, isPlace }) => isPlace !== true && (!incident.isListed || reporting.has(number)),
  );
  const frozen = frozenTotal(records.startLists, incident);
  // Who left, and a hall, stands where it was counted, for a total must not change under people's feet, and where it said something: a call
  // for help never vanishes. Having only opened the question keeps nobody here.
  const aside = [
    ...people.gone.values(),
    ...people.households.filter(({ isPlace }) => isPlace === true),
  ];
  const isKept = ({ number }: { readonly number: number }) =>
    reporting.has(number) || frozen?.has(number) === true;
  const left = aside.filter(isKept);
  const dropped = new Set(aside.filter((one) => !isKept(one)).map(({ number }) => number));
  return {
    incident,
    households: [...households, ...left].map(toBoardHousehold),
    reports,
    reads: incident.joined
      .flatMap((id) => records.reads.get(id) ?? [])
      .filter(({ authorHousehold }) => !dropped.has(authorHousehold)),
    acknowledged: records.acknowledged,
    witnessConfirmed: records.witnessConfirmed,
    followUps: followUpsOf(
      (memory.documents.get("followUps")?.state ?? []) as readonly FollowUpRow[],
      incident.joined,
    ),
    startLists: records.startLists,
  };
}
