/** Of whom a report speaks, as officers read it: 無事 of one person is not 無事 of the household. Pure. */
import type { Subject } from "@tomoshibi/shared/records/record.ts";

/** 本人だけ, 本人 (of several), 家族みんな, n人目: keys of a catalogue. `subjects`: all that the report speaks of. */
export function saidOf(
  subject: Subject,
  subjects: readonly { readonly subject: Subject }[],
): "selfOnly" | "self" | "all" | "person" {
  if (typeof subject === "number") return "person";
  return subject === "self" && subjects.length === 1 ? "selfOnly" : subject;
}
