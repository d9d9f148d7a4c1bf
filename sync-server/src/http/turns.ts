/**
 * Turns of the event loop, one for each request that costs a signature check. [REL2]
 *
 * Why: answers of the database come to many requests at once, and what follows would run in one turn. Measured, 300 keys
 * seen for the first time kept the relay from taking a connection for two seconds.
 */

/** Waits for a turn of one's own; callers are served in order, one a turn. */
export type TakeTurn = () => Promise<void>;

/** Makes a queue of turns. */
export function createTurns(): TakeTurn {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
    return last;
  };
}
