/**
 * The 未確認 tray, folded: what officers decided about reports that lie beyond a revocation's bound. [MEM5]
 *
 * Invariants: a report that any officer took over is adopted, whatever else was said; two officers who take one over at the same
 * moment, apart, make one record, for of several adoptions that are here the lowest id stands for all.
 */
import type { DeviceId, RecordId } from "../base/ids.ts";
import type { HeldDecided, Recorded, Report } from "../records/record.ts";
import { type Stays, mergeTwins } from "./twins.ts";

/** A decision, as far as folding it needs. */
export type Decision = Pick<Recorded<HeldDecided>, "recordId" | "author" | "content">;

/** Where a held report stands. */
export type HeldState = "open" | "aside" | "adopted";

/**
 * Tells where each decided report stands; one that is not in the answer is open.
 *
 * Law: any order and duplication of the input gives the same answer.
 */
export function foldHeld(decisions: readonly Decision[]): ReadonlyMap<RecordId, HeldState> {
  const last = new Map<RecordId, Decision>();
  const adopted = new Set<RecordId>();
  for (const record of decisions) {
    const { held, decision } = record.content;
    if (decision === "adopted") adopted.add(held);
    const before = last.get(held);
    if (before === undefined || isLater(record, before)) last.set(held, record);
  }
  const states = [...last].map(([held, { content }]): [RecordId, HeldState] => {
    if (adopted.has(held)) return [held, "adopted"];
    return [held, content.decision === "aside" ? "aside" : "open"];
  });
  return new Map(states);
}

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

function isLater(left: Decision, right: Decision): boolean {
  const between = left.content.atSeconds - right.content.atSeconds;
  return between > 0 || (between === 0 && left.recordId > right.recordId);
}
