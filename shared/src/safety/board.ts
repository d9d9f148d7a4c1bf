/**
 * The officers' board: one row a household, and the counts of the Noto report (domain.md).
 *
 * Invariants: 応答 + 既読 + 未読 = 合計, and 応答 = 無事 + 一部無事 + 連絡希望 + 支援希望, always; households outside the total stand
 * apart and are never lost from the list. A report about a household the roster does not know yet makes a row of its own.
 */
import type { IncidentId, RecordId } from "../base/ids.ts";
import { householdOf } from "../records/household.ts";
import type {
  Acknowledged,
  IncidentRead,
  Recorded,
  Report,
  StartList,
  WitnessConfirmed,
} from "../records/record.ts";
import type { Board, BoardReport, BoardRow, FollowUp, HouseholdState } from "./board-types.ts";
import { countRows, countRowsByGroup } from "./counts.ts";
import type { Incident } from "./incident-types.ts";
import { type Reconciled, type ReconciledReport, reconcile } from "./reconcile.ts";

/** A household as the board needs it: from the roster, certificates and registrations. */
export interface BoardHousehold {
  readonly number: number;
  readonly group: number;
  readonly mark: string;
  readonly name: string;
  readonly kana: string;
  /** Whether a device of it is certified: what is not, is アプリなし. */
  readonly hasDevice: boolean;
  readonly walkingOrder: number;
  /** How many people it named; 0 when it named nobody. See reconcile.ts. */
  readonly personsKnown: number;
}

/** All that a board is folded from; records in any order, duplicates allowed, of any incident. */
export interface BoardInput {
  readonly incident: Pick<Incident, "incident" | "joined">;
  readonly households: readonly BoardHousehold[];
  readonly reports: readonly Recorded<Report>[];
  readonly reads: readonly Recorded<IncidentRead>[];
  readonly acknowledged: readonly Recorded<Acknowledged>[];
  readonly witnessConfirmed: readonly Recorded<WitnessConfirmed>[];
  /** By household, of this incident. */
  readonly followUps: ReadonlyMap<number, FollowUp>;
  readonly startLists: readonly Recorded<StartList>[];
}

/** What one row is folded from: the records of one household in one joined incident. */
export interface RowInput {
  readonly incident: IncidentId;
  readonly household: BoardHousehold;
  readonly isInTotal: boolean;
  readonly reports: readonly Recorded<Report>[];
  readonly reads: readonly Recorded<IncidentRead>[];
  readonly acknowledged: readonly Recorded<Acknowledged>[];
  readonly witnessConfirmed: readonly Recorded<WitnessConfirmed>[];
  readonly followUp: FollowUp | undefined;
}

/**
 * Folds the whole board; rows come most urgent first.
 *
 * Law:  any order and duplication of the records gives the same answer. [G15]
 * Cost: 5,000 households with 10,000 reports in some tens of milliseconds.
 */
export function foldBoard(input: BoardInput): Board {
  const rows = rowInputs(input).map(foldRow).toSorted(compareRows);
  return { rows, counts: countRows(rows), countsByGroup: countRowsByGroup(rows) };
}

/** Sorts a board's input into one input a household, for {@link foldRow}; each household stands once. */
export function rowInputs(input: BoardInput): readonly RowInput[] {
  const joined = new Set(input.incident.joined);
  const reports = groupBy(input.reports, joined, ({ content, authorHousehold }) =>
    householdOf(content, authorHousehold),
  );
  const reads = groupBy(input.reads, joined, ({ authorHousehold }) => authorHousehold);
  const confirmed = groupBy(input.witnessConfirmed, joined, ({ content }) => content.household);
  const acknowledged = new Map<RecordId, Recorded<Acknowledged>[]>();
  for (const record of input.acknowledged) push(acknowledged, record.content.report, record);
  const frozen = frozenTotal(input.startLists, input.incident);
  const households = new Map(input.households.map((household) => [household.number, household]));
  for (const number of [...(frozen ?? []), ...reports.keys(), ...reads.keys()]) {
    if (number > 0 && !households.has(number)) {
      households.set(number, unknownHousehold(number, reports.get(number), reads.get(number)));
    }
  }
  return [...households.values()].map((household) => {
    const own = reports.get(household.number) ?? [];
    return {
      incident: input.incident.incident,
      household,
      isInTotal: frozen === undefined ? household.hasDevice : frozen.has(household.number),
      reports: own,
      reads: reads.get(household.number) ?? [],
      acknowledged: own.flatMap(({ recordId }) => acknowledged.get(recordId) ?? []),
      witnessConfirmed: confirmed.get(household.number) ?? [],
      followUp: input.followUps.get(household.number),
    };
  });
}

/** Folds one household's row: the incremental path, when only its records grew. */
export function foldRow(input: RowInput): BoardRow {
  const { household } = input;
  const reconciled = reconcile({
    household: household.number,
    personsKnown: household.personsKnown,
    reports: input.reports,
    confirmedEvidence: new Set(
      input.witnessConfirmed
        .filter(({ isByOfficer, content }) => isByOfficer && content.household === household.number)
        .map(({ content }) => content.report),
    ),
  });
  const reports = reconciled.reports.map((report) => toBoardReport(report, household.number));
  const readAtMs = minimum(input.reads.map(({ content }) => content.atSeconds * 1000));
  return {
    incident: input.incident,
    household: household.number,
    group: household.group,
    mark: household.mark,
    name: household.name,
    kana: household.kana,
    state: stateOf(reconciled, readAtMs, input.isInTotal || household.hasDevice),
    isInTotal: input.isInTotal,
    hasApp: household.hasDevice,
    needsCheck: reconciled.needsCheck,
    personsUnknown: reconciled.personsUnknown,
    lastReportedAtMs: reports.at(-1)?.reportedAtMs,
    lastArrivedAtMs: maximum(reports.map(({ arrivedAtMs }) => arrivedAtMs)),
    readAtMs,
    reports,
    acknowledged: [...new Set(input.acknowledged.map(({ content }) => content.report))].toSorted(),
    followUp: input.followUp,
    walkingOrder: household.walkingOrder,
  };
}

/** 合計 as an officer froze it: the latest list of this incident; undefined while none did. */
export function frozenTotal(
  startLists: readonly Recorded<StartList>[],
  incident: Pick<Incident, "joined">,
): ReadonlySet<number> | undefined {
  const last = startLists
    .filter(({ isByOfficer, content }) => isByOfficer && incident.joined.includes(content.incident))
    .toSorted(
      (left, right) =>
        left.content.atSeconds - right.content.atSeconds || (left.entryId < right.entryId ? -1 : 1),
    )
    .at(-1);
  return last === undefined ? undefined : new Set(last.content.registered);
}

/** The order of the list: 支援希望, 要確認, 連絡希望, 未読 and アプリなし, 既読, 一部無事, 無事; then by group and walking order. */
export function compareRows(left: BoardRow, right: BoardRow): number {
  return (
    rankOf(left) - rankOf(right) ||
    left.group - right.group ||
    left.walkingOrder - right.walkingOrder ||
    left.household - right.household
  );
}

const RANKS: Record<HouseholdState, number> = {
  help: 0,
  contact: 2,
  unread: 3,
  noApp: 3,
  read: 4,
  partlySafe: 5,
  safe: 6,
};

function rankOf(row: BoardRow): number {
  return row.needsCheck ? Math.min(1, RANKS[row.state]) : RANKS[row.state];
}

function stateOf(
  reconciled: Reconciled,
  readAtMs: number | undefined,
  hasApp: boolean,
): HouseholdState {
  if (reconciled.status !== undefined) return reconciled.status;
  if (readAtMs !== undefined) return "read";
  // A household on a frozen list may have lost its devices since: it stays 未読 there.
  return hasApp ? "unread" : "noApp";
}

function toBoardReport(report: ReconciledReport, household: number): BoardReport {
  const { recorded } = report;
  const { content } = recorded;
  return {
    recordId: recorded.recordId,
    household,
    by: content.by,
    means: content.means,
    subjects: content.subjects,
    comment: content.comment,
    place: content.place,
    author: recorded.author,
    reportedAtMs: content.atSeconds * 1000,
    aboutMs: content.aboutSeconds === undefined ? undefined : content.aboutSeconds * 1000,
    arrivedAtMs: recorded.arrivedAtMs,
    isCurrent: report.isCurrent,
    isUnconfirmed: report.isUnconfirmed,
    isEvidenceOnly: report.isEvidenceOnly,
    supersedes: content.supersedes,
  };
}

/** A household of which only reports or a start list speak; the roster may come later. */
function unknownHousehold(
  number: number,
  reports: readonly Recorded<Report>[] = [],
  reads: readonly Recorded<IncidentRead>[] = [],
): BoardHousehold {
  return {
    number,
    group: 0,
    mark: `#${number}`,
    name: "",
    kana: "",
    hasDevice:
      reads.length > 0 || reports.some(({ authorHousehold }) => authorHousehold === number),
    walkingOrder: number,
    personsKnown: 0,
  };
}

function groupBy<Content extends { readonly kind: string; readonly incident: IncidentId }>(
  records: readonly (Recorded & { readonly content: Content })[],
  joined: ReadonlySet<IncidentId>,
  household: (record: Recorded & { readonly content: Content }) => number,
) {
  const groups = new Map<number, (Recorded & { readonly content: Content })[]>();
  for (const record of records) {
    if (joined.has(record.content.incident)) push(groups, household(record), record);
  }
  return groups;
}

function push<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function minimum(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((left, right) => Math.min(left, right));
}

function maximum(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((left, right) => Math.max(left, right));
}
