/** Incidents with what this device did about them. */
import type {
  Alert,
  IncidentOpened,
  MemberCounts,
  Recorded,
} from "@tomoshibi/shared/records/record.ts";
import type { AlertEvent } from "@tomoshibi/shared/safety/alerts.ts";
import { foldIncidents } from "@tomoshibi/shared/safety/incidents.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import type { SettingsState } from "@tomoshibi/shared/documents/settings/settings.ts";
import { type HeldEntry, type Memory, ownStanding } from "../replica/memory.ts";
import type { RecordIndex } from "../replica/record-index.ts";
import type { IncidentView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";

/** Incidents as last folded, and what they were folded from. */
export interface FoldedIncidents {
  readonly records: RecordIndex;
  readonly incidentRecords: number;
  readonly isOfficer: boolean;
  readonly alertRules: SettingsState["alertRules"];
  readonly openings: Memory["openings"];
  readonly views: readonly IncidentView[];
  /** Earthquakes that nothing is asked about. */
  readonly news: readonly AlertEvent[];
}

/** All incidents, in the order of the screen. */
export function incidentViews(memory: Memory): readonly IncidentView[] {
  return foldedIncidents(memory).views;
}

/** All incidents, and what is told beside them. Cost: none while no record came that says anything of one. */
export function foldedIncidents(memory: Memory): FoldedIncidents {
  const { records, incidents: folded } = memory;
  const settings = memory.documents.get("settings")?.state as SettingsState | undefined;
  const alertRules = settings?.alertRules;
  const isOfficer = isOfficersReplica(ownStanding(memory));
  const isCurrent =
    folded?.records === records &&
    folded.incidentRecords === records.incidentRecords &&
    folded.isOfficer === isOfficer &&
    folded.alertRules === alertRules &&
    folded.openings === memory.openings;
  if (isCurrent) return folded;
  const { incidentRecords } = records;
  const { openings } = memory;
  const ground = { records, incidentRecords, isOfficer, alertRules, openings };
  const fresh = { ...ground, ...foldViews(memory, isOfficer, alertRules ?? []) };
  memory.incidents = fresh;
  return fresh;
}

function foldViews(
  memory: Memory,
  isOfficer: boolean,
  rules: NonNullable<SettingsState["alertRules"]>,
): Pick<FoldedIncidents, "views" | "news"> {
  const told = memory.openings?.openingsBeside(memory, rules);
  const incidents = foldIncidents([...memory.records.aboutIncidents, ...(told?.records ?? [])]);
  // Only officers are shown what others opened before anybody is sure; not loaded yet, nothing of it is hidden from them.
  const crowds = isOfficer ? memory.openings?.crowdsAmong(memory, incidents) : undefined;
  const views = incidents.map((incident) => {
    const isCrowded = crowds?.crowded.has(incident.incident) === true;
    const isListed = isCrowded && crowds?.unlisted.has(incident.incident) !== true;
    const view = toView(memory, incident, isOfficer && !isCrowded);
    const events = incident.joined.flatMap((id) => told?.eventsByIncident.get(id) ?? []);
    return {
      ...view,
      isListed: isListed && !view.isShown && hasReport(memory, incident),
      ...(events.length > 0 && { earthquakes: [...new Set(events)] }),
    };
  });
  return { views, news: told?.news ?? [] };
}

/** Tells whether an entry is kept that opened an incident, as anybody or a beacon may, by a device that was stopped before. */
export function isOpeningOfStopped<Held extends Pick<HeldEntry, "reason" | "stream" | "payload">>(
  held: Held,
): held is Held & { readonly payload: IncidentOpened | Alert } {
  const { reason, stream, payload } = held;
  return (
    reason === "revoked" &&
    (payload?.kind === "alert" ||
      (stream === "members" &&
        payload?.kind === "incidentOpened" &&
        payload.origin.type === "manual"))
  );
}

/** Tells whether anybody reported in it. */
export function hasReport({ records }: Memory, { joined }: Pick<Incident, "joined">): boolean {
  return joined.some((id) => records.reports.has(id));
}

function toView(
  memory: Memory,
  incident: Incident,
  isForOfficers: boolean,
): Omit<IncidentView, "isListed"> {
  const own = memory.identity?.device;
  const isOpenedByMe = own !== undefined && incident.openedByDevices.includes(own);
  const isReadByMe = incident.joined.some((id) =>
    memory.records.reads.get(id)?.some(({ author }) => author === own),
  );
  return {
    ...incident,
    isOpenedByMe,
    isReadByMe,
    isShown: !incident.isProvisional || isOpenedByMe || isForOfficers,
    memberCounts: latestCounts(memory.records.memberCounts, incident),
  };
}

function latestCounts(
  records: readonly Recorded<MemberCounts>[],
  incident: Incident,
): IncidentView["memberCounts"] {
  const own = records.filter(({ content }) => incident.joined.includes(content.incident));
  const [last] = own.toSorted(
    (left, right) =>
      right.content.atSeconds - left.content.atSeconds || (left.entryId < right.entryId ? -1 : 1),
  );
  if (last === undefined) return undefined;
  const { answered, total, atSeconds } = last.content;
  return { answered, total, atMs: atSeconds * 1000 };
}
