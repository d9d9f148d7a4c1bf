/** What an officer does with an incident, as commands. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { ChangeIncident, FreezeStartList, LinkIncidents } from "../../engine/api.ts";

/** Confirms, cancels, closes, reopens it, or makes a drill real. */
export function changeIncident(
  incident: IncidentId,
  change: ChangeIncident["change"],
  atMs: number,
): ChangeIncident {
  return { type: "changeIncident", incident, change, atMs };
}

/** Shows two incidents as one, or apart. */
export function linkIncidents(
  incident: IncidentId,
  other: IncidentId,
  link: LinkIncidents["link"],
  atMs: number,
): LinkIncidents {
  return { type: "linkIncidents", incident, other, link, atMs };
}

/** Fixes who counts as registered. */
export function freezeStartList(incident: IncidentId, atMs: number): FreezeStartList {
  return { type: "freezeStartList", incident, atMs };
}
