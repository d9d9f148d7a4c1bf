/** What a form of the no-app page becomes once an officer records it. Pure. [FORM3] */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { COMMENT_MAX, type Subject } from "@tomoshibi/shared/records/record.ts";
import { personNamed } from "@tomoshibi/shared/roster/suggest-households.ts";
import type { HeldForm, HouseholdView, ReportSafety } from "../../engine/api.ts";

/** What the officer chose. */
export interface RecordingOf {
  readonly held: HeldForm;
  readonly household: Pick<HouseholdView, "number" | "persons">;
  readonly incident: IncidentId;
  readonly atMs: number;
}

/** Sentences that stand in the record for what a report has no field for. */
export interface FormSentences {
  readonly person: (person: string) => string;
  readonly people: (count: number) => string;
}

/**
 * The officer's own report. It supersedes nothing: what the household said itself stands beside it. The telephone number stays in
 * the tray, for a household's copy is read by its group's leader too.
 */
export function recordOfForm(
  { held: { recordId, form, arrivedAtMs }, household, incident, atMs }: RecordingOf,
  sentences: FormSentences,
): ReportSafety {
  const subject = subjectOf(form.person, household.persons);
  const about = subject === "self" ? sentences.person(form.person) : "";
  const people = form.people === 0 ? "" : sentences.people(form.people);
  return {
    ...{ type: "reportSafety", incident, household: household.number },
    subjects: [{ subject, status: form.status }],
    comment: `${about}${form.comment}${people}`.slice(0, COMMENT_MAX),
    ...{ place: undefined, by: "officer", means: "form", atMs },
    // A browser's clock may be ahead; nobody wrote it after it came.
    aboutMs: Math.min(form.atSeconds * 1000, arrivedAtMs),
    ...{ seen: [], corrects: [], adopts: recordId },
  };
}

/** Everybody; or the person of that name; or one person, nobody can tell which. */
function subjectOf(person: string, persons: readonly string[]): Subject {
  return person === "" ? "all" : (personNamed(person, persons) ?? "self");
}
