/** Which purpose text a device has shown: by joining, else by the notice, which Web Storage remembers. Pure but for that. */
import type { ProfileView } from "../../engine/api.ts";
import { PURPOSE_VERSION } from "../../engine/purpose.ts";

/** The part of Web Storage that is used; tests pass their own. */
export type PurposeStorage = Pick<Storage, "getItem" | "setItem">;

/**
 * Whether this device's household agreed to an earlier text and was not told since. Not before the engine has said which text
 * that was, and not of who is no member any more.
 */
export function isPurposeDue(
  storage: PurposeStorage | undefined,
  replica: string,
  { purposeVersion, isStopped, hasWithdrawn, isDemo }: ProfileView,
): boolean {
  if (purposeVersion === undefined || isStopped === true || hasWithdrawn === true || isDemo)
    return false;
  return Math.max(purposeVersion, versionTold(storage, replica)) < PURPOSE_VERSION;
}

/** Remembers that; where the browser keeps nothing, the notice comes back, which harms nobody. */
export function rememberPurpose(
  storage: PurposeStorage | undefined,
  replica: string,
  version: number,
): void {
  try {
    storage?.setItem(keyOf(replica), String(version));
  } catch {
    // Storage is closed or full.
  }
}

function versionTold(storage: PurposeStorage | undefined, replica: string): number {
  try {
    return Number(storage?.getItem(keyOf(replica)) ?? 0);
  } catch {
    return 0;
  }
}

function keyOf(replica: string): string {
  return `tomoshibi-purpose/${replica}`;
}
