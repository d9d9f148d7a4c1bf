/** What an incident is called on officers' screens, and the order they list incidents in. */
import type { IncidentView } from "../../engine/api.ts";
import type { deskMessages } from "../../i18n/ja/desk.ts";
import type { Translate } from "../../i18n/messages.ts";

/** The title an officer gave it, else the day and what it is about. */
export function incidentTitle(
  incident: Pick<IncidentView, "title" | "cause" | "openedAtMs" | "isDrill">,
  t: Translate<typeof deskMessages.ja>,
  date: (atMs: number) => string,
): string {
  if (incident.title !== "") return incident.title;
  if (incident.isDrill) return t("ofDayDrill", { date: date(incident.openedAtMs) });
  return t("ofDay", { date: date(incident.openedAtMs), cause: t(`opening.${incident.cause}`) });
}

/** Of what residents opened and nobody confirmed: that it is provisional, or how it went away. It awaits nothing then. */
export function provisionalText({
  isProvisional,
  isOpen,
}: Pick<IncidentView, "isProvisional" | "isOpen">): "provisional" | "calledOff" | undefined {
  if (!isProvisional) return undefined;
  return isOpen ? "provisional" : "calledOff";
}

/** Real before drill, confirmed before provisional, the newest first. */
export function sortIncidents(incidents: readonly IncidentView[]): readonly IncidentView[] {
  return [...incidents].sort(
    (left, right) =>
      Number(left.isDrill) - Number(right.isDrill) ||
      Number(left.isProvisional) - Number(right.isProvisional) ||
      right.openedAtMs - left.openedAtMs,
  );
}
