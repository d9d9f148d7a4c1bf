/**
 * あとから届いた報告: reports that came long after they were made, or after a decision they might have changed.
 */
import type { RecordId } from "../base/ids.ts";
import { type Status, STATUSES } from "../records/record.ts";
import type { BoardReport, BoardRow, FollowUp } from "./board-types.ts";

/** A report is late when it arrived this long after it was made. */
export const LATE_AFTER_MS = 10 * 60_000;

/** So long after it was written a record may be missing on its own author's screen. */
const MOMENT_MS = 60_000;

/** A decision a late report touches. */
export type TouchedDecision =
  /** The household was marked 対応ずみ by an officer who had not seen it. */
  | { readonly type: "followUpDone"; readonly atMs: number }
  /** An officer, leader or desk had recorded something without having seen it. */
  | { readonly type: "recorded"; readonly report: RecordId; readonly atMs: number };

/** One line of the strip above the board. */
export interface LateArrival {
  readonly report: BoardReport;
  readonly household: number;
  readonly mark: string;
  readonly name: string;
  /** The most urgent of what it says. */
  readonly status: Status;
  readonly delayMs: number;
  readonly touches: readonly TouchedDecision[];
}

/**
 * Lists late reports, the newest arrival first. Pure: asks no clock.
 *
 * Units:  `sinceMs`, Unix ms by this device's clock: arrivals up to then were seen already. A new officer's device passes the
 *         time of its first sync, for everything arrives late there.
 */
export function lateArrivals(
  rows: readonly BoardRow[],
  sinceMs: number = 0,
): readonly LateArrival[] {
  return rows
    .flatMap((row) => row.reports.flatMap((report) => toLateArrival(row, report, sinceMs)))
    .toSorted(
      (left, right) =>
        right.report.arrivedAtMs - left.report.arrivedAtMs ||
        (left.report.recordId < right.report.recordId ? -1 : 1),
    );
}

function toLateArrival(
  row: BoardRow,
  report: BoardReport,
  sinceMs: number,
): readonly LateArrival[] {
  if (report.arrivedAtMs <= sinceMs) return [];
  const delayMs = report.arrivedAtMs - report.reportedAtMs;
  const touches = touchedDecisions(row, report);
  const isAfterDone = touches.some(({ type }) => type === "followUpDone");
  if (delayMs <= LATE_AFTER_MS && !isAfterDone) return [];
  const { household, mark, name } = row;
  return [{ report, household, mark, name, status: mostUrgentOf(report), delayMs, touches }];
}

function touchedDecisions(row: BoardRow, report: BoardReport): readonly TouchedDecision[] {
  const touched: TouchedDecision[] = [];
  const { followUp } = row;
  if (followUp?.isDone && !wasSeen(followUp, report)) {
    touched.push({ type: "followUpDone", atMs: followUp.atMs });
  }
  for (const other of row.reports) {
    const isDecision = RECORDERS.has(other.by) && other.recordId !== report.recordId;
    if (isDecision && other.arrivedAtMs < report.arrivedAtMs && !knew(other, report)) {
      touched.push({ type: "recorded", report: other.recordId, atMs: other.reportedAtMs });
    }
  }
  return touched;
}

/**
 * Tells whether a report was there when a household was marked 対応ずみ.
 *
 * Asks what the officer had on the screen, not the clocks of two devices. A recorder's own record may not be on the screen yet
 * when the household is marked in the next moment: those are told by the time both were made. What somebody else recorded long before,
 * as at a shelter without a network, nobody has seen for that.
 */
export function wasSeen(
  { seen, atMs }: FollowUp,
  { recordId, by, reportedAtMs }: BoardReport,
): boolean {
  const isOfThisMoment = reportedAtMs <= atMs && atMs - reportedAtMs <= MOMENT_MS;
  return seen.includes(recordId) || (RECORDERS.has(by) && isOfThisMoment);
}

const RECORDERS: ReadonlySet<string> = new Set(["officer", "groupLeader", "desk"]);

function knew(decision: BoardReport, report: BoardReport): boolean {
  return (
    decision.supersedes.includes(report.recordId) || report.supersedes.includes(decision.recordId)
  );
}

function mostUrgentOf(report: BoardReport): Status {
  const said = report.subjects.map(({ status }) => status);
  return STATUSES.findLast((status) => said.includes(status)) ?? "safe";
}
