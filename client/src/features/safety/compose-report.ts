/** Makes the commands of the safety screens. Pure: time is passed in. */
import {
  COMMENT_MAX,
  type Cause,
  type Place,
  type Status,
  SUPERSEDES_MAX,
} from "@tomoshibi/shared/records/record.ts";
import { freshManualOrigin, incidentIdOf } from "@tomoshibi/shared/safety/incident-id.ts";
import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import type { IncidentView, OpenIncident, ReportSafety } from "../../engine/api.ts";
import type { ShownReport, ShownSubject } from "./shown-reports.ts";

/** What the screen showed when the person tapped. */
export interface ReportContext {
  readonly incident: IncidentId;
  /** This device's current report, which the new one corrects. */
  readonly mine: ShownReport | undefined;
  readonly family: readonly ShownReport[];
  readonly atMs: number;
}

/** What a new report says differently from the one before. */
export interface ReportChange {
  readonly subjects?: readonly ShownSubject[];
  readonly comment?: string;
  readonly place?: Place;
}

/**
 * One of the three buttons. The first is about the person who taps; one after まちがえました speaks about everybody the
 * wrong one spoke about, or the wrong one would stay true for them. Its comment goes: it was said with the wrong answer.
 */
export function answer(context: ReportContext, status: Status): ReportSafety {
  const before = context.mine?.subjects ?? [{ subject: "self" as const, status }];
  const subjects = before.map(({ subject }) => ({ subject, status }));
  return report(context, { subjects, comment: "" });
}

/** The same report again with something changed: it supersedes the one before. */
export function report(context: ReportContext, change: ReportChange): ReportSafety {
  const { incident, mine, family, atMs } = context;
  const corrects = mine?.intent === undefined ? [] : [mine.intent];
  const seen = [mine, ...family]
    .map((shown) => shown?.recordId)
    .filter((recordId): recordId is RecordId => recordId !== undefined);
  return {
    type: "reportSafety",
    incident,
    household: undefined,
    subjects: change.subjects ?? mine?.subjects ?? [],
    comment: (change.comment ?? mine?.comment ?? "").trim().slice(0, COMMENT_MAX),
    place: change.place ?? mine?.place,
    by: "self",
    means: "app",
    atMs,
    aboutMs: undefined,
    seen: seen.slice(0, SUPERSEDES_MAX),
    corrects,
  };
}

/**
 * 揺れました / 大雨・そのほか: an incident named by the hour, so that neighbours who press it apart mean the same one; never one
 * that has ended, whose answers would stand for this one's.
 */
export function openManually(
  cause: Cause,
  title: string,
  atMs: number,
  known: readonly Pick<IncidentView, "joined" | "isOpen">[],
): OpenIncident {
  const isEnded = (id: IncidentId): boolean =>
    known.some(({ joined, isOpen }) => !isOpen && joined.includes(id));
  const origin = freshManualOrigin(atMs, isEnded);
  return { type: "openIncident", incident: incidentIdOf(origin), origin, cause, title, atMs };
}
