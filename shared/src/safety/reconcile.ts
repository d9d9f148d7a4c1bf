/**
 * What the reports about one household come to: who is how, what differs, what is unknown. [MEM7]
 *
 * Invariants: a pure function of the set of reports; nothing is overwritten, only superseded, and only within one household
 * and one joined incident by those who may answer for it. Clocks order nothing that `supersedes` has ordered.
 *
 * The subjects are "myself" (of a device), each numbered person, and the whole household. What somebody said about the
 * household is also said about each person, unless the same report says something else about that person. A report about a
 * person is current for them until a later one that also speaks about them supersedes it, or the same device corrects itself;
 * a status is the most urgent of the current ones, and silence about a person is never 無事.
 *
 * Three ranks of word:
 * - of the household's own confirmed devices, officers, leaders and desks (the policy keeps others from reporting so);
 * - of a device that nobody confirmed yet: it counts, but supersedes no one's word but its own, and decides neither that a
 *   household is complete nor that it is well where a confirmed word exists. So it can raise urgency, never lower it;
 * - of a witness: evidence beside the household until an officer confirms it, then of the first rank.
 */
import type { RecordId } from "../base/ids.ts";
import { householdOf } from "../records/household.ts";
import {
  type Recorded,
  type Report,
  STATUSES,
  type Status,
  type Subject,
} from "../records/record.ts";
import { inCausalOrder } from "./report-order.ts";

/** What to reconcile: one household in one joined incident. */
export interface ReconcileInput {
  readonly household: number;
  /**
   * How many people the household named; 0 when it named nobody. Whether the one who taps is among them is not known, for some
   * write down the others only: so everybody is accounted for when each named person is and a "myself" too.
   */
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
  /** `all`, `person/<n>`, `self/<device>`, or `someone/<device>` for the "myself" an outsider wrote down. */
  readonly subject: SubjectKey;
  readonly status: Status;
  /** 要確認: what is currently said about this subject differs. */
  readonly differs: boolean;
  /** The reports that say it, in causal order. */
  readonly reports: readonly RecordId[];
}

/** Names a subject across devices: "myself" means another person on each. */
export type SubjectKey = "all" | `self/${string}` | `someone/${string}` | `person/${number}`;

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
  const currentByKey = new Map(keys.map((key) => [key, currentAbout(key, voices)]));
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
    personsUnknown: status === "partlySafe" ? personsUnknown(subjects, input.personsKnown) : 0,
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
  /** By one of the household's own devices. */
  readonly isOfHousehold: boolean;
  /** Speaks about each person one by one, the one who taps included. */
  readonly namesEverybody: boolean;
}

function ofHousehold(input: ReconcileInput): readonly Recorded<Report>[] {
  return input.reports.filter(
    ({ content, authorHousehold }) => householdOf(content, authorHousehold) === input.household,
  );
}

function toVoice(recorded: Recorded<Report>, input: ReconcileInput): Voice {
  const statuses = new Map<SubjectKey, Status>();
  for (const { subject, status } of recorded.content.subjects) {
    statuses.set(keyOf(subject, recorded, input.household), status);
  }
  return {
    recorded,
    rank: rankOf(recorded, input),
    isOfHousehold: recorded.authorHousehold === input.household,
    statuses,
    supersedes: new Set(recorded.content.supersedes),
    namesEverybody: namesEverybody([...statuses.keys()], input.personsKnown),
  };
}

/** "Myself" in what an outsider wrote down, as from a paper, is one person of the household; nobody knows which. */
function keyOf(subject: Subject, recorded: Recorded<Report>, household: number): SubjectKey {
  if (subject === "all") return "all";
  if (subject !== "self") return `person/${subject}`;
  return recorded.authorHousehold === household
    ? `self/${recorded.author}`
    : `someone/${recorded.author}`;
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

function currentAbout(key: SubjectKey, voices: readonly Voice[]): readonly Voice[] {
  const speaking = voices.filter((voice) => statusAbout(voice, key) !== undefined);
  const later = voices.filter((voice) => voice.supersedes.size > 0);
  return speaking.filter((voice) => !later.some((other) => isSuperseded(voice, other, key)));
}

/** Naming everybody one by one speaks of the whole household. */
function speaksOf(voice: Voice, key: SubjectKey): boolean {
  if (statusAbout(voice, key) !== undefined) return true;
  return key === "all" && voice.namesEverybody;
}

function isSuperseded(earlier: Voice, later: Voice, key: SubjectKey): boolean {
  if (!later.supersedes.has(earlier.recorded.recordId)) return false;
  if (isOwnCorrection(earlier, later)) return true;
  const mayAnswer = later.rank === "confirmed" && later.recorded.content.by !== "witness";
  return mayAnswer && speaksOf(later, key);
}

/**
 * A device that corrects itself says everything anew: who taps わたしだけ after 家族みんな takes the family back, whom nobody
 * else answered for. Officers write down one person after another, so theirs replace only what they speak about; so does a desk,
 * but it sees no board: of its own it names only the one that it puts right.
 */
function isOwnCorrection(earlier: Voice, later: Voice): boolean {
  if (earlier.recorded.author !== later.recorded.author) return false;
  const { by } = later.recorded.content;
  if (by === "desk" && later.rank === "confirmed") return true;
  return earlier.rank === later.rank && (later.isOfHousehold || by === "witness");
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
  return isComplete(currentByKey, deciding, personsKnown) ? "safe" : "partlySafe";
}

/** 家族みんな was said, or each person was spoken about, at once or one after the other. */
function isComplete(
  currentByKey: ReadonlyMap<SubjectKey, readonly Voice[]>,
  deciding: (voice: Voice) => boolean,
  personsKnown: number,
): boolean {
  const decided = [...currentByKey]
    .filter(([, voices]) => voices.some(deciding))
    .map(([key]) => key);
  return decided.includes("all") || namesEverybody(decided, personsKnown);
}

function namesEverybody(keys: readonly SubjectKey[], personsKnown: number): boolean {
  if (personsKnown === 0 || !keys.some((key) => key.startsWith("self/"))) return false;
  return Array.from({ length: personsKnown }).every((_, index) =>
    keys.includes(`person/${index + 1}`),
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

/** Named persons nobody spoke about; at least one, or the household would be 無事. */
function personsUnknown(subjects: readonly SubjectState[], personsKnown: number): number {
  if (personsKnown === 0) return 0;
  const persons = subjects.filter(
    ({ subject }) => subject.startsWith("person/") && Number(subject.slice(7)) <= personsKnown,
  );
  return Math.max(1, personsKnown - persons.length);
}
