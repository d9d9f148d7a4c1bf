/**
 * The resident's side of an incident: what its own household said, from its own reports and the copies its other devices put
 * into the household's stream.
 */
import type { DeviceId, IncidentId, RecordId } from "../base/ids.ts";
import { householdOf } from "../records/household.ts";
import {
  type Recorded,
  type Report,
  type ReportCopy,
  SUPERSEDES_MAX,
  type Status,
  type Subject,
} from "../records/record.ts";
import { reconcile } from "./reconcile.ts";
import { findTwins, mergeTwins } from "./twins.ts";

/** What the fold takes. */
export interface OwnInput {
  readonly device: DeviceId;
  readonly household: number;
  readonly personsKnown: number;
  /** The ids shown as one incident. */
  readonly joined: readonly IncidentId[];
  /** Reports this device made, and copies of the household; duplicates of one report are one. */
  readonly records: readonly Recorded<Report | ReportCopy>[];
}

/** A current statement as the resident's screen shows it. */
export interface OwnStatement {
  /** "self" is this device's person; `otherSelf` the person of another device, or one a desk wrote down. */
  readonly subject: Subject | "otherSelf";
  readonly device: DeviceId;
  readonly status: Status;
  readonly recordId: RecordId;
  readonly atMs: number;
}

/** The resident's state. */
export interface OwnState {
  /** Current statements by subject; where reports differ, each stands. */
  readonly statements: readonly OwnStatement[];
  /** What "myself" currently stands at by this device's own reports; undefined while it said nothing. */
  readonly self: Status | undefined;
  readonly household: "help" | "contact" | "partlySafe" | "safe" | undefined;
  readonly needsCheck: boolean;
  /** The ids the next report supersedes: current reports, this device's first, at most SUPERSEDES_MAX. */
  readonly seen: readonly RecordId[];
  /** All reports of the incident, latest last, with what became of them, and further records of them (twins.ts). */
  readonly reports: readonly {
    readonly report: Recorded<Report>;
    readonly isCurrent: boolean;
    readonly twins: readonly RecordId[];
  }[];
}

/** Folds what a household's device knows of its own reports. Law: any order and duplication gives the same answer. [G15] */
export function foldOwn(input: OwnInput): OwnState {
  const joined = new Set(input.joined);
  const all = ownReports(input.records).filter(({ content }) => joined.has(content.incident));
  const stays = findTwins(all);
  const reports = mergeTwins(all, stays);
  const reconciled = reconcile({
    household: input.household,
    personsKnown: input.personsKnown,
    reports,
    confirmedEvidence: new Set(),
  });
  const current = reconciled.reports.filter(
    ({ isCurrent, isEvidenceOnly }) => isCurrent && !isEvidenceOnly,
  );
  const byId = new Map(current.map(({ recorded }) => [recorded.recordId, recorded]));
  const statements = reconciled.subjects.flatMap((subject) =>
    subject.reports.flatMap((id) => toStatement(byId.get(id), subject.subject, input.device)),
  );
  return {
    statements,
    self: reconciled.subjects.find(({ subject }) => subject === `self/${input.device}`)?.status,
    household: reconciled.status,
    needsCheck: reconciled.needsCheck,
    seen: seenIds(
      current.map(({ recorded }) => recorded),
      input.device,
    ),
    reports: reconciled.reports.map(({ recorded, isCurrent }) => ({
      ...{ report: recorded, isCurrent },
      twins: [...stays.keys()].filter((id) => stays.get(id) === recorded.recordId),
    })),
  };
}

/** Turns copies into the reports they copy; a report this device holds itself outranks its copy. */
export function ownReports(
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

function toStatement(
  recorded: Recorded<Report> | undefined,
  key: string,
  device: DeviceId,
): readonly OwnStatement[] {
  if (recorded === undefined) return [];
  const subject = subjectOf(key, device);
  const { subjects, atSeconds } = recorded.content;
  const wanted = subject === "otherSelf" ? "self" : subject;
  // What was said about all is listed once, under "all".
  const said = subjects.find((item) => item.subject === wanted && isAbout(wanted, recorded, key));
  if (said === undefined) return [];
  const { recordId, author } = recorded;
  return [{ subject, device: author, status: said.status, recordId, atMs: atSeconds * 1000 }];
}

function isAbout(subject: Subject, recorded: Recorded<Report>, key: string): boolean {
  return subject !== "self" || key.endsWith(`/${recorded.author}`);
}

function subjectOf(key: string, device: DeviceId): OwnStatement["subject"] {
  if (key === "all") return "all";
  if (key === `self/${device}`) return "self";
  return key.startsWith("person/") ? Number(key.slice("person/".length)) : "otherSelf";
}

/** The latest stand last in causal order; a device's own words come first, for correcting oneself must always work. */
function seenIds(current: readonly Recorded<Report>[], device: DeviceId): readonly RecordId[] {
  const latestFirst = current.toReversed();
  const own = latestFirst.filter(({ author }) => author === device);
  const others = latestFirst.filter(({ author }) => author !== device);
  return [...own, ...others].slice(0, SUPERSEDES_MAX).map(({ recordId }) => recordId);
}
