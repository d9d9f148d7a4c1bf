/**
 * Cursors: numbers that a live reader echoes, so that a cache between us can tell its requests apart. They only grow.
 */

const CURSOR_EPOCH_MS = Date.UTC(2024, 9, 9);
const CURSOR_INTERVAL_MS = 20_000;

/**
 * The cursor to answer with, after the one the reader sent, if any.
 *
 * Law: greater than the reader's. The protocol lets a random step spread readers over a cache; our answers are
 *      `no-store` (REL5), so that one step is enough.
 */
export function nextCursor(sent: string | undefined, nowMs: number): string {
  const current = Math.max(0, Math.floor((nowMs - CURSOR_EPOCH_MS) / CURSOR_INTERVAL_MS));
  const echoed = /^\d{1,15}$/.test(sent ?? "") ? Number(sent) : -1;
  return String(Math.max(current, echoed + 1));
}
