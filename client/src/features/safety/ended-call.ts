/** A call for help of the own household in a check that has ended since: the three buttons are gone, the need may not be. Pure. */
import { hasEndedWithin } from "@tomoshibi/shared/safety/ended-at.ts";
import type { IncidentView, Intent, OwnReportView } from "../../engine/api.ts";
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";
import { recorderOf, type ShownReport, shownReports } from "./shown-reports.ts";

/** How long after the end it is told; officers have it on their desk until somebody has seen to it. */
const TOLD_MS = 24 * 60 * 60_000;

/** More than a family says in a day. */
const SEEN_MAX = 100;

/** Which calls stand, and whether all of them have reached an officer. */
export interface EndedCall {
  readonly calls: readonly string[];
  readonly isReceived: boolean;
}

/** What is known here. */
export interface EndedCallInput {
  readonly incidents: readonly IncidentView[];
  readonly reports: readonly OwnReportView[];
  readonly intents: readonly Intent[];
  readonly nowMs: number;
  /** The calls that were put away here: each for itself, for a check that ended before may be heard of later. */
  readonly seen: readonly string[];
}

/** Those that no officer has answered and that nobody here has put away, the stored ones too. Either way by the clock, which may be wrong. */
export function endedCall(input: EndedCallInput): EndedCall | undefined {
  const { incidents, reports, intents, nowMs, seen } = input;
  const calls = incidents
    .filter(({ isOpen, isDrill }) => !isOpen && !isDrill)
    .filter((incident) => hasEndedWithin(incident, nowMs, TOLD_MS))
    .flatMap(({ joined }) => shownReports(joined, reports, intents))
    .filter(isStanding)
    .filter((report) => !seen.includes(nameOf(report)));
  if (calls.length === 0) return undefined;
  // Of several one that has not come must not be called received, whichever check it was made in. [DEL2]
  const isReceived = calls.every(
    (report) => report.delivery === "received" || recorderOf(report) === "officer",
  );
  return { calls: calls.map(nameOf), isReceived };
}

function isStanding({ isCurrent, acknowledgedAtMs, subjects }: ShownReport): boolean {
  const isCall = subjects.some(({ status }) => status === "help");
  return isCurrent && acknowledgedAtMs === undefined && isCall;
}

/** By its intent where it was made here: it has no record yet while it is stored. */
function nameOf({ intent, recordId }: ShownReport): string {
  return intent ?? recordId ?? "";
}

/** The calls that were put away on this device. */
export function readSeenCalls(
  storage: ItemStorage | undefined,
  replica: string,
): readonly string[] {
  return (readItem(storage, keyOf(replica)) ?? "").split(" ");
}

/** Puts calls away; where the browser keeps nothing they come back, which harms nobody. */
export function writeSeenCalls(
  storage: ItemStorage | undefined,
  replica: string,
  seen: readonly string[],
): void {
  writeItem(storage, keyOf(replica), seen.slice(-SEEN_MAX).join(" "));
}

function keyOf(replica: string): string {
  return `tomoshibi-ended-call/${replica}`;
}
