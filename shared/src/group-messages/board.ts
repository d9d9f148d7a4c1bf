/**
 * 班のひとこと as a board: which messages of a group are shown at once, and which stand behind もっと見る. [STR3]
 *
 * Invariants: of one day a household takes at most ten places, however many messages it writes and whatever its clocks say, and
 * none before what came later; the answer hangs on the set alone, not on its order.
 */

/** What the board needs to know of a message. Units: Unix ms. */
export interface BoardMessage {
  readonly recordId: string;
  /** By the author's certificate; 0 for none. */
  readonly household: number;
  /** As its author typed it. */
  readonly name: string;
  readonly shownAtMs: number;
  /** As its author's clock says: of what came at once, this decides. */
  readonly writtenAtMs: number;
}

/** Messages of one group that are shown at once, the newest. */
export const SHOWN_MAX = 200;
/** Of these, the newest of one household a day. */
export const SHOWN_A_DAY_MAX = 10;
/** Messages of one household that a replica keeps on the board at all: older ones stay in their entries. */
export const KEPT_A_HOUSEHOLD_MAX = 200;

const DAY_MS = 86_400_000;

/**
 * When a message is shown to have been written: nobody's clock puts a message after those that come later. A clock that is slow
 * puts it back: it is shown where it says.
 */
export function shownAtMs(atSeconds: number, arrivedAtMs: number): number {
  return Math.min(atSeconds * 1000, arrivedAtMs);
}

/** The newest of each household. Law: the same set gives the same answer. Shape: the newest first. */
export function keptMessages<Message extends BoardMessage>(
  messages: Iterable<Message>,
): readonly Message[] {
  const counts = new Map<number, number>();
  return newestFirst(messages).filter(
    ({ household }) => countUp(counts, household) <= KEPT_A_HOUSEHOLD_MAX,
  );
}

/** What stands on the board, the newest first, and how many stand behind もっと見る; `isWhole`: it was pressed. */
export function shownMessages<Message extends BoardMessage>(
  messages: Iterable<Message>,
  isWhole: boolean,
): { readonly shown: readonly Message[]; readonly more: number } {
  const all = newestFirst(messages);
  if (isWhole) return { shown: all, more: 0 };
  const counts = new Map<string, number>();
  const fitting = all.filter(
    (message) =>
      countUp(counts, `${message.household} ${Math.floor(message.shownAtMs / DAY_MS)}`) <=
      SHOWN_A_DAY_MAX,
  );
  const shown = fitting.slice(0, SHOWN_MAX);
  return { shown, more: all.length - shown.length };
}

/** Names that more than one household writes under, normalised: the screen says so beside them. */
export function sharedNames(
  messages: Iterable<Pick<BoardMessage, "household" | "name">>,
): ReadonlySet<string> {
  const households = new Map<string, number>();
  const shared = new Set<string>();
  for (const { household, name } of messages) {
    const known = normalName(name);
    if ((households.get(known) ?? household) !== household) shared.add(known);
    households.set(known, household);
  }
  return shared;
}

/** A name without what the eye does not tell apart: width, spaces, marks that only steer the text. */
export function normalName(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/[\p{White_Space}\p{Cf}]/gu, "")
    .toLowerCase();
}

function newestFirst<Message extends BoardMessage>(messages: Iterable<Message>): Message[] {
  return [...messages].sort(
    (left, right) =>
      right.shownAtMs - left.shownAtMs ||
      right.writtenAtMs - left.writtenAtMs ||
      (left.recordId < right.recordId ? 1 : -1),
  );
}

function countUp<Key>(counts: Map<Key, number>, key: Key): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
