/** Incidents with what this device did about them. */
import { type IncidentId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import type { IncidentOpened, MemberCounts, Recorded } from "@tomoshibi/shared/records/record.ts";
import { foldIncidents } from "@tomoshibi/shared/safety/incidents.ts";
import {
  PROVISIONAL_LISTED_MAX,
  PROVISIONAL_SHOWN_MAX,
  crowdedOut,
} from "@tomoshibi/shared/safety/provisional.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { type HeldEntry, type Memory, ownStanding } from "../replica/memory.ts";
import type { RecordIndex } from "../replica/record-index.ts";
import type { IncidentView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";

/** Incidents as last folded, and what they were folded from. */
export interface FoldedIncidents {
  readonly records: RecordIndex;
  readonly incidentRecords: number;
  readonly isOfficer: boolean;
  readonly views: readonly IncidentView[];
}

/** All incidents, in the order of the screen. Cost: none while no record came that says anything of one. */
export function incidentViews(memory: Memory): readonly IncidentView[] {
  const { records, incidents: folded } = memory;
  const isOfficer = isOfficersReplica(ownStanding(memory));
  const isCurrent =
    folded?.records === records &&
    folded.incidentRecords === records.incidentRecords &&
    folded.isOfficer === isOfficer;
  if (isCurrent) return folded.views;
  const views = foldViews(memory, isOfficer);
  memory.incidents = { records, incidentRecords: records.incidentRecords, isOfficer, views };
  return views;
}

function foldViews(memory: Memory, isOfficer: boolean): readonly IncidentView[] {
  const incidents = foldIncidents([...memory.records.aboutIncidents, ...openingsOfStopped(memory)]);
  const reportsIn = (id: IncidentId) => memory.records.reports.get(id) ?? [];
  const crowded = crowdedOut(incidents, reportsIn);
  const unlisted =
    crowded.size === 0
      ? crowded
      : crowdedOut(incidents, reportsIn, PROVISIONAL_SHOWN_MAX + PROVISIONAL_LISTED_MAX);
  return incidents.map((incident) => {
    const isCrowded = crowded.has(incident.incident);
    const isListed = isOfficer && isCrowded && !unlisted.has(incident.incident);
    const view = toView(memory, incident, isOfficer && !isCrowded);
    return { ...view, isListed: isListed && !view.isShown && hasReport(memory, incident) };
  });
}

/**
 * What a stopped device alone opened beyond its bound, where others reported in it: their reports have to stand somewhere. Such an
 * incident is provisional, and nothing that the device said of it is shown. [MEM5]
 */
function openingsOfStopped({
  records,
  entries,
  kept,
  identity,
}: Memory): readonly Recorded<IncidentOpened>[] {
  const about = records.aboutIncidents;
  const opened = new Set(
    about.flatMap(({ content }) => (content.kind === "incidentOpened" ? content.incident : [])),
  );
  // Members hold no reports: they see it once an officer decided something about it.
  const decided = about.flatMap(({ isByOfficer, content }) =>
    isByOfficer && content.kind === "incidentChanged" ? content.incident : [],
  );
  const orphaned = new Set([...records.reports.keys(), ...decided].filter((id) => !opened.has(id)));
  if (orphaned.size === 0 || identity === undefined) return [];
  return [...kept].flatMap((id) => {
    const held = entries.get(id);
    if (held === undefined || !isOpeningOfStopped(held) || !orphaned.has(held.payload.incident))
      return [];
    const { entryId, author, arrivedAtMs, payload } = held;
    return [
      {
        ...{ recordId: recordIdOf(entryId), entryId, association: identity.association, author },
        ...{ authorHousehold: 0, isByOfficer: false, isConfirmed: false, arrivedAtMs },
        content: { ...payload, title: "" },
      },
    ];
  });
}

/** Tells whether an entry is kept that opened an incident, as anybody may, by a device that was stopped before. */
export function isOpeningOfStopped<Held extends Pick<HeldEntry, "reason" | "stream" | "payload">>(
  held: Held,
): held is Held & { readonly payload: IncidentOpened } {
  const { reason, stream, payload } = held;
  return (
    reason === "revoked" &&
    stream === "members" &&
    payload?.kind === "incidentOpened" &&
    payload.origin.type === "manual"
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
