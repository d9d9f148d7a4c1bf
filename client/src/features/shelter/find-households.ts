/** Finding a household at a shelter's desk: only whom somebody types, so that who looks over a shoulder reads nobody else. Pure. */
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import { searchTextOf } from "@tomoshibi/shared/roster/search.ts";
import type { ListedHousehold } from "../../engine/shelter-api.ts";

/** Fewest characters that find a part of a name or kana; counted as search compares them. One finds only a whole name: 林, 東. */
export const TYPED_MIN = 2;

/** Most households that are shown at once, unless a group was typed as well: of many 佐藤 nothing else may be known to type. */
export const FOUND_MAX = 6;

/** A household as the desk names it, and its name and kana as search compares them. */
export interface Findable extends ListedHousehold {
  /** 「3班-12」. */
  readonly mark: string;
  readonly text: string;
  /** Surname and given name by themselves, as far as they are written apart. */
  readonly names: ReadonlySet<string>;
}

/** Whom somebody named, in the order of the lists. */
export interface Found {
  readonly shown: readonly Findable[];
  /** Whether there are more than are shown. */
  readonly isMore: boolean;
}

/** Prepares the lists once: normalising thousands of names takes longer than a key stroke may. */
export function findable(households: readonly ListedHousehold[]): readonly Findable[] {
  return households.map((household) => {
    const texts = [household.name, household.kana];
    return {
      ...household,
      mark: markOf(household.group, household.indexInGroup),
      text: texts.map(searchTextOf).join(" "),
      names: new Set(texts.flatMap((text) => text.split(APART)).map(searchTextOf)),
    };
  });
}

const APART = /[\s・･]+/u;

/** 「3班-12」, 「3-12」, 「３班１２」, 「3の12」: a group and a number, and neither alone. */
const MARK = /^(\d{1,4})(?:班[-‐-―−ー]?の?|[-‐-―−ー]|の)(\d{1,4})$/u;

/** What a mark begins with: nobody is looked for before it is whole. */
const MARK_BEGUN = /^\d*班?[-‐-―−ー]?の?$/u;

/** 「3班 佐藤」, 「3班の佐藤」, 「3 佐藤」: a group before a name. */
const GROUP = /^(\d{1,4})(?:班の?\s*|\s+)(?=\D)/u;

/** 「やm」: the keyboard has not made kana of it yet. */
const UNFINISHED = /([\p{Script=Hiragana}\p{Script=Katakana}])[a-z]+$/iu;

/**
 * The households that somebody named: by all words of name or kana, or by exactly one mark. See {@link TYPED_MIN}, {@link FOUND_MAX}.
 *
 * Errors: undefined while too little was typed to look for anybody.
 */
export function findHouseholds(households: readonly Findable[], typed: string): Found | undefined {
  const plain = typed.normalize("NFKC").trim().replace(UNFINISHED, "$1");
  const close = plain.replaceAll(/\s/gu, "");
  const mark = MARK.exec(close);
  if (mark !== null) {
    const [, group, index] = mark.map(Number);
    return found(
      households.filter((one) => one.group === group && one.indexInGroup === index),
      true,
    );
  }
  if (MARK_BEGUN.test(close)) return undefined;
  const group = GROUP.exec(plain)?.[1];
  const within =
    group === undefined ? households : households.filter((one) => one.group === Number(group));
  const words = plain
    .replace(GROUP, "")
    .split(/\s+/u)
    .map(searchTextOf)
    .filter((word) => word !== "");
  const isShort = [...words.join("")].length < TYPED_MIN;
  const named = within.filter(({ text, names }) =>
    words.every((word) => (isShort ? names.has(word) : text.includes(word))),
  );
  const isEmpty = words.length === 0 || (isShort && named.length === 0);
  return isEmpty ? undefined : found(named, group !== undefined);
}

function found(named: readonly Findable[], isWhole: boolean): Found {
  const shown = isWhole ? named : named.slice(0, FOUND_MAX);
  return { shown, isMore: shown.length < named.length };
}
