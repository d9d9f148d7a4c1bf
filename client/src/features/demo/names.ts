/** The made-up households of the demo: the same ones on every device, nobody's real name on purpose. Pure. */
import type { HouseholdInput } from "../../engine/api.ts";
import { GIVEN_NAMES, SURNAMES } from "./name-lists.ts";

/** Households of the demo association, the founder's included. */
export const DEMO_HOUSEHOLDS = 256;
/** Its groups: sixteen of 13 households, four of 12. */
export const DEMO_GROUPS = 20;
/** Where the visitor lives as a resident: 「3班-12」. */
export const DEMO_RESIDENT_GROUP = 3;
/** And its place in the group. */
export const DEMO_RESIDENT_INDEX = 12;

interface Name {
  readonly text: string;
  readonly kana: string;
}

/** Steps that share no factor with the lists' lengths: every name comes up, neighbours get different ones. */
const SURNAME_STEP = 37;
const GIVEN_STEP = 17;
/** Fewer surnames than households, so that some are shared, as in any town. */
const SURNAMES_USED = 180;

/** The founder: the visitor as an officer. */
export function demoFounder(): Name {
  return nameAt(0);
}

/** All households but the founder's, in the order an officer would walk: by group. */
export function demoHouseholds(): readonly HouseholdInput[] {
  return Array.from({ length: DEMO_HOUSEHOLDS - 1 }, (_, index) => {
    const { text, kana } = nameAt(index + 1);
    return {
      number: undefined,
      group: groupOf(index + 1),
      name: text,
      kana,
      phone: "",
      address: "",
      careNeeds: "",
    };
  });
}

function groupOf(index: number): number {
  return Math.floor((index * DEMO_GROUPS) / DEMO_HOUSEHOLDS) + 1;
}

function nameAt(index: number): Name {
  const surname = pick(SURNAMES, SURNAMES_USED, index * SURNAME_STEP);
  const given = pick(GIVEN_NAMES, Number.POSITIVE_INFINITY, index * GIVEN_STEP);
  return { text: `${surname.text} ${given.text}`, kana: `${surname.kana} ${given.kana}` };
}

function pick(list: string, countMax: number, place: number): Name {
  const names = list.trim().split(/\s+/);
  const [text = "", kana = ""] = (names[place % Math.min(names.length, countMax)] ?? "").split("=");
  return { text, kana };
}
