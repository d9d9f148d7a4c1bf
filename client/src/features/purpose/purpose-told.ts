/** Which purpose text a device has shown: by joining, else by the notice, which Web Storage remembers. Pure but for that. */
import type { ProfileView } from "../../engine/api.ts";
import { PURPOSE_VERSION } from "../../engine/purpose.ts";
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/**
 * Whether this device's household agreed to an earlier text and was not told since. Not before the engine has said which text
 * that was, and not of who is no member any more.
 */
export function isPurposeDue(
  storage: ItemStorage | undefined,
  replica: string,
  { purposeVersion, isStopped, hasWithdrawn, isDemo }: ProfileView,
): boolean {
  if (purposeVersion === undefined || isStopped === true || hasWithdrawn === true || isDemo)
    return false;
  return Math.max(purposeVersion, versionTold(storage, replica)) < PURPOSE_VERSION;
}

/** Remembers that; where the browser keeps nothing, the notice comes back, which harms nobody. */
export function rememberPurpose(
  storage: ItemStorage | undefined,
  replica: string,
  version: number,
): void {
  writeItem(storage, keyOf(replica), String(version));
}

function versionTold(storage: ItemStorage | undefined, replica: string): number {
  return Number(readItem(storage, keyOf(replica)) ?? 0);
}

function keyOf(replica: string): string {
  return `tomoshibi-purpose/${replica}`;
}
