/**
 * Which household of the roster each row of a file means.
 */
import type { ListedHousehold } from "./read-table.ts";
import { searchTextOf } from "./search.ts";
import {
  HOUSEHOLD_FIELDS,
  type HouseholdField,
  comparableText,
  hasLostCharacters,
  saysTheSame,
} from "./tidy.ts";

/** A household of the roster, as views show it. */
export interface KnownHousehold {
  readonly number: number;
  readonly group: number;
  /** 0: only its devices tell of it; it is not of the roster yet. */
  readonly indexInGroup: number;
  readonly mark: string;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
  readonly careNeeds: string;
}

/** A row with its comparable texts, made once. */
export interface ListedRow {
  readonly line: number;
  readonly text: string;
  readonly listed: ListedHousehold;
  readonly forms: Forms;
}

/** A household's comparable texts. */
export type Forms = Readonly<Record<HouseholdField, string>>;

/** Who means whom; both ways. */
export interface Matches {
  readonly householdOf: ReadonlyMap<ListedRow, KnownHousehold>;
  readonly claimedBy: ReadonlyMap<KnownHousehold, ListedRow>;
  /** Every household that a row could mean. */
  readonly candidatesOf: (row: ListedRow) => readonly KnownHousehold[];
}

/** Makes a row ready to be compared. */
export function rowOf(line: number, text: string, listed: ListedHousehold): ListedRow {
  return { line, text, listed, forms: formsOf(listed) };
}

/**
 * Finds the household that each row means; each household is meant once.
 *
 * The surest rows choose first: those equal to a household, then those that change nothing, then the rest. So a roster with
 * two households of one name, or of one mark, is matched to itself.
 */
export function matchRows(rows: readonly ListedRow[], known: readonly KnownHousehold[]): Matches {
  const formsByHousehold = new Map(known.map((household) => [household, formsOf(household)]));
  const formsFor = (household: KnownHousehold): Forms =>
    formsByHousehold.get(household) ?? formsOf(household);
  const candidatesOf = indexCandidates(known, formsFor);
  const householdOf = new Map<ListedRow, KnownHousehold>();
  const claimedBy = new Map<KnownHousehold, ListedRow>();
  type Choose = (row: ListedRow, free: readonly KnownHousehold[]) => KnownHousehold | undefined;
  const choices: readonly Choose[] = [
    (row, free) => free.find((household) => isEqual(row.forms, formsFor(household))),
    (row, free) =>
      free.find((household) => changedForms(row.forms, formsFor(household)).length === 0),
    (row, free) => chooseLikely(row.forms, free, formsFor),
  ];
  for (const choose of choices) {
    for (const row of rows) {
      if (householdOf.has(row)) continue;
      const free = candidatesOf(row).filter((household) => !claimedBy.has(household));
      const chosen = choose(row, free);
      if (chosen === undefined) continue;
      householdOf.set(row, chosen);
      claimedBy.set(chosen, row);
    }
  }
  return { householdOf, claimedBy, candidatesOf };
}

/** What a row says otherwise than the roster; what it does not say is no change. */
export function changedFields(
  row: ListedRow,
  household: KnownHousehold,
): readonly HouseholdField[] {
  return changedForms(row.forms, formsOf(household));
}

/** By number in the group where the file has one that exists; else by name in the group, however it is written. */
function indexCandidates(
  known: readonly KnownHousehold[],
  formsFor: (household: KnownHousehold) => Forms,
): (row: ListedRow) => readonly KnownHousehold[] {
  const byKey = new Map<string, KnownHousehold[]>();
  for (const household of known) {
    const { group, indexInGroup, name } = household;
    const keys = [
      `${group}`,
      `${group}=${formsFor(household).name}`,
      `${group}~${searchTextOf(name)}`,
    ];
    if (indexInGroup > 0) keys.push(`${group}#${indexInGroup}`);
    for (const key of keys) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [household]);
      else list.push(household);
    }
  }
  return ({ listed, forms }) => {
    const find = (key: string): readonly KnownHousehold[] =>
      byKey.get(`${listed.group}${key}`) ?? [];
    const byIndex = find(`#${listed.indexInGroup}`);
    const byName = find(`=${forms.name}`);
    if (byIndex.some((household) => byName.includes(household))) return byIndex;
    // A list sorted anew, with its numbers left as they were, must not rename everybody: the name decides then.
    if (byIndex.length > 0 || byName.length > 0) return [...byName, ...byIndex];
    if (!hasLostCharacters(listed.name)) return find(`~${searchTextOf(listed.name)}`);
    return find("").filter((household) => saysTheSame(forms.name, formsFor(household).name));
  };
}

/** The only one; or of several the only one that shares the name, the reading, the telephone or the address. */
function chooseLikely(
  forms: Forms,
  free: readonly KnownHousehold[],
  formsFor: (household: KnownHousehold) => Forms,
): KnownHousehold | undefined {
  if (free.length < 2) return free[0];
  for (const field of HOUSEHOLD_FIELDS) {
    if (forms[field] === "") continue;
    const same = free.filter((household) => saysTheSame(forms[field], formsFor(household)[field]));
    if (same.length === 1) return same[0];
  }
  return undefined;
}

function formsOf(household: Readonly<Record<HouseholdField, string>>): Forms {
  const form = (field: HouseholdField): string => comparableText(field, household[field]);
  return {
    name: form("name"),
    kana: form("kana"),
    phone: form("phone"),
    address: form("address"),
    careNeeds: form("careNeeds"),
  };
}

function isEqual(row: Forms, known: Forms): boolean {
  return HOUSEHOLD_FIELDS.every((field) => saysTheSame(row[field], known[field]));
}

function changedForms(row: Forms, known: Forms): readonly HouseholdField[] {
  return HOUSEHOLD_FIELDS.filter(
    (field) => row[field] !== "" && !saysTheSame(row[field], known[field]),
  );
}
