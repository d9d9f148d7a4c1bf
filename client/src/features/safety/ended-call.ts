/** A call for help of the own household in a check that has ended since: the three buttons are gone, the need may not be. Pure. */
import type { IncidentView, OwnReportView } from "../../engine/api.ts";
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/** How long after the end it is told; officers have it on their desk until somebody has seen to it. */
const TOLD_MS = 24 * 60 * 60_000;

/** When the check ended, and whether the call has reached an officer. */
export interface EndedCall {
  readonly closedAtMs: number;
  readonly isReceived: boolean;
}

/**
 * The last one that no officer has answered and that nobody here has put away: `seenMs` is when the check of that one ended. Either way
 * by the clock, which may be wrong.
 */
export function endedCall(
  incidents: readonly IncidentView[],
  reports: readonly OwnReportView[],
  nowMs: number,
  seenMs: number,
): EndedCall | undefined {
  const lately = incidents
    .filter(({ isOpen, isDrill }) => !isOpen && !isDrill)
    .map(({ closedAtMs = 0, joined }) => ({ closedAtMs, joined }))
    .filter(({ closedAtMs }) => closedAtMs > seenMs && Math.abs(nowMs - closedAtMs) < TOLD_MS)
    .toSorted((left, right) => right.closedAtMs - left.closedAtMs);
  for (const { closedAtMs, joined } of lately) {
    const calls = reports.filter(
      (report) =>
        joined.includes(report.incident) &&
        report.isCurrent &&
        report.acknowledgedAtMs === undefined &&
        report.subjects.some(({ status }) => status === "help"),
    );
    if (calls.length > 0)
      // Of several in the family one that has not come must not be called received. [DEL2]
      return { closedAtMs, isReceived: calls.every(({ delivery }) => delivery === "received") };
  }
  return undefined;
}

/** When the check ended whose call was put away on this device last; 0 before the first. Units: Unix ms. */
export function readSeenCall(storage: ItemStorage | undefined, replica: string): number {
  return Number(readItem(storage, keyOf(replica)) ?? 0);
}

/** Puts it away, and those of checks that ended before; where the browser keeps nothing it comes back, which harms nobody. */
export function writeSeenCall(
  storage: ItemStorage | undefined,
  replica: string,
  closedAtMs: number,
): void {
  writeItem(storage, keyOf(replica), String(closedAtMs));
}

function keyOf(replica: string): string {
  return `tomoshibi-ended-call/${replica}`;
}
