/** Finding a household at a shelter's desk: only whom somebody types, so that who looks over a shoulder reads nobody else. Pure. */
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import { searchTextOf } from "@tomoshibi/shared/roster/search.ts";
import type { ListedHousehold } from "../../engine/shelter-api.ts";

/** Fewest characters of name and kana that find anybody; counted as search compares them. */
export const TYPED_MIN = 2;

/** Most households that are shown at once. */
export const FOUND_MAX = 6;

/** A household as the desk names it, and its name and kana as search compares them. */
export interface Findable extends ListedHousehold {
  /** 「3班-12」. */
  readonly mark: string;
  readonly text: string;
}

/** Prepares the lists once: normalising thousands of names takes longer than a key stroke may. */
export function findable(households: readonly ListedHousehold[]): readonly Findable[] {
  return households.map((household) => ({
    ...household,
    mark: markOf(household.group, household.indexInGroup),
    text: [household.name, household.kana].map(searchTextOf).join(" "),
  }));
}

/** 「3班-12」, 「3-12」, 「３班１２」: a group and a number, and neither alone. */
const MARK = /^(\d{1,4})(?:班[-‐-―−ー]?|[-‐-―−ー])(\d{1,4})$/u;

/**
 * The households that somebody named: by all words of name or kana, of two characters at least, or by exactly one mark.
 *
 * Shape: in the order of the lists; undefined while too little was typed to look for anybody.
 */
export function findHouseholds(
  households: readonly Findable[],
  typed: string,
): readonly Findable[] | undefined {
  const plain = typed.normalize("NFKC").trim();
  const mark = MARK.exec(plain.replaceAll(/\s/gu, ""));
  if (mark !== null)
    return households.filter(
      ({ group, indexInGroup }) => group === Number(mark[1]) && indexInGroup === Number(mark[2]),
    );
  const words = plain.split(/\s+/u).map(searchTextOf);
  if ([...words.join("")].length < TYPED_MIN) return undefined;
  return households.filter(({ text }) => words.every((word) => text.includes(word)));
}
