/** Calls for help that came when a check had ended: nobody looks at an ended board by itself. Pure. */
import type { BoardRowView, IncidentView } from "../../engine/api.ts";

/** How many ended checks are looked through, the last ones first. */
export const ENDED_LOOKED_AT = 10;

/** The ended checks to look through; in a drill, who really needs help is asked at once and opens a real one. */
export function endedLately(incidents: readonly IncidentView[]): readonly IncidentView[] {
  return incidents
    .filter(({ isOpen, isShown, isDrill }) => !isOpen && isShown && !isDrill)
    .toSorted((left, right) => (right.closedAtMs ?? 0) - (left.closedAtMs ?? 0))
    .slice(0, ENDED_LOOKED_AT);
}

/** Households whose call for help came after the end and still stands, and that nobody has marked as done. */
export function callsAfterEnd(
  rows: readonly BoardRowView[],
  closedAtMs: number | undefined,
): readonly BoardRowView[] {
  if (closedAtMs === undefined) return [];
  return rows.filter(
    ({ followUp, reports }) =>
      followUp?.isDone !== true &&
      reports.some(
        ({ isCurrent, arrivedAtMs, subjects }) =>
          isCurrent && arrivedAtMs > closedAtMs && subjects.some(({ status }) => status === "help"),
      ),
  );
}
