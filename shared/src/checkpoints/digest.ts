/**
 * The digest of a checkpoint: the boards of the open incidents in a few hundred bytes, so that counts show before the entries they
 * were counted from have been read. [DOC4]
 *
 * Two bits a household of the total: 未読, 既読, 無事, or something else. What else stands in a byte of its own: these are the few.
 * Names, groups, comments and places are not in it.
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
  isUint,
} from "../base/cbor.ts";
import { type IncidentId, idBytes } from "../base/ids.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import { isSeconds, readChoice, readId, secondsOf } from "../records/fields.ts";
import { START_LIST_MAX } from "../records/payload-read.ts";
import { CAUSES, type Cause, NAME_MAX } from "../records/record.ts";
import {
  type BoardRow,
  type Counts,
  HOUSEHOLD_STATES,
  type HouseholdState,
} from "../safety/board-types.ts";
import { countRows } from "../safety/counts.ts";
import type { Incident } from "../safety/incident-types.ts";

/** What a board says of one household. */
export interface HouseholdDigest {
  readonly household: number;
  readonly state: HouseholdState;
  readonly needsCheck: boolean;
}

/** One incident's board, summed up. */
export interface IncidentDigest {
  /** The id that stands for all joined ones. */
  readonly incident: IncidentId;
  readonly isDrill: boolean;
  readonly cause: Cause;
  readonly title: string;
  readonly openedAtSeconds: number;
  /** アプリなし: it hangs on the roster, which is not summed up, so that it is said and not compared. */
  readonly noApp: number;
  /** The households in the total, by number, ascending. */
  readonly total: readonly HouseholdDigest[];
  /** Of those beside the total the ones that count somewhere: they answered, or need to be checked. Ascending. */
  readonly outside: readonly HouseholdDigest[];
}

/** What a checkpoint says first of all. */
export interface Digest {
  /** When it was made, by its author's clock: shown, no more. */
  readonly atSeconds: number;
  /** How many reports, read marks and confirmed words of neighbours it was counted from. */
  readonly records: number;
  readonly incidents: readonly IncidentDigest[];
}

/** Most incidents of one digest. */
export const DIGEST_INCIDENTS_MAX = 8;

/** Sums up a board. Law: {@link countsOfDigest} of it are the board's counts, whatever the order of the rows. */
export function digestOfBoard(
  incident: Pick<Incident, "incident" | "isDrill" | "cause" | "title" | "openedAtMs">,
  rows: readonly BoardRow[],
): IncidentDigest {
  const { isDrill, cause, title, openedAtMs } = incident;
  const ordered = rows.toSorted((left, right) => left.household - right.household);
  const beside = ordered.filter(({ isInTotal }) => !isInTotal);
  return {
    ...{ incident: incident.incident, isDrill, cause, title },
    openedAtSeconds: secondsOf(openedAtMs),
    noApp: countRows(beside).noApp,
    total: ordered.filter(({ isInTotal }) => isInTotal).map(toHousehold),
    outside: beside
      .filter(({ state, needsCheck }) => needsCheck || ANSWERED.has(state))
      .map(toHousehold),
  };
}

/** The counts of the board that was summed up. */
export function countsOfDigest({ total, outside, noApp }: IncidentDigest): Counts {
  // Only what counting looks at: the rest of a row is not in a digest.
  const row = (isInTotal: boolean) => (one: HouseholdDigest) =>
    ({ ...one, isInTotal, hasApp: true, group: 0 }) as unknown as BoardRow;
  return { ...countRows([...total.map(row(true)), ...outside.map(row(false))]), noApp };
}

/** Tells whether two digests say the same of the incidents; what hangs on the roster is left out. */
export function isSameDigest(left: Digest, right: Digest): boolean {
  const bytesOf = ({ incidents }: Digest) =>
    encodeCbor(incidents.map((one) => incidentFields({ ...one, noApp: 0 }))).join();
  return bytesOf(left) === bytesOf(right);
}

/** Encodes a digest: `[1, at, records, [incident…]]`, incidents by id, ascending. */
export function encodeDigest({ atSeconds, records, incidents }: Digest): Uint8Array {
  return encodeCbor([1, atSeconds, records, incidents.map(incidentFields)]);
}

/** Decodes a digest from outside. Errors: undefined when it is not exactly one, in its one form. Never throws. */
export function decodeDigest(bytes: Uint8Array): Digest | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 4) || value[0] !== 1) return undefined;
  const [, atSeconds, records, list] = value;
  if (!isSeconds(atSeconds) || !isUint(records) || !isList(list)) return undefined;
  if (list.length > DIGEST_INCIDENTS_MAX) return undefined;
  const incidents: IncidentDigest[] = [];
  for (const item of list) {
    const read = readIncident(item);
    const before = incidents.at(-1);
    if (read === undefined || (before !== undefined && before.incident >= read.incident))
      return undefined;
    incidents.push(read);
  }
  return { atSeconds, records, incidents };
}

/** What needs no byte of its own, in the order of its two bits; the fourth value is "something else". */
const PLAIN = ["unread", "read", "safe"] as const satisfies readonly HouseholdState[];
const ANSWERED: ReadonlySet<HouseholdState> = new Set(["safe", "partlySafe", "contact", "help"]);
const A_BYTE = 4;
const CODE_MAX = HOUSEHOLD_STATES.length * 2 - 1;

function toHousehold({ household, state, needsCheck }: BoardRow): HouseholdDigest {
  return { household, state, needsCheck };
}

/** `[id 8B, drill 0/1, cause, title, opened (s), no app, [gap, length…], two bits a household, others, [gap, code…]]`. */
function incidentFields(one: IncidentDigest): readonly CborValue[] {
  const codes = new Uint8Array(Math.ceil(one.total.length / A_BYTE));
  const others: number[] = [];
  for (const [at, household] of one.total.entries()) {
    const plain = household.needsCheck ? -1 : PLAIN.indexOf(household.state as "read");
    if (plain < 0) others.push(codeOf(household));
    const code = plain < 0 ? PLAIN.length : plain;
    codes[Math.floor(at / A_BYTE)] =
      (codes[Math.floor(at / A_BYTE)] ?? 0) | (code << ((at % 4) * 2));
  }
  return [
    ...[idBytes(one.incident), one.isDrill ? 1 : 0, CAUSES.indexOf(one.cause), one.title],
    ...[one.openedAtSeconds, one.noApp, runsOf(one.total.map(({ household }) => household))],
    ...[codes, Uint8Array.from(others), gapsOf(one.outside)],
  ];
}

function readIncident(value: CborValue): IncidentDigest | undefined {
  if (!isTuple(value, 10)) return undefined;
  const [, drill, causeIndex, title, openedAtSeconds, noApp, runs, codes, others, gaps] = value;
  const incident = readId("incident", value[0]);
  const cause = readChoice(CAUSES, causeIndex);
  if (incident === undefined || !isUint(drill, 1) || cause === undefined) return undefined;
  if (!isText(title, NAME_MAX) || !isSeconds(openedAtSeconds) || !isUint(noApp)) return undefined;
  const numbers = readRuns(runs);
  const total = numbers && readTotal(numbers, codes, others);
  const outside = readGaps(gaps);
  if (total === undefined || outside === undefined) return undefined;
  const known = new Set(numbers);
  if (outside.some(({ household }) => known.has(household))) return undefined;
  const isDrill = drill === 1;
  return { incident, isDrill, cause, title, openedAtSeconds, noApp, total, outside };
}

function readTotal(
  numbers: readonly number[],
  codes: CborValue | undefined,
  others: CborValue | undefined,
): readonly HouseholdDigest[] | undefined {
  if (!isBytes(codes, Math.ceil(numbers.length / A_BYTE)) || !isBytes(others)) return undefined;
  let used = 0;
  const total: HouseholdDigest[] = [];
  for (const [at, household] of numbers.entries()) {
    const state = PLAIN[((codes[Math.floor(at / A_BYTE)] ?? 0) >> ((at % 4) * 2)) & 3];
    const other = state === undefined ? fromCode(household, others[used]) : undefined;
    if (state === undefined) {
      // One form only, and nobody in the total is without the app.
      if (other === undefined || other.state === "noApp" || isPlain(other)) return undefined;
      used += 1;
    }
    total.push(other ?? { household, state: state ?? "unread", needsCheck: false });
  }
  const spare = (codes.at(-1) ?? 0) >> (((numbers.length - 1) % 4) * 2 + 2);
  return used === others.length && (numbers.length % A_BYTE === 0 || spare === 0)
    ? total
    : undefined;
}

function isPlain({ state, needsCheck }: HouseholdDigest): boolean {
  return !needsCheck && PLAIN.includes(state as "read");
}

function codeOf({ state, needsCheck }: HouseholdDigest): number {
  return HOUSEHOLD_STATES.indexOf(state) * 2 + (needsCheck ? 1 : 0);
}

function fromCode(household: number, code: unknown): HouseholdDigest | undefined {
  // Shifting looks at 32 bits alone: beyond them another number would mean the same.
  const state = isUint(code, CODE_MAX) ? HOUSEHOLD_STATES[code >> 1] : undefined;
  return state && { household, state, needsCheck: (code as number) % 2 === 1 };
}

/** Runs of numbers that follow each other: how many are left out, how many are there. */
function runsOf(numbers: readonly number[]): readonly number[] {
  const runs: number[] = [];
  let next = 1;
  for (const number of numbers) {
    if (number === next && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(number - next, 1);
    next = number + 1;
  }
  return runs;
}

function readRuns(value: CborValue | undefined): readonly number[] | undefined {
  if (!isList(value) || value.length % 2 !== 0) return undefined;
  const numbers: number[] = [];
  let next = 1;
  for (let at = 0; at < value.length; at += 2) {
    const [gap, length] = [value[at], value[at + 1]];
    if (!isUint(gap, HOUSEHOLD_MAX) || !isUint(length, START_LIST_MAX)) return undefined;
    // Two runs with nothing between them would be one.
    if (length === 0 || (gap === 0 && at > 0)) return undefined;
    if (next + gap + length - 1 > HOUSEHOLD_MAX || numbers.length + length > START_LIST_MAX)
      return undefined;
    for (let number = next + gap; number < next + gap + length; number += 1) numbers.push(number);
    next += gap + length;
  }
  return numbers;
}

function gapsOf(households: readonly HouseholdDigest[]): readonly number[] {
  let next = 1;
  return households.flatMap((one) => {
    const gap = one.household - next;
    next = one.household + 1;
    return [gap, codeOf(one)];
  });
}

function readGaps(value: CborValue | undefined): readonly HouseholdDigest[] | undefined {
  if (!isList(value) || value.length % 2 !== 0 || value.length > START_LIST_MAX * 2)
    return undefined;
  const households: HouseholdDigest[] = [];
  let next = 1;
  for (let at = 0; at < value.length; at += 2) {
    const gap = value[at];
    if (!isUint(gap, HOUSEHOLD_MAX) || next + gap > HOUSEHOLD_MAX) return undefined;
    const one = fromCode(next + gap, value[at + 1]);
    if (one === undefined || !(one.needsCheck || ANSWERED.has(one.state))) return undefined;
    households.push(one);
    next += gap + 1;
  }
  return households;
}
