/** Reads a group's number as people type it: 3, ３, 3班. */
import { HOUSEHOLD_MAX } from "@tomoshibi/shared/entry/stream-name.ts";

/** Errors: undefined when it is no number of a group. */
export function readGroup(text: string): number | undefined {
  const match = /^([0-9]{1,5})(?:班|組)?$/u.exec(text.normalize("NFKC").trim());
  const group = Number(match?.[1] ?? 0);
  return group >= 1 && group <= HOUSEHOLD_MAX ? group : undefined;
}
