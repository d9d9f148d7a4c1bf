/** Which of the household's answers can be erased, and by whom. Pure. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { EraseReports, IncidentView, Intent, OwnReportView } from "../../engine/api.ts";
import { type ShownReport, shownReports } from "../safety/shown-reports.ts";

/** What the household said in one ended incident. */
export interface EndedAnswers {
  readonly incident: IncidentView;
  /** What was said, oldest first; what was erased says nothing any more. */
  readonly reports: readonly ShownReport[];
  /** Reports that this device made: it can erase them, and nobody else's. [ERA1] */
  readonly ownCount: number;
  /** Reports that another device of the family made. */
  readonly familyCount: number;
}

/**
 * Lists ended incidents with an answer of the household, the latest first. While an incident is open, what somebody said may
 * save a life: nothing of it is offered to be erased.
 */
export function endedAnswers(
  incidents: readonly IncidentView[],
  ownReports: readonly OwnReportView[],
  intents: readonly Intent[],
): readonly EndedAnswers[] {
  return incidents
    .filter(({ isOpen }) => !isOpen)
    .map((incident) => {
      const about = ownReports.filter((report) => incident.joined.includes(report.incident));
      const ownCount = about.filter(({ isByThisDevice }) => isByThisDevice).length;
      const reports = shownReports(incident.joined, about, intents).filter(
        ({ subjects }) => subjects.length > 0,
      );
      return { incident, reports, ownCount, familyCount: about.length - ownCount };
    })
    .filter(({ reports, ownCount, familyCount }) => reports.length + ownCount + familyCount > 0)
    .toSorted((left, right) => right.incident.openedAtMs - left.incident.openedAtMs);
}

/**
 * Erases what this device said about its own household in an incident: neither what others said, whom an officer's device could
 * erase as well, nor what an officer or a leader recorded on it for other households.
 */
export function eraseOwnAnswers(
  incident: IncidentId,
  household: number,
  atMs: number,
): EraseReports {
  return { type: "eraseReports", incident, household, isOwnOnly: true, atMs };
}
