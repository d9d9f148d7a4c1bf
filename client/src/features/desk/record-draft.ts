/**
 * What an officer fills in at 代わりに記録する, and what becomes of it. Pure.
 *
 * Officers and leaders record under their own name (decision 0007): who told them stands in the comment, where the board, the
 * printed list and the household itself show it. What a neighbour said stays a neighbour's word, until an officer decides.
 */
import {
  COMMENT_MAX,
  type Means,
  type Reporter,
  type Status,
  type Subject,
} from "@tomoshibi/shared/records/record.ts";

/** だれのことですか: one person whom nobody named, the whole household, or one by one. */
export type Whom = "one" | "all" | "each";

/** だれから聞きましたか. */
export type Source = "self" | "family" | "neighbour" | "seen";

/** Whose screen it is filled in on. */
export type Recorder = Extract<Reporter, "officer" | "groupLeader" | "desk">;

/** いまどこにいますか, as a shelter's desk asks it. */
export type Where = "here" | "elsewhere";

/** The form as far as it is filled in. */
export interface RecordDraft {
  readonly whom: Whom | undefined;
  /** Of `one` and `all`. */
  readonly status: Status | undefined;
  /** Of `each`, by the person's number from 1; who is not in it was not spoken of. */
  readonly statusByPerson: ReadonlyMap<number, Status>;
  readonly source: Source | undefined;
  /** Of a shelter's desk only. */
  readonly where: Where | undefined;
  readonly means: Means | undefined;
  readonly comment: string;
  /** 「16:30」; empty for now. */
  readonly about: string;
}

/** So far a clock on the wall may be ahead of the phone. */
const CLOCKS_DIFFER_MS = 15 * 60_000;

/** An untouched form. */
export const EMPTY_DRAFT: RecordDraft = {
  ...{ whom: undefined, status: undefined, statusByPerson: new Map() },
  ...{ source: undefined, where: undefined, means: undefined, comment: "", about: "" },
};

/** What stands there before anything is chosen: at a shelter's desk that who came is here and was asked, and nothing of how anybody is. */
export function draftOf(recorder: Recorder): RecordDraft {
  return recorder === "desk" ? { ...EMPTY_DRAFT, where: "here", means: "visit" } : EMPTY_DRAFT;
}

/** The first question that is not answered; undefined when all are. */
export function missingIn(
  draft: RecordDraft,
  recorder: Recorder,
): "whom" | "status" | "source" | "where" | "means" | undefined {
  if (draft.whom === undefined) return "whom";
  if (subjectsOf(draft).length === 0) return "status";
  if (draft.source === undefined) return "source";
  if (asksWhere(draft, recorder) && draft.where === undefined) return "where";
  return draft.means === undefined ? "means" : undefined;
}

/** Whether it is asked where they are: at a shelter who came and who did not are told apart; a neighbour's word stays as it was said. */
export function asksWhere({ source }: Pick<RecordDraft, "source">, recorder: Recorder): boolean {
  return recorder === "desk" && source !== "neighbour";
}

/**
 * Whom can be spoken of. A desk knows no list of a household's people, so that 「2人目」 there might be somebody else: it writes down
 * one person after another, with the name in the comment.
 */
export function whomChoices(recorder: Recorder): readonly Whom[] {
  return recorder === "desk" ? ["one", "all"] : ["one", "all", "each"];
}

/** Who may have told it: what neighbours say is the officers', and a leader's board does not show it. [STR] */
export function sourceChoices(recorder: Recorder): readonly Source[] {
  const known: readonly Source[] = ["self", "family", "seen"];
  return recorder === "groupLeader" ? known : [...known, "neighbour"];
}

/** Who may have told what a desk puts right: a neighbour's word replaces no one's but a neighbour's, and would leave the first standing. */
export function correctionSources(before: Reporter): readonly Source[] {
  const all = sourceChoices("desk");
  return before === "witness" ? all : all.filter((source) => source !== "neighbour");
}

/** What the draft says about whom. */
export function subjectsOf({
  whom,
  status,
  statusByPerson,
}: Pick<RecordDraft, "whom" | "status" | "statusByPerson">): readonly {
  readonly subject: Subject;
  readonly status: Status;
}[] {
  if (whom === "each")
    return [...statusByPerson]
      .toSorted(([left], [right]) => left - right)
      .map(([subject, of]) => ({ subject, status: of }));
  if (whom === undefined || status === undefined) return [];
  // "Myself" in what an outsider writes down is one person of the household, nobody knows which.
  return [{ subject: whom === "all" ? "all" : "self", status }];
}

/** What a person is called, by the number from 1; undefined where it is not known: a leader's list tells how many there are, not who. */
export function nameOf(persons: readonly string[], number: number): string | undefined {
  return persons[number - 1] || undefined;
}

/** Under whose name it is recorded. */
export function reporterOf(source: Source, recorder: Recorder): Reporter {
  return source === "neighbour" ? "witness" : recorder;
}

/**
 * Who told it, before what else was said; a neighbour's word says so by itself. First of all where it was written down, `placeText`,
 * at a shelter's desk that has a name: officers read it on the board, in the list and on paper.
 */
export function commentOf(
  source: Source,
  sourceText: string,
  comment: string,
  placeText = "",
): string {
  const said = comment.trim();
  return `${placeText}${source === "neighbour" ? "" : sourceText}${said}`;
}

/** How many characters have to go before a report can hold the comment. Units: UTF-16 code units; 0 when it fits. */
export function excessOf(comment: string): number {
  return Math.max(0, comment.length - COMMENT_MAX);
}

/**
 * When it was, as typed: the latest such time that is not to come. Paper comes back hours later, also past midnight; a time
 * just ahead is now by another clock, and not yesterday.
 *
 * Errors: undefined for an empty or an unreadable time.
 */
export function aboutMsOf(about: string, nowMs: number): number | undefined {
  const match = /^(\d{1,2}):(\d{2})$/.exec(about);
  if (match === null) return undefined;
  const at = new Date(nowMs);
  at.setHours(Number(match[1]), Number(match[2]), 0, 0);
  if (at.getTime() > nowMs + CLOCKS_DIFFER_MS) at.setDate(at.getDate() - 1);
  return Math.min(at.getTime(), nowMs);
}
