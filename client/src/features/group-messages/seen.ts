/**
 * Up to when this device has shown 班のひとこと, so that what came since is marked 新しい. Kept like the language, outside IndexedDB:
 * losing it costs a mark too many.
 */
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/** When the newest message that was shown had come here. Units: Unix ms; 0 before the first. */
export function seenUntilMs(storage: ItemStorage | undefined, replica: string): number {
  const until = Number(readItem(storage, keyOf(replica)) ?? 0);
  return Number.isFinite(until) ? until : 0;
}

/** Remembers that all that has come until then was shown. Where nothing is kept the marks come back, which harms nobody. */
export function rememberSeen(
  storage: ItemStorage | undefined,
  replica: string,
  untilMs: number,
): void {
  writeItem(storage, keyOf(replica), String(untilMs));
}

function keyOf(replica: string): string {
  return `tomoshibi-group-seen/${replica}`;
}
