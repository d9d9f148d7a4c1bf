/**
 * What opens incidents beside the records that say so: alerts, and what stopped devices opened; and which provisional incidents officers
 * are not shown. Loaded when there is one of the first two, for most associations have neither, and by officers. [STR2] [MEM5] [MEM7]
 */
import { type IncidentId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import type { Alert, IncidentOpened, Recorded } from "@tomoshibi/shared/records/record.ts";
import { type AlertFold, type AlertRule, foldAlerts } from "@tomoshibi/shared/safety/alerts.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import type { IncidentRecord } from "@tomoshibi/shared/safety/incidents.ts";
import {
  PROVISIONAL_LISTED_MAX,
  PROVISIONAL_SHOWN_MAX,
  crowdedOut,
} from "@tomoshibi/shared/safety/provisional.ts";
import type { Memory } from "../replica/memory.ts";
import { isOpeningOfStopped } from "./incidents-view.ts";

/** The openings, and what of alerts screens show. */
export function openingsBeside(memory: Memory, rules: readonly AlertRule[]): AlertFold {
  const { aboutIncidents: about, alerts, copies, reports } = memory.records;
  const copied = new Set(copies.map(({ content }) => content.content.incident));
  const hasReport = (id: IncidentId) => reports.has(id) || copied.has(id);
  const told = foldAlerts(alerts, { rules, about, hasReport });
  const stopped = openingsOfStopped(memory, [...about, ...told.records]);
  return { ...told, records: [...told.records, ...stopped] };
}

/** The provisional incidents that are not shown, and of those the ones that are not even listed below the others. [MEM7] [STR1] */
export function crowdsAmong(
  { records }: Memory,
  incidents: readonly Incident[],
): { readonly crowded: ReadonlySet<IncidentId>; readonly unlisted: ReadonlySet<IncidentId> } {
  const reportsIn = (id: IncidentId) => records.reports.get(id) ?? [];
  const crowded = crowdedOut(incidents, reportsIn);
  const listedMax = PROVISIONAL_SHOWN_MAX + PROVISIONAL_LISTED_MAX;
  const unlisted = crowded.size === 0 ? crowded : crowdedOut(incidents, reportsIn, listedMax);
  return { crowded, unlisted };
}

/**
 * What a stopped device alone opened beyond its bound, or a stopped beacon, or an alert that counts for nobody any more (a later word
 * of officers may reach back, by a slow clock or after days without a link), where others reported in it: their reports have to stand
 * somewhere. Such an incident is provisional, and nothing that the device said of it is shown. [MEM5]
 */
function openingsOfStopped(
  { records, entries, kept, identity }: Memory,
  about: readonly IncidentRecord[],
): readonly Recorded<IncidentOpened>[] {
  const opened = new Set(
    about.flatMap(({ content }) => (content.kind === "incidentOpened" ? content.incident : [])),
  );
  // Members hold no reports: they see it once an officer decided something about it.
  const decided = about.flatMap(({ isByOfficer, content }) =>
    isByOfficer && content.kind === "incidentChanged" ? content.incident : [],
  );
  const orphaned = new Set([...records.reports.keys(), ...decided].filter((id) => !opened.has(id)));
  if (orphaned.size === 0 || identity === undefined) return [];
  const stopped = [...kept].flatMap((id) => {
    const held = entries.get(id);
    return held !== undefined && isOpeningOfStopped(held) ? held : [];
  });
  const unheard = records.alerts.map((alert) => ({ ...alert, payload: alert.content }));
  return [...stopped, ...unheard].flatMap(({ entryId, author, arrivedAtMs, payload }) => {
    if (!orphaned.has(payload.incident)) return [];
    return [
      {
        ...{ recordId: recordIdOf(entryId), entryId, association: identity.association, author },
        ...{ authorHousehold: 0, isByOfficer: false, isConfirmed: false, arrivedAtMs },
        content: openingOf(payload),
      },
    ];
  });
}

/** As of 揺れました: it is no telegram's any more. */
function openingOf(payload: IncidentOpened | Alert): IncidentOpened {
  if (payload.kind === "incidentOpened") return { ...payload, title: "" };
  const { incident, issuedSeconds: atSeconds } = payload;
  const origin = { type: "manual", utcHour: Math.floor(atSeconds / 3600) } as const;
  return { kind: "incidentOpened", incident, origin, cause: "earthquake", title: "", atSeconds };
}
