/** Waiting for what will become true, without sleeping for a guessed time. */
import { setTimeout as pause } from "node:timers/promises";

/**
 * Repeats a check until it stops throwing and answers something other than `false` or `undefined`.
 *
 * Units:  timeoutMs in milliseconds of wall clock; the check runs every 100 ms.
 * Errors: after the time limit it throws a sentence that names what was waited for, with the last error as cause.
 */
export async function eventually<T>(
  what: string,
  check: () => Promise<T> | T,
  timeoutMs = 30_000,
): Promise<Exclude<T, false | undefined>> {
  const endMs = performance.now() + timeoutMs;
  let cause: unknown;
  while (performance.now() < endMs) {
    try {
      const answer = await check();
      if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await pause(100);
  }
  throw new Error(`did not come true within ${timeoutMs} ms: ${what}`, { cause });
}
