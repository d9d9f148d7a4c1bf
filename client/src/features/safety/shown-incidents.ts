/**
 * The open incidents this device shows: the engine's view, and what this device opened or took back that is only stored yet.
 * Pure: 揺れました works with nothing but the database.
 */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Cause } from "@tomoshibi/shared/records/record.ts";
import type { ChangeIncident, IncidentView, Intent, OpenIncident } from "../../engine/api.ts";

/** An open incident as a resident sees it. */
export interface ShownIncident {
  readonly incident: IncidentId;
  readonly joined: readonly IncidentId[];
  readonly cause: Cause;
  readonly title: string;
  readonly isDrill: boolean;
  readonly isProvisional: boolean;
  readonly isOpenedByMe: boolean;
  readonly isReadByMe: boolean;
  readonly openedAtMs: number;
  /** What JMA announced of it, the first that asked first. */
  readonly earthquakes?: IncidentView["earthquakes"];
}

/** The open incidents: real ones first, confirmed before provisional, then the newest first. */
export function shownIncidents(
  views: readonly IncidentView[],
  intents: readonly Intent[],
  isOfficer: boolean,
): readonly ShownIncident[] {
  const shown = new Map<IncidentId, ShownIncident>();
  for (const view of views) if (view.isOpen && view.isShown) shown.set(view.incident, view);
  for (const { command, state } of intents) {
    // What is sealed is in the view already: both are written in one transaction.
    if (state === "sealed") continue;
    if (command.type === "openIncident") open(shown, command, isOfficer);
    // What was not allowed has changed nothing: a safety check that this device may not end goes on being asked.
    if (command.type === "changeIncident" && state === "stored") change(shown, command);
  }
  return [...shown.values()].toSorted(compareIncidents);
}

function open(
  shown: Map<IncidentId, ShownIncident>,
  command: OpenIncident,
  isOfficer: boolean,
): void {
  const { incident, cause, title, atMs } = command;
  if ([...shown.values()].some(({ joined }) => joined.includes(incident))) return;
  shown.set(incident, {
    incident,
    joined: [incident],
    cause,
    title,
    isDrill: command.origin.type === "drill",
    isProvisional: !isOfficer,
    isOpenedByMe: true,
    isReadByMe: false,
    openedAtMs: atMs,
  });
}

function change(shown: Map<IncidentId, ShownIncident>, { incident, change }: ChangeIncident): void {
  for (const [key, value] of shown) {
    if (!value.joined.includes(incident)) continue;
    if (change === "cancelled" || change === "closed") shown.delete(key);
    if (change === "becameReal") shown.set(key, { ...value, isDrill: false });
    if (change === "confirmed") shown.set(key, { ...value, isProvisional: false });
  }
}

function compareIncidents(left: ShownIncident, right: ShownIncident): number {
  return (
    Number(left.isDrill) - Number(right.isDrill) ||
    Number(left.isProvisional) - Number(right.isProvisional) ||
    right.openedAtMs - left.openedAtMs
  );
}
