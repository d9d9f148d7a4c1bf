/**
 * Which households a form of the no-app page may be from: by names as typed, group and telephone. Only a proposal: an officer
 * chooses. [FORM3]
 */
import type { Form } from "../records/form-wire.ts";
import { searchTextOf } from "./search.ts";

/** A household as far as suggesting it needs. */
export interface SuggestedFrom {
  readonly number: number;
  readonly group: number;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly persons: readonly string[];
}

/** Households that may be meant, the likeliest first. */
export interface Suggestion<Of extends SuggestedFrom> {
  readonly households: readonly Of[];
  /** The first stands out: its whole name was typed, and no other is as likely. */
  readonly isClear: boolean;
}

/** Most households that are proposed. */
const PROPOSED_MAX = 5;
/** A whole name weighs more than all else together. */
const WEIGHT = { wholeName: 8, phone: 4, person: 2, group: 1, partOfName: 2 } as const;

/** Proposes households. Law: the order in which they are given decides only between equals. */
export function suggestHouseholds<Of extends SuggestedFrom>(
  form: Form,
  households: readonly Of[],
): Suggestion<Of> {
  const weighed = households
    .map((household) => ({ household, weight: weightOf(form, household) }))
    .filter(({ weight }) => weight > WEIGHT.group)
    .toSorted((left, right) => right.weight - left.weight);
  const [first, second] = weighed;
  const isWhole = first !== undefined && first.weight >= WEIGHT.wholeName;
  return {
    households: weighed.slice(0, PROPOSED_MAX).map(({ household }) => household),
    isClear: isWhole && first.weight > (second?.weight ?? 0),
  };
}

/** The number from 1 of the person of a household who is named; undefined when nobody is, or two are. */
export function personNamed(name: string, persons: readonly string[]): number | undefined {
  const typed = searchTextOf(name);
  const found = persons.flatMap((person, index) =>
    typed !== "" && searchTextOf(person).endsWith(typed) ? [index + 1] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

function weightOf(form: Form, { group, name, kana, phone, persons }: SuggestedFrom): number {
  const typed = searchTextOf(form.household);
  const names = [name, kana, ...persons].map(searchTextOf).filter((text) => text !== "");
  const isWhole = names.includes(typed);
  const isPart = [name, kana].map(searchTextOf).some((text) => isPartOf(typed, text));
  const digits = digitsOf(form.phone);
  const isPhone = digits.length >= 9 && digitsOf(phone).endsWith(digits.slice(-9));
  const isPerson = personNamed(form.person, persons) !== undefined;
  return (
    (isWhole ? WEIGHT.wholeName : isPart ? WEIGHT.partOfName : 0) +
    (isPhone ? WEIGHT.phone : 0) +
    (isPerson ? WEIGHT.person : 0) +
    (Number(digitsOf(form.group)) === group ? WEIGHT.group : 0)
  );
}

/** The family name alone is a part of the name, and so is the name with 様 or さん after it. */
function isPartOf(typed: string, name: string): boolean {
  if (typed === "" || name === "") return false;
  return name.startsWith(typed) || typed.startsWith(name);
}

function digitsOf(text: string): string {
  return text.normalize("NFKC").replace(/\D/g, "");
}
