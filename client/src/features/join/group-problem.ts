/** Compares the typed group with the card's. Pure. */
import { groupNumber } from "@tomoshibi/shared/roster/group-number.ts";

/** The number in 「３班」, 「三班」 and the like; 0 for none. */
export function readGroupNumber(text: string): number {
  return groupNumber(text) ?? Number(/\d+/.exec(text.normalize("NFKC"))?.[0] ?? 0);
}

/** What is wrong with a typed group: a card lets into its own household only, whatever is typed. */
export function groupProblem(
  text: string,
  groupOfCard: number,
): "groupMissing" | "groupOther" | undefined {
  const typed = readGroupNumber(text);
  if (typed === 0) return "groupMissing";
  return typed === groupOfCard ? undefined : "groupOther";
}
