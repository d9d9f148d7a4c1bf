/**
 * How many provisional incidents one person can put before officers: 揺れました costs a tap, and a name is an hour, so that one
 * phone could open hundreds. [MEM7] Nothing is refused for it, and nothing removed; this says what is shown.
 */
import { groupBy } from "../base/group-by.ts";
import type { DeviceId, IncidentId } from "../base/ids.ts";
import type { Recorded, Report } from "../records/record.ts";
import type { Incident } from "./incident-types.ts";

/** Most open provisional incidents that are shown on the word of one device. */
export const PROVISIONAL_SHOWN_MAX = 3;
/** Most of the further ones with a report that are listed below the others, so that no call for help is on no board. [STR1] */
export const PROVISIONAL_LISTED_MAX = 20;

/** What the rule needs to know of an incident. */
export type ProvisionalIncident = Pick<
  Incident,
  "incident" | "joined" | "isOpen" | "isProvisional" | "openedAtMs" | "openedByDevices"
>;

/**
 * Finds the open provisional incidents that are not shown: those that none of the devices speaking in them has among its first
 * three. A device's first are those it reported in, before those it only opened; then the newest; then the lowest id.
 *
 * What an officer reported in is always shown, and nobody's openings hide what another says: a device that speaks in no more
 * than three has them all shown, and of one that speaks in more, the latest reports stand.
 *
 * Shape: `shownMax` says how many are a device's first.
 * Law: any order and duplication of incidents and reports gives the same answer. [G15]
 */
export function crowdedOut(
  incidents: readonly ProvisionalIncident[],
  reportsIn: (incident: IncidentId) => readonly Recorded<Report>[],
  shownMax: number = PROVISIONAL_SHOWN_MAX,
): ReadonlySet<IncidentId> {
  const open = incidents.filter(({ isOpen, isProvisional }) => isOpen && isProvisional);
  const spoken = open.flatMap((incident) => {
    const reports = incident.joined.flatMap((id) => reportsIn(id));
    if (reports.some(({ isByOfficer }) => isByOfficer)) return [];
    const reporters = new Set(reports.map(({ author }) => author));
    const speakers = new Set([...reporters, ...incident.openedByDevices]);
    return [...speakers].map((device): Word => {
      return { device, incident, hasReported: reporters.has(device) };
    });
  });
  const crowded = new Set(spoken.map(({ incident }) => incident.incident));
  for (const words of groupBy(spoken, ({ device }) => device).values()) {
    const first = [...new Map(words.map((word) => [word.incident.incident, word])).values()]
      .toSorted(compareWords)
      .slice(0, shownMax);
    for (const { incident } of first) crowded.delete(incident.incident);
  }
  return crowded;
}

/** That a device speaks in an incident. */
interface Word {
  readonly device: DeviceId;
  readonly incident: ProvisionalIncident;
  readonly hasReported: boolean;
}

function compareWords(left: Word, right: Word): number {
  return (
    Number(right.hasReported) - Number(left.hasReported) ||
    right.incident.openedAtMs - left.incident.openedAtMs ||
    (left.incident.incident < right.incident.incident ? -1 : 1)
  );
}
