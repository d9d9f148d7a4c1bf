/** When an incident's reports should be erased: a proposal to officers, never done by a clock alone. [ERA1] */
import { endedAtMs } from "./ended-at.ts";
import type { Incident } from "./incident-types.ts";

/** What was said is needed no longer than this after the end: for questions, and for what the town writes about it. */
export const ERASE_AFTER_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * The time from which erasing is proposed; undefined while the incident is open, or where its end is not known.
 *
 * Why a proposal: the clock of one desk may be years ahead, and what is erased does not come back.
 */
export function erasableFromMs(
  incident: Pick<Incident, "isOpen" | "closedAtMs" | "ended">,
): number | undefined {
  const atMs = endedAtMs(incident);
  return incident.isOpen || atMs === undefined ? undefined : atMs + ERASE_AFTER_MS;
}
