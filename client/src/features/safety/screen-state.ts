/** Which safety screen a resident sees. Pure; every open incident has one answer here. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { IncidentView, Intent, OwnReportView } from "../../engine/api.ts";
import { type ShownIncident, shownIncidents } from "./shown-incidents.ts";
import { type ShownReport, shownReports } from "./shown-reports.ts";

/** An open incident beside the one that is shown. */
export interface OtherIncident {
  readonly incident: ShownIncident;
  readonly isAnswered: boolean;
}

/** Peace, or one incident with what this household said about it. */
export type SafetyState =
  | { readonly type: "peace" }
  | {
      readonly type: "incident";
      readonly incident: ShownIncident;
      /** This device's newest current report; undefined: the three buttons are shown. */
      readonly mine: ShownReport | undefined;
      /** Current reports of other devices of the household. */
      readonly family: readonly ShownReport[];
      readonly others: readonly OtherIncident[];
    };

/** What the screen is made from. */
export interface SafetyInput {
  readonly incidents: readonly IncidentView[];
  readonly ownReports: readonly OwnReportView[];
  readonly intents: readonly Intent[];
  readonly isOfficer: boolean;
  /** The incident a person chose, or has just answered. */
  readonly chosen: IncidentId | undefined;
}

/**
 * Finds the screen. Real before drill: a drill that was chosen gives way to a real incident nobody here has answered. What was
 * just answered stays, so that "saved" is seen before the next question.
 */
export function safetyState(input: SafetyInput): SafetyState {
  const open = shownIncidents(input.incidents, input.intents, input.isOfficer).map((incident) => {
    const reports = shownReports(incident.joined, input.ownReports, input.intents);
    const current = reports.filter(({ isCurrent }) => isCurrent);
    const mine = current.findLast(({ isByThisDevice }) => isByThisDevice);
    return { incident, mine, family: current.filter(({ isByThisDevice }) => !isByThisDevice) };
  });
  const shown = pick(open, input.chosen);
  if (shown === undefined) return { type: "peace" };
  const others = open
    .filter((other) => other !== shown)
    .map(({ incident, mine }) => ({ incident, isAnswered: mine !== undefined }));
  return { type: "incident", ...shown, others };
}

interface OpenIncidentState {
  readonly incident: ShownIncident;
  readonly mine: ShownReport | undefined;
  readonly family: readonly ShownReport[];
}

function pick(
  open: readonly OpenIncidentState[],
  chosen: IncidentId | undefined,
): OpenIncidentState | undefined {
  const isDrill = open[0]?.incident.isDrill ?? false;
  const first = open.find(
    ({ incident, mine }) => incident.isDrill === isDrill && mine === undefined,
  );
  const wanted = open.find(
    ({ incident }) => chosen !== undefined && incident.joined.includes(chosen),
  );
  if (wanted?.incident.isDrill === true && first?.incident.isDrill === false) return first;
  return wanted ?? first ?? open[0];
}
