/**
 * The 未確認 tray, folded: what officers decided about reports that lie beyond a revocation's bound. [MEM5]
 *
 * Invariant: a report that any officer took over is adopted, whatever else was said. What several adoptions come to is adoptions.ts.
 */
import type { RecordId } from "../base/ids.ts";
import type { HeldDecided, Recorded } from "../records/record.ts";

/** A decision, as far as folding it needs. */
export type Decision = Pick<Recorded<HeldDecided>, "recordId" | "author" | "content">;

/** Where a held report stands. */
export type HeldState = "open" | "aside" | "adopted";

/**
 * Tells where each decided report stands; one that is not in the answer is open.
 *
 * Law: any order and duplication of the input gives the same answer.
 */
export function foldHeld(decisions: readonly Decision[]): ReadonlyMap<RecordId, HeldState> {
  const last = new Map<RecordId, Decision>();
  const adopted = new Set<RecordId>();
  for (const record of decisions) {
    const { held, decision } = record.content;
    if (decision === "adopted") adopted.add(held);
    const before = last.get(held);
    if (before === undefined || isLater(record, before)) last.set(held, record);
  }
  const states = [...last].map(([held, { content }]): [RecordId, HeldState] => {
    if (adopted.has(held)) return [held, "adopted"];
    return [held, content.decision === "aside" ? "aside" : "open"];
  });
  return new Map(states);
}

function isLater(left: Decision, right: Decision): boolean {
  const between = left.content.atSeconds - right.content.atSeconds;
  return between > 0 || (between === 0 && left.recordId > right.recordId);
}
