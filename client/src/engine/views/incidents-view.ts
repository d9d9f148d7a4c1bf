/** Incidents with what this device did about them. */
import type { MemberCounts, Recorded } from "@tomoshibi/shared/records/record.ts";
import { foldIncidents } from "@tomoshibi/shared/safety/incidents.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { type Memory, ownStanding } from "../replica/memory.ts";
import type { IncidentView } from "../views.ts";
import { isOfficersReplica } from "./people.ts";

/** Folds all incidents, in the order of the screen. */
export function incidentViews(memory: Memory): readonly IncidentView[] {
  const isOfficer = isOfficersReplica(ownStanding(memory));
  return foldIncidents(memory.records.aboutIncidents).map((incident) =>
    toView(memory, incident, isOfficer),
  );
}

function toView(memory: Memory, incident: Incident, isOfficer: boolean): IncidentView {
  const own = memory.identity?.device;
  const isOpenedByMe = own !== undefined && incident.openedByDevices.includes(own);
  const isReadByMe = incident.joined.some((id) =>
    memory.records.reads.get(id)?.some(({ author }) => author === own),
  );
  return {
    ...incident,
    isOpenedByMe,
    isReadByMe,
    isShown: !incident.isProvisional || isOpenedByMe || isOfficer,
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
