/**
 * The resident's side of an incident: what its own household said, from its own reports and the copies its other devices put
 * into the household's stream.
 */
import type { IncidentId, RecordId } from "../base/ids.ts";
import { householdOf } from "../records/household.ts";
import type { Recorded, Report, ReportCopy } from "../records/record.ts";
import { reconcile } from "./reconcile.ts";
import { findTwins, mergeTwins } from "./twins.ts";

/** What the fold takes. */
export interface OwnInput {
  readonly household: number;
  readonly personsKnown: number;
  /** The ids shown as one incident. */
  readonly joined: readonly IncidentId[];
  /** Reports this device made, and copies of the household; duplicates of one report are one. */
  readonly records: readonly Recorded<Report | ReportCopy>[];
}

/** A report of the household, and what became of it. */
export interface OwnReport {
  readonly report: Recorded<Report>;
  readonly isCurrent: boolean;
  /** Further records of it (twins.ts). */
  readonly twins: readonly RecordId[];
}

/**
 * Folds what a household's device knows of its own reports: all of the incident, latest last.
 *
 * Law: any order and duplication gives the same answer. [G15]
 */
export function foldOwn(input: OwnInput): readonly OwnReport[] {
  const { household, personsKnown, joined } = input;
  const all = ownReports(input.records).filter(({ content }) => joined.includes(content.incident));
  const stays = findTwins(all);
  const { reports } = reconcile({
    ...{ household, personsKnown, confirmedEvidence: new Set() },
    reports: mergeTwins(all, stays),
  });
  return reports.map(({ recorded, isCurrent }) => ({
    ...{ report: recorded, isCurrent },
    twins: [...stays.keys()].filter((id) => stays.get(id) === recorded.recordId),
  }));
}

/** Turns copies into the reports they copy; a report this device holds itself outranks its copy. */
function ownReports(
  records: readonly Recorded<Report | ReportCopy>[],
): readonly Recorded<Report>[] {
  const byId = new Map<RecordId, Recorded<Report>>();
  for (const record of records.toSorted(compareEntries)) {
    const { content } = record;
    if (content.kind === "report") byId.set(record.recordId, { ...record, content });
    else if (!byId.has(content.report)) byId.set(content.report, fromCopy(record, content));
  }
  return [...byId.values()];
}

/** A copy names only the short id of its report, which stands in for the long one here. */
function fromCopy(record: Recorded, copy: ReportCopy): Recorded<Report> {
  const household = householdOf(copy.content, record.authorHousehold);
  return { ...record, recordId: copy.report, content: { ...copy.content, household } };
}

/** Reports before copies, then by id: so that the choice among duplicates never depends on arrival. */
function compareEntries(left: Recorded<Report | ReportCopy>, right: Recorded<Report | ReportCopy>) {
  const rank = (record: Recorded) => (record.content.kind === "report" ? 0 : 1);
  return rank(left) - rank(right) || (left.entryId < right.entryId ? -1 : 1);
}
