/**
 * What receipts cover, and what officers' devices miss. [DEL1]
 *
 * A receipt says that an officer's device holds entries; `missed` that it does not, whatever was said before. Of one device's words
 * about an entry the last in its chain counts, so that a device that was set back to a backup takes its receipts back; another's
 * stand. In a fork the doubt counts.
 *
 * Law: the same words give the same answer in any order of arrival, once every `missed` was noted before the receipts are.
 */
import type { DeviceId, EntryId } from "../base/ids.ts";

/** What one entry of the stream `receipts` says. */
export interface Listed {
  readonly author: DeviceId;
  readonly seq: number;
  readonly entries: readonly EntryId[];
  /** When it came here. Unix ms. */
  readonly arrivedAtMs: number;
}

/** Which devices miss an entry, with where in their chain they said so, and when that came here. */
export type Misses = Map<EntryId, Map<DeviceId, Pick<Listed, "seq" | "arrivedAtMs">>>;

/** How long an entry is sent again because a device misses it. Afterwards that device has to ask again. */
export const MISSED_MS = 30 * 24 * 3_600_000;

/** Notes what a device misses. Receipts noted before have to be noted once more, for it may take some back. */
export function noteMissed(misses: Misses, { author, seq, entries, arrivedAtMs }: Listed): void {
  for (const id of entries) {
    const devices = misses.get(id) ?? new Map<DeviceId, Pick<Listed, "seq" | "arrivedAtMs">>();
    misses.set(id, devices);
    if ((devices.get(author)?.seq ?? 0) < seq) devices.set(author, { seq, arrivedAtMs });
  }
}

/** Notes a receipt: what its device missed before is there again. Shape: the entries it covers, without those taken back later. */
export function noteReceipt(misses: Misses, { author, seq, entries }: Listed): readonly EntryId[] {
  if (misses.size === 0) return entries;
  return entries.filter((id) => {
    const devices = misses.get(id);
    const missed = devices?.get(author);
    if (devices === undefined || missed === undefined) return true;
    if (missed.seq >= seq) return false;
    devices.delete(author);
    if (devices.size === 0) misses.delete(id);
    return true;
  });
}

/** Tells whether a device that is asked about misses an entry, and said so within MISSED_MS. */
export function isMissed(
  misses: Misses,
  id: EntryId,
  nowMs: number,
  isAskedFor: (device: DeviceId) => boolean,
): boolean {
  const devices = misses.get(id);
  if (devices === undefined) return false;
  return [...devices].some(
    ([device, { arrivedAtMs }]) => Math.abs(nowMs - arrivedAtMs) < MISSED_MS && isAskedFor(device),
  );
}
