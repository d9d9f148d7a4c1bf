/**
 * Up to when this device has shown 班のひとこと, so that what came since is marked 新しい. Kept like the language, outside IndexedDB:
 * losing it costs a mark too many.
 */

/** The part of Web Storage that is used; tests pass their own. */
export type SeenStorage = Pick<Storage, "getItem" | "setItem">;

/** When the newest message that was shown had come here. Units: Unix ms; 0 before the first. */
export function seenUntilMs(storage: SeenStorage | undefined, replica: string): number {
  try {
    const until = Number(storage?.getItem(keyOf(replica)) ?? 0);
    return Number.isFinite(until) ? until : 0;
  } catch {
    return 0;
  }
}

/** Remembers that all that has come until then was shown. */
export function rememberSeen(
  storage: SeenStorage | undefined,
  replica: string,
  untilMs: number,
): void {
  try {
    storage?.setItem(keyOf(replica), String(untilMs));
  } catch {
    // Storage is closed or full: the marks come back, which harms nobody.
  }
}

function keyOf(replica: string): string {
  return `tomoshibi-group-seen/${replica}`;
}
