/**
 * When a page asks the engine to end its wait for the relay: a person is there, or an incident is open. The engine's own tries
 * get as rare as one in ten minutes; whoever touches the screen must not wait for the next of them.
 *
 * Invariant: only while the relay cannot be reached. A nudge breaks off a read that waits for news, and a relay that answers
 * is asked often enough.
 */

/** Touches closer together than this are one. */
export const TOUCH_MS_APART = 5_000;
/** How often the relay is tried while an incident is before somebody's eyes. */
export const INCIDENT_MS_BETWEEN = 60_000;

/** What it needs of the page; tests pass their own. */
export interface NudgePorts {
  /** The document: touches and keys. */
  readonly page: EventTarget;
  /** The window: it comes to the front. */
  readonly window: EventTarget;
  readonly isVisible: () => boolean;
  readonly nowMs: () => number;
  /** Calls back again and again; the answer ends that. */
  readonly setTicker: (ms: number, fire: () => void) => () => void;
  readonly nudge: () => void;
}

/** Nudges from now on; gives the way to stop. */
export function watchForNudges(ports: NudgePorts, isUrgent: boolean): () => void {
  const { page, window, isVisible, nowMs, nudge } = ports;
  let lastMs = Number.NEGATIVE_INFINITY;
  const touched = (): void => {
    // Apart in either direction: a clock that was set back must not silence the finger.
    if (Math.abs(nowMs() - lastMs) < TOUCH_MS_APART) return;
    lastMs = nowMs();
    nudge();
  };
  const heard = [
    [page, "pointerdown"],
    [page, "keydown"],
    [window, "focus"],
  ] as const;
  for (const [target, type] of heard) target.addEventListener(type, touched);
  const endTicker = isUrgent
    ? ports.setTicker(INCIDENT_MS_BETWEEN, () => void (isVisible() && nudge()))
    : undefined;
  return () => {
    for (const [target, type] of heard) target.removeEventListener(type, touched);
    endTicker?.();
  };
}
