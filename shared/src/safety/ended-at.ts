/**
 * When a check ended, as far as a device can know.
 *
 * What the word that ended it says is no time to go by alone: it outranks all that had been said of the incident (nextChangeSeconds), so
 * that any member's clock, or lie, can put it thousands of years ahead. That word came here after it was said: so never later than that.
 */
import type { Incident } from "./incident-types.ts";

/** The time. Units: Unix ms. Errors: undefined while the check is open. */
export function endedAtMs({
  closedAtMs,
  ended,
}: Pick<Incident, "closedAtMs" | "ended">): number | undefined {
  if (closedAtMs === undefined || ended === undefined) return closedAtMs;
  return Math.min(ended.saidAtMs, ended.arrivedAtMs);
}

/** Tells whether a check ended no longer ago than that, either way: by what was said of its end, or by when that came. */
export function hasEndedWithin(
  { closedAtMs, ended }: Pick<Incident, "closedAtMs" | "ended">,
  nowMs: number,
  withinMs: number,
): boolean {
  return [closedAtMs, ended?.arrivedAtMs].some(
    (atMs) => atMs !== undefined && Math.abs(nowMs - atMs) < withinMs,
  );
}
