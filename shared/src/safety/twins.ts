/**
 * Reports that say the same in two records: of several one stands for all. [MEM5]
 *
 * Two officers who take one held report over, apart, make two. Officers read what was decided, and so which these are (held.ts). Who does not, the
 * household and its group's leader, goes by what they say: the same, by officers, of the same moment.
 */
import type { RecordId } from "../base/ids.ts";
import { householdOf } from "../records/household.ts";
import type { Recorded, Report } from "../records/record.ts";

/** By the id of a further record, the one that stands for it. */
export type Stays = ReadonlyMap<RecordId, RecordId>;

/**
 * Finds further records of one report taken over, by what they say. The lowest id stands, as on officers' boards.
 *
 * Law: any order and duplication of the input gives the same answer.
 */
export function findTwins(reports: readonly Recorded<Report>[]): Stays {
  const first = new Map<string, RecordId>();
  const stays = new Map<RecordId, RecordId>();
  for (const { recordId, authorHousehold, content } of reports.toSorted(byId)) {
    const { by, aboutSeconds, incident, subjects, comment, means, place } = content;
    if (by !== "officer" || aboutSeconds === undefined) continue;
    const household = householdOf(content, authorHousehold);
    const said = JSON.stringify([
      ...[incident, household, aboutSeconds, subjects, comment, means, place],
    ]);
    const stay = first.get(said);
    if (stay === undefined) first.set(said, recordId);
    else if (stay !== recordId) stays.set(recordId, stay);
  }
  return stays;
}

/** Takes the further records out, and lets what supersedes one of them supersede the one that stays. Shape: `reports` in any order. */
export function mergeTwins(
  reports: readonly Recorded<Report>[],
  stays: Stays,
): readonly Recorded<Report>[] {
  if (stays.size === 0) return reports;
  return reports
    .filter(({ recordId }) => !stays.has(recordId))
    .map((report) => {
      const supersedes = report.content.supersedes.map((id) => stays.get(id) ?? id);
      const content = { ...report.content, supersedes: [...new Set(supersedes)] };
      return { ...report, content };
    });
}

function byId(left: Recorded, right: Recorded): number {
  return left.recordId < right.recordId ? -1 : 1;
}
