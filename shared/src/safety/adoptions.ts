/**
 * Held reports that were taken over more than once. [MEM5]
 *
 * Invariant: two officers who take one over at the same moment, apart, make one record, for of several adoptions that are here the
 * lowest id stands for all.
 */
import type { DeviceId, RecordId } from "../base/ids.ts";
import type { Recorded, Report } from "../records/record.ts";
import type { Decision } from "./held.ts";
import { type Stays, mergeTwins } from "./twins.ts";

/**
 * Takes the further adoptions of one held report out, and lets what supersedes one of them supersede the one that stays.
 *
 * Shape: `reports` in any order; only adoptions among them are compared, so that none hides one that has not come yet.
 */
export function withoutDoubles(
  reports: readonly Recorded<Report>[],
  decisions: readonly Decision[],
): readonly Recorded<Report>[] {
  const authors = new Map(reports.map(({ recordId, author }) => [recordId, author]));
  return mergeTwins(reports, staysFor(authors, decisions));
}

/** By further adoption, the one that stays. Who decides names a record of its own: nobody's report is hidden by calling it one. */
function staysFor(authors: ReadonlyMap<RecordId, DeviceId>, decisions: readonly Decision[]): Stays {
  const adoptions = new Map<RecordId, Set<RecordId>>();
  for (const { author, content } of decisions) {
    const { held, report } = content;
    if (report === undefined || authors.get(report) !== author) continue;
    adoptions.set(held, (adoptions.get(held) ?? new Set()).add(report));
  }
  const stays = new Map<RecordId, RecordId>();
  for (const ids of adoptions.values()) {
    const [first, ...others] = [...ids].toSorted();
    for (const other of others) {
      const known = stays.get(other);
      if (first !== undefined && (known === undefined || first < known)) stays.set(other, first);
    }
  }
  return stays;
}
