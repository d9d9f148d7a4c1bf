/**
 * What the desk's buttons say, as commands. Pure: time is passed in; what the officer saw on the screen becomes `seen`.
 */
import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Means,
  type Reporter,
  type Status,
  STATUSES,
  type Subject,
  SUPERSEDES_MAX,
} from "@tomoshibi/shared/records/record.ts";
import type { BoardReport } from "@tomoshibi/shared/safety/board-types.ts";
import type { BoardRowView, IntentId, ReportSafety } from "../../engine/api.ts";

/** What an officer fills in at 代わりに記録する or この内容で決める. */
export interface DeskRecord {
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly means: Means;
  readonly comment: string;
  readonly by: Reporter;
  /** What was written down on this device before and is put right. */
  readonly corrects: readonly IntentId[];
  /** When it was, where the officer says so. */
  readonly aboutMs: number | undefined;
}

/** Whom a record is about, and the reports of it that are seen here. */
export type RecordedRow = Pick<
  BoardRowView,
  "incident" | "household" | "mark" | "name" | "reports"
>;

/**
 * An officer's report about a household. It supersedes every current report the officer had on the screen, the newest first when
 * there are more than a report can name: the others stay current and stay visible as 要確認.
 */
export function recordForHousehold(
  row: RecordedRow,
  record: DeskRecord,
  atMs: number,
): ReportSafety {
  return {
    type: "reportSafety",
    incident: row.incident,
    household: row.household,
    mark: row.mark,
    subjects: record.subjects,
    comment: record.comment.trim(),
    place: undefined,
    by: record.by,
    means: record.means,
    atMs,
    aboutMs: record.aboutMs,
    // What a neighbour said stands beside the household's own words.
    seen: record.by === "witness" ? [] : seenOn(row),
    corrects: record.corrects,
  };
}

/** The current reports an officer sees beside a household, newest arrival first, as many as a report can supersede. */
export function seenOn(row: Pick<RecordedRow, "reports">): readonly RecordId[] {
  return newestFirst(row.reports)
    .filter((report) => report.isCurrent && !report.isEvidenceOnly)
    .slice(0, SUPERSEDES_MAX)
    .map((report) => report.recordId);
}

function newestFirst(reports: readonly BoardReport[]): readonly BoardReport[] {
  return reports.toSorted((left, right) => right.arrivedAtMs - left.arrivedAtMs);
}

/** A report whose author had not seen another that is still current. */
export interface UnseenPair {
  readonly later: BoardReport;
  readonly earlier: BoardReport;
}

/** Pairs of current reports of which the later was made without having seen the earlier: why 要確認 stands there. */
export function unseenPairs(row: BoardRowView): readonly UnseenPair[] {
  if (!row.needsCheck) return [];
  const current = row.reports
    .filter((report) => report.isCurrent)
    .sort((left, right) => left.reportedAtMs - right.reportedAtMs);
  return current.flatMap((later, index) =>
    current
      .slice(0, index)
      .filter((earlier) => mostUrgent(earlier) !== mostUrgent(later))
      .map((earlier) => ({ later, earlier })),
  );
}

function mostUrgent(report: BoardReport): number {
  return Math.max(...report.subjects.map(({ status }) => STATUSES.indexOf(status)));
}

/** Current reports of the household's own devices that no officer has answered yet. */
export function acknowledgeable(row: BoardRowView): readonly RecordId[] {
  const answered = new Set(row.acknowledged);
  return row.reports
    .filter(({ by }) => by === "self" || by === "family")
    .filter(({ isCurrent, recordId }) => isCurrent && !answered.has(recordId))
    .map(({ recordId }) => recordId);
}

/** The command that sets who goes, or that it is done, and keeps what was already noted. */
export function followUpOf(
  row: BoardRowView,
  change: Partial<{ assignee: string; isDone: boolean; note: string }>,
  incident: IncidentId,
  atMs: number,
) {
  const before = row.followUp ?? { assignee: "", isDone: false, note: "" };
  return {
    type: "setFollowUp" as const,
    incident,
    household: row.household,
    assignee: (change.assignee ?? before.assignee).trim(),
    isDone: change.isDone ?? before.isDone,
    note: (change.note ?? before.note).trim(),
    atMs,
    seen: newestFirst(row.reports).map(({ recordId }) => recordId),
  };
}
