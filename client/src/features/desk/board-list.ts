/**
 * The officers' list: which households stand in it, in which order. Pure; the rows come from the board's view.
 */
import { HOUSEHOLD_STATES, type HouseholdState } from "@tomoshibi/shared/safety/board-types.ts";
import type { BoardRowView } from "../../engine/api.ts";

/** What an officer chose to see. */
export interface BoardFilter {
  /** Empty: every state. "needsCheck" selects 要確認 whatever the state. */
  readonly states: ReadonlySet<HouseholdState | "needsCheck">;
  /** 0: every group. */
  readonly group: number;
  /** Only households somebody is going to. */
  readonly isAssignedOnly: boolean;
  /** As typed; compared after `normalise`. */
  readonly search: string;
}

/** The filter that shows everything. */
export const NO_FILTER: BoardFilter = {
  states: new Set(),
  group: 0,
  isAssignedOnly: false,
  search: "",
};

/** Turns typed text and names into one comparable form (shared/roster/search.ts). */
export type Normalise = (text: string) => string;

/** Most urgent first: 支援希望, 要確認, 連絡希望, 未読 and アプリなし, 既読, 一部無事, 無事; within one, by 班 and walking order. */
export function sortRows(rows: readonly BoardRowView[]): readonly BoardRowView[] {
  return [...rows].sort(
    (left, right) => urgencyOf(left) - urgencyOf(right) || byWalkingOrder(left, right),
  );
}

/** The households an officer asked for. */
export function filterRows(
  rows: readonly BoardRowView[],
  filter: BoardFilter,
  normalise: Normalise,
): readonly BoardRowView[] {
  const wanted = normalise(filter.search);
  return rows.filter((row) => {
    if (filter.group !== 0 && row.group !== filter.group) return false;
    if (filter.isAssignedOnly && !row.followUp?.assignee) return false;
    if (filter.states.size > 0 && !isInStates(row, filter.states)) return false;
    return wanted === "" || normalise(`${row.mark} ${row.name} ${row.kana}`).includes(wanted);
  });
}

/** One group's households for the printed list, in walking order. */
export interface PrintedGroup {
  readonly group: number;
  readonly rows: readonly BoardRowView[];
}

/** The parts of the paper list that come before those not heard from: each household stands in one, and only once. */
export const PRINTED_FIRST = ["help", "contact", "partlySafe"] as const;

/**
 * The paper list: all who ask for help or are 要確認, who waits to be called, who has people not accounted for; then those not heard
 * from (未読, アプリなし, 既読) by group in walking order.
 */
export function printedList(rows: readonly BoardRowView[]): Readonly<
  Record<(typeof PRINTED_FIRST)[number], readonly BoardRowView[]>
> & {
  readonly notHeardFrom: readonly PrintedGroup[];
} {
  const first = (state: HouseholdState) =>
    rows.filter((row) => row.state === state && !row.needsCheck).sort(byWalkingOrder);
  const silent = rows.filter((row) => isSilent(row) && !row.needsCheck).sort(byWalkingOrder);
  const groups = new Map<number, BoardRowView[]>();
  for (const row of silent) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return {
    help: sortRows(rows.filter((row) => row.state === "help" || row.needsCheck)),
    contact: first("contact"),
    partlySafe: first("partlySafe"),
    notHeardFrom: [...groups].map(([group, groupRows]) => ({ group, rows: groupRows })),
  };
}

/** What is not done, by kind: asked about before an incident is ended. A household stands in one number. */
export interface OpenMatters {
  readonly help: number;
  readonly needsCheck: number;
  readonly contact: number;
  readonly partlySafe: number;
  readonly silent: number;
}

/** Without the households that were taken off and of which nobody said anything: nobody is to look for them. (use-gone.ts) */
export function withoutGone(
  rows: readonly BoardRowView[],
  gone: ReadonlySet<number>,
): readonly BoardRowView[] {
  return rows.filter(({ household, reports }) => reports.length > 0 || !gone.has(household));
}

/** Counts the households that somebody has still to look at, those outside the total too. */
export function openMatters(rows: readonly BoardRowView[]): OpenMatters {
  const kinds = rows.map(openMatterOf);
  const count = (kind: keyof OpenMatters): number => kinds.filter((one) => one === kind).length;
  return {
    ...{ help: count("help"), needsCheck: count("needsCheck") },
    ...{ contact: count("contact"), partlySafe: count("partlySafe"), silent: count("silent") },
  };
}

function openMatterOf(row: BoardRowView): keyof OpenMatters | undefined {
  if (row.followUp?.isDone) return undefined;
  if (row.state === "help") return "help";
  if (row.needsCheck) return "needsCheck";
  if (row.state === "contact" || row.state === "partlySafe") return row.state;
  return isSilent(row) ? "silent" : undefined;
}

/** Who is going where: households that have somebody assigned and are not done, by that name. */
export function rowsByAssignee(
  rows: readonly BoardRowView[],
): ReadonlyMap<string, readonly BoardRowView[]> {
  const byName = new Map<string, BoardRowView[]>();
  for (const row of sortRows(rows)) {
    const name = row.followUp?.assignee ?? "";
    if (name === "" || row.followUp?.isDone) continue;
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return byName;
}

/** Tells whether a filter hides anything. */
export function isFiltering(filter: BoardFilter): boolean {
  const { states, group, isAssignedOnly, search } = filter;
  return states.size > 0 || group !== 0 || isAssignedOnly || search !== "";
}

/** Tells whether all that is known of a household comes from devices nobody vouched for yet. [MEM7] */
export function isKnownByUnconfirmedOnly(row: BoardRowView): boolean {
  const current = row.reports.filter(
    ({ isCurrent, isEvidenceOnly }) => isCurrent && !isEvidenceOnly,
  );
  return current.length > 0 && current.every(({ isUnconfirmed }) => isUnconfirmed);
}

/** Tells whether nobody has said anything about a household. */
export function isSilent(row: BoardRowView): boolean {
  return row.state === "unread" || row.state === "noApp" || row.state === "read";
}

/** 未読 and アプリなし are equally silent: they share a place in the order. */
const ORDER: Readonly<Record<HouseholdState, number>> = {
  help: 0,
  contact: 2,
  unread: 3,
  noApp: 3,
  read: 4,
  partlySafe: 5,
  safe: 6,
};

function urgencyOf(row: BoardRowView): number {
  const order = ORDER[row.state];
  return row.needsCheck ? Math.min(order, 1) : order;
}

function byWalkingOrder(left: BoardRowView, right: BoardRowView): number {
  return (
    left.group - right.group ||
    left.walkingOrder - right.walkingOrder ||
    left.household - right.household
  );
}

function isInStates(row: BoardRowView, states: BoardFilter["states"]): boolean {
  return states.has(row.state) || (row.needsCheck && states.has("needsCheck"));
}

/** Every choice of しぼりこむ, in the order of the list. */
export const FILTER_STATES: readonly (HouseholdState | "needsCheck")[] = [
  "help",
  "needsCheck",
  ...HOUSEHOLD_STATES.filter((state) => state !== "help"),
];
