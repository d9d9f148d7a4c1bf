/** Calls for help that came when a check had ended: nobody looks at an ended board by itself. Pure. */
import { endedAtMs, hasEndedWithin } from "@tomoshibi/shared/safety/ended-at.ts";
import { wasSeen } from "@tomoshibi/shared/safety/late.ts";
import type { BoardRowView, IncidentView } from "../../engine/api.ts";

/** How long after its end a check is looked through: later on history is read, by who takes an office over, and all of it comes late. */
const LOOKED_AT_MS = 7 * 24 * 60 * 60_000;

/**
 * The ended checks to look through: of the last days, either way by the clock, and since this device joined, for everything comes
 * late to a new one. They say when they ended as this device knows it; 0 where no officer ended it. In a drill, who really needs help is asked at once and opens a real check.
 */
export function endedLately(
  incidents: readonly IncidentView[],
  nowMs: number,
  joinedAtMs: number,
): readonly (IncidentView & { readonly closedAtMs: number })[] {
  const lately = incidents.flatMap((incident) => {
    const { isOpen, isShown, isDrill, closedAtMs = 0 } = incident;
    const atMs = endedAtMs(incident);
    if (isOpen || !isShown || isDrill || atMs === undefined) return [];
    const isLately = closedAtMs > joinedAtMs && hasEndedWithin(incident, nowMs, LOOKED_AT_MS);
    // Taken back by who had opened it: nobody in office has looked, and what came before the end was on a board that is gone.
    const isEnded = incident.ended?.isByOfficer !== false;
    return isLately ? [{ ...incident, closedAtMs: isEnded ? atMs : 0 }] : [];
  });
  // Anybody may open many and take them back: those stand below what officers ended.
  return lately.toSorted(
    (left, right) => Number(left.closedAtMs === 0) - Number(right.closedAtMs === 0),
  );
}

/** Who called after an end. */
export interface CallsAfterEnd {
  /** Households that called, or for whom somebody in office wrote it down. */
  readonly households: number;
  /** Of whom a neighbour alone says so: anybody may say that of anybody. */
  readonly byNeighbours: number;
}

/** Counts households whose call for help came after the end and still stands, and that nobody has marked as done with it before the eyes. */
export function callsAfterEnd(rows: readonly BoardRowView[], closedAtMs: number): CallsAfterEnd {
  const calls = rows
    .map(({ followUp, reports }) =>
      reports.filter((report) => {
        const { isCurrent, arrivedAtMs, subjects } = report;
        const isCall = isCurrent && subjects.some(({ status }) => status === "help");
        const isDone = followUp?.isDone === true && wasSeen(followUp, report);
        return isCall && arrivedAtMs > closedAtMs && !isDone;
      }),
    )
    .filter((reports) => reports.length > 0);
  const byNeighbours = calls.filter((reports) =>
    reports.every(({ isEvidenceOnly }) => isEvidenceOnly),
  ).length;
  return { households: calls.length - byNeighbours, byNeighbours };
}
