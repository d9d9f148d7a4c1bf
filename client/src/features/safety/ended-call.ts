/** A call for help of the own household in a check that has ended since: the three buttons are gone, the need may not be. Pure. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { IncidentView, OwnReportView } from "../../engine/api.ts";
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/** How long after the end it is told; officers have it on their desk until somebody has seen to it. */
const TOLD_MS = 24 * 60 * 60_000;

/** The check, and whether the call has reached an officer. */
export interface EndedCall {
  readonly incident: IncidentId;
  readonly isReceived: boolean;
}

/** The last one that no officer has answered and that nobody here has put away; either way by the clock, which may be wrong. */
export function endedCall(
  incidents: readonly IncidentView[],
  reports: readonly OwnReportView[],
  nowMs: number,
  seen: string | undefined,
): EndedCall | undefined {
  const lately = incidents
    .filter(({ isOpen, closedAtMs }) => !isOpen && Math.abs(nowMs - (closedAtMs ?? 0)) < TOLD_MS)
    .toSorted((left, right) => (right.closedAtMs ?? 0) - (left.closedAtMs ?? 0));
  for (const { incident, joined } of lately) {
    const calls = reports.filter(
      (report) =>
        joined.includes(report.incident) &&
        report.isCurrent &&
        report.acknowledgedAtMs === undefined &&
        report.subjects.some(({ status }) => status === "help"),
    );
    if (calls.length > 0 && incident !== seen)
      return { incident, isReceived: calls.some(({ delivery }) => delivery === "received") };
  }
  return undefined;
}

/** The check whose call was put away on this device. */
export function readSeenCall(
  storage: ItemStorage | undefined,
  replica: string,
): string | undefined {
  return readItem(storage, keyOf(replica));
}

/** Puts it away; where the browser keeps nothing it comes back, which harms nobody. */
export function writeSeenCall(
  storage: ItemStorage | undefined,
  replica: string,
  incident: IncidentId,
): void {
  writeItem(storage, keyOf(replica), incident);
}

function keyOf(replica: string): string {
  return `tomoshibi-ended-call/${replica}`;
}
