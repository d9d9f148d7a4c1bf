/** Time that a test lets pass: timers fire in order, and everything that follows from one happens before the next. */

/** The clock, the timers, and how to let them go on. */
export interface VirtualTime {
  nowMs(): number;
  setTimer(ms: number, fire: () => void): () => void;
  /** Lets everything happen that happens within a time. */
  pass(ms: number): Promise<void>;
}

/** Promises in a row that one timer may set going. */
const TURNS = 1_000;

/** Starts at zero. */
export function createVirtualTime(): VirtualTime {
  let nowMs = 0;
  let timers: { readonly atMs: number; readonly fire: () => void }[] = [];
  return {
    nowMs: () => nowMs,
    setTimer(ms, fire) {
      const timer = { atMs: nowMs + ms, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async pass(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
        const next = timers.toSorted((left, right) => left.atMs - right.atMs)[0];
        if (next === undefined || next.atMs > endMs) break;
        timers = timers.filter((timer) => timer !== next);
        nowMs = next.atMs;
        next.fire();
      }
      nowMs = endMs;
    },
  };
}
