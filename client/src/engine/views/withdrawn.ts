/** Whether a household's last word about itself is やめる. [ERA1] */
import type { ConsentWithdrawn, Recorded, Registration } from "@tomoshibi/shared/records/record.ts";

/** What a household says about itself. */
export type OwnWord = Recorded<Registration | ConsentWithdrawn>;

/**
 * Tells it from all words of one household: as confirmed devices said it last; where no word is a confirmed one's, as any said.
 * Who registers again afterwards has not left.
 */
export function isWithdrawn(words: readonly OwnWord[]): boolean {
  return words.toSorted(compareWords).at(-1)?.content.kind === "consentWithdrawn";
}

/** Confirmed devices' last; then by what their authors say, then by id. [MEM7] */
export function compareWords(left: OwnWord, right: OwnWord): number {
  return (
    Number(left.isConfirmed) - Number(right.isConfirmed) ||
    left.content.atSeconds - right.content.atSeconds ||
    (left.entryId < right.entryId ? -1 : 1)
  );
}
