/**
 * The order in which reports are shown: causes first, clocks only where nothing else decides.
 */
import type { RecordId } from "../base/ids.ts";
import type { Recorded, Report } from "../records/record.ts";

/**
 * Removes duplicates and orders reports so that each stands after those it supersedes; among free ones the earlier clock
 * first, then the lower id. A circle (ids cannot make one, bytes from outside might) falls back to the clocks.
 *
 * Law: any order and duplication of the input gives the same answer. [G15]
 */
export function inCausalOrder(reports: readonly Recorded<Report>[]): readonly Recorded<Report>[] {
  const waiting = [...new Map(reports.map((report) => [report.entryId, report])).values()].toSorted(
    compareClocks,
  );
  if (!waiting.some(({ content }) => content.supersedes.length > 0)) return waiting;
  const present = new Set(waiting.map(({ recordId }) => recordId));
  const placed = new Set<RecordId>();
  const ordered: Recorded<Report>[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ content }) =>
      content.supersedes.every((id) => placed.has(id) || !present.has(id)),
    );
    const [next] = waiting.splice(Math.max(0, free), 1);
    if (next === undefined) break;
    ordered.push(next);
    placed.add(next.recordId);
  }
  return ordered;
}

/** How far an author's clock is known to run ahead: its report arrived before it was made. Units: ms; 0 when not known. */
export function clockAheadMs(report: {
  readonly reportedAtMs: number;
  readonly arrivedAtMs: number;
}): number {
  const ahead = report.reportedAtMs - report.arrivedAtMs;
  return ahead > CLOCK_TOLERANCE_MS ? ahead : 0;
}

/** Clocks differ a little; nobody needs to be told. */
const CLOCK_TOLERANCE_MS = 60_000;

function compareClocks(left: Recorded<Report>, right: Recorded<Report>): number {
  return (
    left.content.atSeconds - right.content.atSeconds || (left.entryId < right.entryId ? -1 : 1)
  );
}
