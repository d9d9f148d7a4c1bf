/**
 * What the reports about one household come to: who is how, what differs, what is unknown. [MEM7]
 *
 * Invariants: a pure function of the set of reports; nothing is overwritten, only superseded, and only within one household
 * and one joined incident by those who may answer for it. Clocks order nothing that `supersedes` has ordered.
 *
 * The subjects are "myself" (of a device), each numbered person, and the whole household. What somebody said about the
 * household is also said about each person, unless the same report says something else about that person. A report about a
 * person is current for them until a later one that also speaks about them supersedes it; a status is the most urgent of the
 * current ones, and silence about a person is never 無事.
 *
 * Three ranks of word:
 * - of the household's own confirmed devices, officers, leaders and desks (the policy keeps others from reporting so);
 * - of a device that nobody confirmed yet: it counts, but supersedes no one's word but its own, and decides neither that a
 *   household is complete nor that it is well where a confirmed word exists. So it can raise urgency, never lower it;
 * - of a witness: evidence beside the household until an officer confirms it, then of the first rank.
 */
import type { RecordId } from "../base/ids.ts";
import { householdOf } from "../records/household.ts";
import { type Recorded, type Report, STATUSES, type Status } from "../records/record.ts";
import { inCausalOrder } from "./report-order.ts";

/** What to reconcile: one household in one joined incident. */
export interface ReconcileInput {
  readonly household: number;
  /** How many people the household said it has, the representative included; 0 when it did not say. */
  readonly personsKnown: number;
  /** Reports in any order, duplicates allowed; those about other households are ignored. */
  readonly reports: readonly Recorded<Report>[];
  /** Witnesses' reports that an officer took for true. */
  readonly confirmedEvidence: ReadonlySet<RecordId>;
}

/** A report with what became of it. */
export interface ReconciledReport {
  readonly recorded: Recorded<Report>;
  /** Whether anything it says still stands. */
  readonly isCurrent: boolean;
  readonly isUnconfirmed: boolean;
  readonly isEvidenceOnly: boolean;
}

/** One subject with the current statements about it. */
export interface SubjectState {
  /** `self/<device>`, `person/<n>` or `all`. */
  readonly subject: SubjectKey;
  readonly status: Status;
  /** 要確認: what is currently said about this subject differs. */
  readonly differs: boolean;
  /** The reports that say it, in causal order. */
  readonly reports: readonly RecordId[];
}

/** Names a subject across devices: "myself" means another person on each. */
export type SubjectKey = "all" | `self/${string}` | `person/${number}`;

/** The answer about one household. */
export interface Reconciled {
  /** undefined while nobody who may answer for the household has. */
  readonly status: "help" | "contact" | "partlySafe" | "safe" | undefined;
  readonly needsCheck: boolean;
  readonly subjects: readonly SubjectState[];
  /** People not accounted for while 一部無事; 0 when complete, or when the household's size is not known. */
  readonly personsUnknown: number;
  /** In causal order, the latest last. */
  readonly reports: readonly ReconciledReport[];
}

/** Places of statuses by urgency. */
export function urgencyOf(status: Status): number {
  return STATUSES.indexOf(status);
}

/**
 * Reconciles the reports about one household.
 *
 * Law:  any order and duplication of the input gives the same answer; what an unconfirmed device adds never makes a
 *       household that had answered less urgent. [G15] [MEM7]
 * Cost: O(n²) at worst in the reports of one household, O(n × subjects) as they come.
 */
export function reconcile(input: ReconcileInput): Reconciled {
  const ordered = inCausalOrder(ofHousehold(input));
  const voices = ordered.map((recorded) => toVoice(recorded, input));
  const keys = allKeys(voices);
  const currentByKey = new Map(keys.map((key) => [key, currentAbout(key, voices, input)]));
  const current = new Set([...currentByKey.values()].flat());
  const answering = new Set(allKeys(voices.filter(({ rank }) => rank !== "evidence")));
  const subjects = keys
    .filter((key) => answering.has(key))
    .flatMap((key) => toSubjectState(key, currentByKey.get(key) ?? []));
  const status = overallStatus(subjects, voices, currentByKey, input.personsKnown);
  return {
    status,
    needsCheck:
      subjects.some(({ differs }) => differs) || isOutdoneByEvidence(status, voices, current),
    subjects,
    personsUnknown:
      status === "partlySafe" ? personsUnknown(voices, current, input.personsKnown) : 0,
    reports: voices.map((voice) => ({
      recorded: voice.recorded,
      isCurrent: current.has(voice),
      isUnconfirmed: !voice.recorded.isConfirmed,
      isEvidenceOnly: voice.rank === "evidence",
    })),
  };
}

/** The reports about a household of which anything still stands; see {@link reconcile}. */
export function currentReports(input: ReconcileInput): readonly Recorded<Report>[] {
  return reconcile(input)
    .reports.filter(({ isCurrent }) => isCurrent)
    .map(({ recorded }) => recorded);
}

/** A report with its rank and what it says about each subject it names. */
interface Voice {
  readonly recorded: Recorded<Report>;
  readonly rank: "confirmed" | "unconfirmed" | "evidence";
  readonly statuses: ReadonlyMap<SubjectKey, Status>;
  readonly supersedes: ReadonlySet<RecordId>;
  /** How many different people it names one by one, within the household's known size. */
  readonly named: number;
}

function ofHousehold(input: ReconcileInput): readonly Recorded<Report>[] {
  return input.reports.filter(
    ({ content, authorHousehold }) => householdOf(content, authorHousehold) === input.household,
  );
}

function toVoice(recorded: Recorded<Report>, input: ReconcileInput): Voice {
  const statuses = new Map<SubjectKey, Status>();
  for (const { subject, status } of recorded.content.subjects) {
    const key: SubjectKey =
      subject === "all"
        ? "all"
        : subject === "self"
          ? `self/${recorded.author}`
          : `person/${subject}`;
    statuses.set(key, status);
  }
  const named = recorded.content.subjects.filter(
    ({ subject }) => subject === "self" || (subject !== "all" && subject <= input.personsKnown),
  );
  return {
    recorded,
    rank: rankOf(recorded, input),
    statuses,
    supersedes: new Set(recorded.content.supersedes),
    named: named.length,
  };
}

function rankOf(recorded: Recorded<Report>, input: ReconcileInput): Voice["rank"] {
  if (recorded.content.by === "witness") {
    return input.confirmedEvidence.has(recorded.recordId) ? "confirmed" : "evidence";
  }
  return recorded.isConfirmed ? "confirmed" : "unconfirmed";
}

function allKeys(voices: readonly Voice[]): readonly SubjectKey[] {
  return [...new Set(voices.flatMap(({ statuses }) => [...statuses.keys()]))].toSorted();
}

/** What a voice says about a subject: its own words about it, else those about the whole household. */
function statusAbout(voice: Voice, key: SubjectKey): Status | undefined {
  return voice.statuses.get(key) ?? voice.statuses.get("all");
}

function currentAbout(
  key: SubjectKey,
  voices: readonly Voice[],
  input: ReconcileInput,
): readonly Voice[] {
  const speaking = voices.filter((voice) => statusAbout(voice, key) !== undefined);
  const later = voices.filter((voice) => voice.supersedes.size > 0 && speaksOf(voice, key, input));
  return speaking.filter((voice) => !later.some((other) => isSuperseded(voice, other)));
}

/** Naming everybody one by one speaks of the whole household. */
function speaksOf(voice: Voice, key: SubjectKey, input: ReconcileInput): boolean {
  if (statusAbout(voice, key) !== undefined) return true;
  return key === "all" && input.personsKnown > 0 && voice.named >= input.personsKnown;
}

function isSuperseded(earlier: Voice, later: Voice): boolean {
  if (!later.supersedes.has(earlier.recorded.recordId)) return false;
  if (later.rank === "confirmed" && later.recorded.content.by !== "witness") return true;
  // A witness, and a device nobody confirmed, may take back only what they said themselves.
  return earlier.recorded.author === later.recorded.author && earlier.rank === later.rank;
}

function toSubjectState(key: SubjectKey, current: readonly Voice[]): readonly SubjectState[] {
  const counted = current.filter(({ rank }) => rank !== "evidence");
  const statuses = counted.map((voice) => statusAbout(voice, key) as Status);
  const status = mostUrgent(statuses);
  if (status === undefined) return [];
  return [
    {
      subject: key,
      status,
      differs: statuses.some((other) => other !== status),
      reports: counted.map(({ recorded }) => recorded.recordId),
    },
  ];
}

function mostUrgent(statuses: readonly Status[]): Status | undefined {
  return STATUSES.findLast((status) => statuses.includes(status));
}

function overallStatus(
  subjects: readonly SubjectState[],
  voices: readonly Voice[],
  currentByKey: ReadonlyMap<SubjectKey, readonly Voice[]>,
  personsKnown: number,
): Reconciled["status"] {
  const status = mostUrgent(subjects.map((subject) => subject.status));
  if (status !== "safe") return status;
  const hasConfirmed = voices.some(({ rank }) => rank === "confirmed");
  const deciding = (voice: Voice) =>
    voice.rank === "confirmed" || (voice.rank === "unconfirmed" && !hasConfirmed);
  const currentOf = (key: SubjectKey) => (currentByKey.get(key) ?? []).filter(deciding);
  return isComplete(currentOf, voices.filter(deciding), personsKnown) ? "safe" : "partlySafe";
}

/** 家族みんな was said, or each known person was: one by one over time, or all in one report (where "myself" is one of them). */
function isComplete(
  currentOf: (key: SubjectKey) => readonly Voice[],
  voices: readonly Voice[],
  personsKnown: number,
): boolean {
  if (currentOf("all").length > 0) return true;
  if (personsKnown === 0) return false;
  const numbers = Array.from({ length: personsKnown }, (_, index) => index + 1);
  return (
    numbers.every((number) => currentOf(`person/${number}`).length > 0) ||
    voices.some(({ named }) => named >= personsKnown)
  );
}

/** A neighbour's word raises attention when it is more urgent than what the household said, or when it said nothing. */
function isOutdoneByEvidence(
  status: Reconciled["status"],
  voices: readonly Voice[],
  current: ReadonlySet<Voice>,
): boolean {
  const answered = status === undefined || status === "partlySafe" ? "safe" : status;
  return voices.some(
    (voice) =>
      voice.rank === "evidence" &&
      current.has(voice) &&
      [...voice.statuses.values()].some((seen) => urgencyOf(seen) > urgencyOf(answered)),
  );
}

/** At least this many are not accounted for; "myself" may be one of the numbered, so the kinds are not added up. */
function personsUnknown(
  voices: readonly Voice[],
  current: ReadonlySet<Voice>,
  personsKnown: number,
): number {
  if (personsKnown === 0) return 0;
  const standing = voices.filter((voice) => voice.rank !== "evidence" && current.has(voice));
  const keys = new Set(standing.flatMap(({ statuses }) => [...statuses.keys()]));
  const persons = [...keys].filter((key) => key.startsWith("person/")).length;
  const selves = [...keys].filter((key) => key.startsWith("self/")).length;
  const accounted = Math.max(persons, selves, ...standing.map(({ named }) => named));
  return Math.max(1, personsKnown - accounted);
}
