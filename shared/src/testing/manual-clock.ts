/** A clock that tests move by hand. */
import type { Clock } from "../ports/clock.ts";

/** The Clock port, and how to move it. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  set(nowMs: number): void;
}

/** 2026-04-01 09:00 in Japan, when a fiscal year begins. */
export const FISCAL_YEAR_2026_MS = 1_775_001_600_000;

/** Starts a clock that stands still until moved. */
export function createManualClock(startMs: number = FISCAL_YEAR_2026_MS): ManualClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance: (ms) => void (nowMs += ms),
    set: (ms) => void (nowMs = ms),
  };
}
