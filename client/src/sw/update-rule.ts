/** When a new version of the app may take over: never in the middle of a disaster, but not put off for ever either. */

/** How long an open incident puts an update off. */
export const UPDATE_HOLD_MS = 7 * 24 * 60 * 60 * 1000;

/** What the rule looks at of an incident. */
export interface HoldingIncident {
  readonly isDrill: boolean;
  readonly isOpen: boolean;
  readonly openedAtMs: number;
}

/**
 * Tells whether an update may be offered and applied now.
 *
 * Shape:  all incidents this device knows, provisional ones included.
 * Law:    an opener's clock may be wrong by years, so an incident from the future holds no longer than one from today.
 */
export function mayUpdate(incidents: readonly HoldingIncident[], nowMs: number): boolean {
  return !incidents.some(
    ({ isDrill, isOpen, openedAtMs }) =>
      isOpen && !isDrill && Math.abs(nowMs - openedAtMs) < UPDATE_HOLD_MS,
  );
}
