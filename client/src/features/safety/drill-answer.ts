/**
 * Remembers that 助けが必要 was said for the drill only, so that the question is not asked again at each start: about one drill, on
 * this device, until that drill is over or somebody presses 助けが必要 anew. Kept like the language, outside IndexedDB: losing it
 * costs one more question.
 */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";

/** The part of Web Storage that is used; tests pass their own. */
export type AnswerStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Whether the question was answered for this drill, which may be several joined ones. */
export function isDrillOnly(
  storage: AnswerStorage | undefined,
  replica: string,
  joined: readonly IncidentId[],
): boolean {
  try {
    const answered = storage?.getItem(keyOf(replica)) ?? undefined;
    return joined.some((incident) => incident === answered);
  } catch {
    return false;
  }
}

/** Remembers the answer; the one about an earlier drill goes. */
export function rememberDrillOnly(
  storage: AnswerStorage | undefined,
  replica: string,
  incident: IncidentId,
): void {
  try {
    storage?.setItem(keyOf(replica), incident);
  } catch {
    // Storage is closed or full: the question comes back at the next start, which harms nobody.
  }
}

/** Forgets it: whoever presses 助けが必要 anew may mean it this time. */
export function forgetDrillOnly(storage: AnswerStorage | undefined, replica: string): void {
  try {
    storage?.removeItem(keyOf(replica));
  } catch {
    // Storage is closed: there is nothing in it either.
  }
}

function keyOf(replica: string): string {
  return `tomoshibi-drill-only/${replica}`;
}
