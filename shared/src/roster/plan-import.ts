/**
 * The dry run of an import: what a file would do to the roster, before anything changes.
 *
 * Invariants: no household is ever taken off by an import; an empty cell takes nothing away; each line of the file comes out
 * once, as new, changed, unchanged or bad, and each household of the roster at most once.
 */
import {
  type KnownHousehold,
  type ListedRow,
  type Matches,
  changedFields,
  matchRows,
  rowOf,
} from "./match-rows.ts";
import type { LineError } from "./parse.ts";
import type { ListedHousehold, ListedLine } from "./read-table.ts";
import { searchTextOf } from "./search.ts";
import { type HouseholdField, hasLostCharacters } from "./tidy.ts";

/** What saving needs; `number` undefined: a new household. */
export interface PlannedHousehold {
  readonly number: number | undefined;
  readonly group: number;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
  readonly careNeeds: string;
}

/** A household that is to be added. */
export interface AddedHousehold {
  readonly line: number;
  readonly household: PlannedHousehold;
  /** Marks of households elsewhere that have its name and are not in the file: it may have moved. */
  readonly sameNameAt: readonly string[];
}

/** A household whose fields are to change. */
export interface ChangedHousehold {
  readonly line: number;
  readonly before: KnownHousehold;
  readonly household: PlannedHousehold;
  readonly fields: readonly HouseholdField[];
}

/** A line that is left alone, as it stood. */
export interface BadLine {
  readonly line: number;
  readonly text: string;
  readonly error: LineError;
}

/** What an import would do. */
export interface ImportPlan {
  readonly added: readonly AddedHousehold[];
  readonly changed: readonly ChangedHousehold[];
  readonly unchanged: readonly KnownHousehold[];
  /** In the roster, not in the file: they stay. */
  readonly missing: readonly KnownHousehold[];
  readonly bad: readonly BadLine[];
}

/** Plans an import. Pure: the same lines and households give the same plan. */
export function planImport(
  lines: readonly ListedLine[],
  known: readonly KnownHousehold[],
): ImportPlan {
  const rows = lines.flatMap(({ line, text, household }) =>
    household.ok ? [rowOf(line, text, household.value)] : [],
  );
  const unread = lines.flatMap(({ line, text, household }) =>
    household.ok ? [] : [{ line, text, error: household.error }],
  );
  const matches = matchRows(rows, known);
  const unclaimed = known.filter(
    (household) => household.indexInGroup > 0 && !matches.claimedBy.has(household),
  );
  const planNew = newcomers(unclaimed);
  const outcomes = rows.map((row) => {
    const household = matches.householdOf.get(row);
    return household === undefined
      ? (problemOfUnmatched(row, matches) ?? planNew(row))
      : planMatched(row, household);
  });
  // What a bad line may have meant is not missing from the file.
  const meant = new Set(outcomes.flatMap((one) => (one.type === "bad" ? one.meant : [])));
  return {
    added: outcomes.filter((one) => one.type === "added"),
    changed: outcomes.filter((one) => one.type === "changed"),
    unchanged: outcomes.flatMap((one) => (one.type === "unchanged" ? [one.household] : [])),
    missing: unclaimed.filter((household) => !meant.has(household)),
    bad: [...unread, ...outcomes.filter((one) => one.type === "bad")].toSorted(
      (left, right) => left.line - right.line,
    ),
  };
}

/** What is to be saved, in the order of the file. */
export function householdsToSave(plan: ImportPlan): readonly PlannedHousehold[] {
  return [...plan.added, ...plan.changed]
    .toSorted((left, right) => left.line - right.line)
    .map(({ household }) => household);
}

type Outcome =
  | ({ readonly type: "added" } & AddedHousehold)
  | ({ readonly type: "changed" } & ChangedHousehold)
  | { readonly type: "unchanged"; readonly household: KnownHousehold }
  | BadOutcome;

interface BadOutcome extends BadLine {
  readonly type: "bad";
  readonly meant: readonly KnownHousehold[];
}

function bad(
  { line, text }: ListedRow,
  error: LineError,
  meant: readonly KnownHousehold[] = [],
): BadOutcome {
  return { type: "bad", line, text, error, meant };
}

/** A row that could mean several households, or one that another row means. */
function problemOfUnmatched(row: ListedRow, matches: Matches): BadOutcome | undefined {
  const candidates = matches.candidatesOf(row);
  const free = candidates.filter((household) => !matches.claimedBy.has(household));
  if (free.length > 0)
    return bad(row, { type: "Ambiguous", marks: free.map(({ mark }) => mark) }, free);
  const hasOwnIndex = candidates.some(
    ({ indexInGroup }) => indexInGroup === row.listed.indexInGroup,
  );
  const [first] = candidates;
  const claimer = first === undefined ? undefined : matches.claimedBy.get(first);
  if (claimer === undefined) return undefined;
  return hasOwnIndex || contentOf(row) === contentOf(claimer)
    ? bad(row, { type: "SameAsLine", line: claimer.line })
    : undefined;
}

/** Plans rows that no household is known for; the same one twice is no second household. */
function newcomers(unclaimed: readonly KnownHousehold[]): (row: ListedRow) => Outcome {
  const firstLines = new Map<string, number>();
  const marksByName = new Map<string, string[]>();
  for (const { name, mark } of unclaimed) {
    const key = searchTextOf(name);
    marksByName.set(key, [...(marksByName.get(key) ?? []), mark]);
  }
  return (row) => {
    const { line, listed } = row;
    const before = firstLines.get(contentOf(row));
    if (before !== undefined) return bad(row, { type: "SameAsLine", line: before });
    const problem = problemOfTexts(listed, ["name", "kana", "phone", "address", "careNeeds"]);
    if (problem !== undefined) return bad(row, problem);
    firstLines.set(contentOf(row), line);
    const { indexInGroup: _, ...household } = listed;
    const sameNameAt = marksByName.get(searchTextOf(listed.name)) ?? [];
    return { type: "added", line, household: { ...household, number: undefined }, sameNameAt };
  };
}

function planMatched(row: ListedRow, before: KnownHousehold): Outcome {
  const { line, listed } = row;
  const fields = changedFields(row, before);
  const problem = problemOfTexts(listed, fields);
  if (problem !== undefined) return bad(row, problem, [before]);
  const { number, group } = before;
  const said = Object.fromEntries(fields.map((field) => [field, listed[field]]));
  const { name, kana, phone, address, careNeeds } = { ...before, ...said };
  const household = { number, group, name, kana, phone, address, careNeeds };
  // Known by its devices only: the file brings it into the roster.
  if (before.indexInGroup === 0) return { type: "added", line, household, sameNameAt: [] };
  if (fields.length === 0) return { type: "unchanged", household: before };
  return { type: "changed", line, before, household, fields };
}

/** Texts that must not be written as they are. */
function problemOfTexts(
  listed: ListedHousehold,
  fields: readonly HouseholdField[],
): LineError | undefined {
  for (const field of fields) {
    const text = listed[field];
    if (hasLostCharacters(text)) return { type: "CharactersLost", text };
    if (CHANGED_BY_SPREADSHEET[field]?.test(text)) return { type: "ChangedBySpreadsheet", text };
  }
  return undefined;
}

/** 1-2-3 becomes 2001/2/3, 1-2 becomes 1月2日 or 2-Jan, 09012345678 becomes 9.01E+09. */
const CHANGED_BY_SPREADSHEET: Partial<Record<HouseholdField, RegExp>> = {
  phone: /^\d(?:\.\d+)?E\+\d+$/iu,
  address:
    /^(?:\d{4}\/\d{1,2}\/\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2})$/u,
};

function contentOf({ listed, forms }: ListedRow): string {
  return JSON.stringify([listed.group, listed.indexInGroup, forms]);
}
