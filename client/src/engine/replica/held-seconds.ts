/** The time that a decision about what was held back says. [MEM5] [DOC3] */
import { SECONDS_MAX, secondsOf } from "@tomoshibi/shared/records/fields.ts";
import type { Memory } from "./memory.ts";

/** Later than every decision about what was held back that is here: a fast clock's word does not stay the last. Units: ms in, seconds out. */
export function nextHeldSeconds({ records }: Memory, atMs: number): number {
  let seconds = secondsOf(atMs);
  for (const { content } of records.heldDecisions)
    seconds = Math.max(seconds, content.atSeconds + 1);
  return Math.min(SECONDS_MAX, seconds);
}
