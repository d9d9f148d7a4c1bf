/**
 * What the desk's buttons say, as commands. Pure: time is passed in; what the officer saw on the screen becomes `seen`.
 */
import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Means,
  type Reporter,
  type Status,
  type Subject,
  SUPERSEDES_MAX,
} from "@tomoshibi/shared/records/record.ts";
import type { BoardRowView, ReportSafety } from "../../engine/api.ts";

/** What an officer fills in at 代わりに記録する or この内容で決める. */
export interface DeskRecord {
  readonly subjects: readonly { readonly subject: Subject; readonly status: Status }[];
  readonly means: Means;
  readonly comment: string;
  readonly by: Reporter;
}

/**
 * An officer's report about a household. It supersedes every current report the officer had on the screen, the newest first when
 * there are more than a report can name: the others stay current and stay visible as 要確認.
 */
export function recordForHousehold(row: BoardRowView, record: DeskRecord, atMs: number): ReportSafety {
  return {
    type: "reportSafety",
    incident: row.incident,
    household: row.household,
    subjects: record.subjects,
    comment: record.comment.trim(),
    place: undefined,
    by: record.by,
    means: record.means,
    atMs,
    aboutMs: undefined,
    seen: seenOn(row),
    corrects: [],
  };
}

/** The current reports an officer sees beside a household, newest arrival first, as many as a report can supersede. */
export function seenOn(row: BoardRowView): readonly RecordId[] {
  return row.reports
    .filter((report) => report.isCurrent && !report.isEvidenceOnly)
    .sort((left, right) => right.arrivedAtMs - left.arrivedAtMs)
    .slice(0, SUPERSEDES_MAX)
    .map((report) => report.recordId);
}

/** Tells whether two reports were made without their authors having seen each other. */
export function isUnseenBy(row: BoardRowView, later: RecordId, earlier: RecordId): boolean {
  const byId = new Map(row.reports.map((report) => [report.recordId, report]));
  const reached = new Set<RecordId>();
  const open = [later];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(byId.get(id)?.supersedes ?? []));
  }
  return !reached.has(earlier);
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
  };
}
