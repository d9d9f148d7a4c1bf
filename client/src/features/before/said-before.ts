/** What a store from before still holds of what the household answered. Pure. */
import type { EarlierRecords, IncidentView } from "../../engine/api.ts";
import { type ShownReport, shownReports } from "../safety/shown-reports.ts";

/** What was said in one check. */
export interface SaidBefore {
  readonly incident: IncidentView;
  /** Oldest first. */
  readonly reports: readonly ShownReport[];
}

/**
 * Lists checks with an answer, the latest first. What was erased says nothing, and nothing is claimed of it: whether a phone still
 * hears of that before it is stopped is chance. [ERA1] [MEM5]
 */
export function saidBefore({
  incidents,
  ownReports,
  intents,
}: Pick<EarlierRecords, "incidents" | "ownReports" | "intents">): readonly SaidBefore[] {
  return incidents
    .map((incident) => {
      const about = shownReports(incident.joined, ownReports, intents);
      return { incident, reports: about.filter(({ subjects }) => subjects.length > 0) };
    })
    .filter(({ reports }) => reports.length > 0)
    .toSorted((left, right) => right.incident.openedAtMs - left.incident.openedAtMs);
}
