/**
 * Remembers that 助けが必要 was said for the drill only, so that the question is not asked again at each start: about one drill, on
 * this device, until that drill is over or somebody presses 助けが必要 anew. Kept like the language, outside IndexedDB: losing it
 * costs one more question.
 */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { type ItemStorage, readItem, writeItem } from "../../screen/web-storage.ts";

/** Whether the question was answered for this drill, which may be several joined ones. */
export function isDrillOnly(
  storage: ItemStorage | undefined,
  replica: string,
  joined: readonly IncidentId[],
): boolean {
  const answered = readItem(storage, keyOf(replica));
  return joined.some((incident) => incident === answered);
}

/** Remembers the answer; the one about an earlier drill goes. Where nothing is kept the question comes back, which harms nobody. */
export function rememberDrillOnly(
  storage: ItemStorage | undefined,
  replica: string,
  incident: IncidentId,
): void {
  writeItem(storage, keyOf(replica), incident);
}

/** Forgets it: whoever presses 助けが必要 anew may mean it this time. */
export function forgetDrillOnly(storage: ItemStorage | undefined, replica: string): void {
  writeItem(storage, keyOf(replica), "");
}

function keyOf(replica: string): string {
  return `tomoshibi-drill-only/${replica}`;
}
