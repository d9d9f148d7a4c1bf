/** Which incident a form of the no-app page speaks of: it cannot know, so an officer says; this is what is proposed. [FORM3] */
import { endedAtMs } from "./ended-at.ts";
import type { Incident } from "./incident-types.ts";

/** So long before its incident was opened a form may have been written: people answer a poster as soon as it shakes. */
const BEFORE_MS = 24 * 60 * 60_000;

/**
 * Proposes the incident that was open when the form came, else one that was opened soon after; the real thing before a drill,
 * the confirmed before the provisional, then the newest.
 *
 * Units:  Unix ms; `nowMs` by this device's clock: what is here was opened before, whatever the clock of who opened it says.
 * Errors: undefined when none fits; the form waits, or the officer chooses another.
 */
export function incidentForForm<Of extends Incident>(
  incidents: readonly Of[],
  arrivedAtMs: number,
  nowMs: number,
): Of | undefined {
  const fitting = incidents.filter(
    (incident) =>
      Math.min(incident.openedAtMs, endedAtMs(incident) ?? nowMs, nowMs) - BEFORE_MS <=
        arrivedAtMs &&
      (incident.isOpen || (endedAtMs(incident) ?? 0) >= arrivedAtMs),
  );
  const isBefore = ({ openedAtMs }: Of) => Number(openedAtMs > arrivedAtMs);
  return fitting.toSorted(
    (left, right) =>
      Number(left.isDrill) - Number(right.isDrill) ||
      isBefore(left) - isBefore(right) ||
      Number(left.isProvisional) - Number(right.isProvisional) ||
      right.openedAtMs - left.openedAtMs,
  )[0];
}
