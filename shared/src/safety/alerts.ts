/**
 * Which incidents JMA's announcements open, and what is said of them: a pure function of the alerts, of what officers set, and of
 * what was said about incidents. Nobody has to be online, and nobody writes anything: each device opens the same incident. [STR]
 *
 * Invariants: an alert only ever opens; it closes, confirms away or silences nothing. A cancellation leaves an incident in which
 * somebody spoke. A word of officers counts for what shook after it, so that none opens the past, and none takes back an incident.
 */
import { groupBy } from "../base/group-by.ts";
import type { DeviceId, IncidentId } from "../base/ids.ts";
import { eventSecondsOf } from "../records/event-id.ts";
import {
  type Alert,
  INTENSITIES,
  type IncidentLinked,
  type IncidentOpened,
  type Intensity,
  type Recorded,
} from "../records/record.ts";
import { JOIN_HOURS_AFTER, closedSecondsOf } from "./incident-groups.ts";
import type { Change, IncidentRecord } from "./incidents.ts";

/** From when on whose alerts open incidents, for which places and from what 震度: a word of officers, in the settings. */
export interface AlertRule {
  /** Counts the words: a clock that was years ahead must not have the last one for years. */
  readonly revision: number;
  /** What shook before is not asked about. Unix seconds, by an officer's clock. */
  readonly sinceSeconds: number;
  /** The key of a certified relay, in hex, and the device that it is; empty: nobody's. */
  readonly beacon: string;
  readonly beaconDevice: string;
  /** The municipality, and what it is called. */
  readonly city: number;
  readonly cityName: string;
  /** The area that 震度速報 speaks of before the municipalities are known; 0 for none. */
  readonly area: number;
  readonly threshold: Intensity;
}

/** One earthquake, as far as it was felt at the association's place. */
export interface AlertEvent {
  readonly incident: IncidentId;
  readonly shakenAtMs: number;
  readonly issuedAtMs: number;
  /** Of the municipality as last announced; of the whole area while that is all that is known. */
  readonly intensity: Intensity;
  readonly isOfArea: boolean;
  readonly cityName: string;
  readonly isCancelled: boolean;
}

/** What alerts add to the records about incidents, and what of them screens show. */
export interface AlertFold {
  readonly records: readonly IncidentRecord[];
  /** The earthquakes of an incident, the first that opened it first, then the newest. By each of its ids that alerts gave. */
  readonly eventsByIncident: ReadonlyMap<IncidentId, readonly AlertEvent[]>;
  /** Those that open nothing, the newest first. */
  readonly news: readonly AlertEvent[];
}

/**
 * Incidents that nobody has spoken in and that are open on a beacon's word alone: so many are shown, the newest. A beacon that lies
 * costs no more attention than that; with what is asked anew within six hours (see {@link foldAlerts}) honest ones stay below.
 */
export const ALERT_INCIDENTS_MAX = 5;
/** Earthquakes that are told without a question. */
export const ALERT_NEWS_MAX = 3;

/** Earthquakes of one incident that are told: the first, and the newest. A beacon that lies tells of one each second. */
export const ALERT_EVENTS_MAX = 20;

/** What folding needs beside the alerts. */
export interface AlertContext {
  /** The words of officers, the last first. */
  readonly rules: readonly AlertRule[];
  /** What officers said about incidents. */
  readonly about: readonly IncidentRecord[];
  /** Somebody reported in it, as far as it is known here. */
  readonly hasReport: (incident: IncidentId) => boolean;
}

/**
 * Folds alerts into incidents.
 *
 * An earthquake that reached the threshold is asked about, unless a stronger or equal one up to six hours before still is: then it
 * is told beside that one's question, for one evening's aftershocks are one board. An officer may keep them `apart`.
 *
 * Shape:  alerts in any order, duplicates allowed.
 * Law:    any order and duplication of the input gives the same answer. [G15]
 */
export function foldAlerts(
  alerts: readonly Recorded<Alert>[],
  { rules, about, hasReport }: AlertContext,
): AlertFold {
  const spokenOf = new Set(
    about.flatMap(({ isByOfficer, content }) => {
      if (!isByOfficer || content.kind === "incidentOpened") return [];
      return content.kind === "incidentLinked"
        ? [content.incident, content.other]
        : [content.incident];
    }),
  );
  const isSpokenOf = (incident: IncidentId) => spokenOf.has(incident) || hasReport(incident);
  const felt = feltEvents(alerts, rules);
  const asking = felt.filter(
    ({ isOver, event }) => isOver && (!event.isCancelled || isSpokenOf(event.incident)),
  );
  const series = seriesOf(asking, about);
  const isSpokenIn = ({ events }: Series) => events.some(({ event }) => isSpokenOf(event.incident));
  const silent = series.filter((one) => !isSpokenIn(one)).slice(-ALERT_INCIDENTS_MAX);
  const shown = series.filter((one) => isSpokenIn(one) || silent.includes(one));
  const asked = new Set(shown.flatMap(({ events }) => events));
  return {
    records: shown.flatMap((one) => recordsOf(one, isSpokenOf)),
    eventsByIncident: new Map(
      shown.flatMap(({ events }) => {
        const newest = events.slice(1).slice(1 - ALERT_EVENTS_MAX);
        const told = [...events.slice(0, 1), ...newest].map(eventOf);
        return events.map(({ event }) => [event.incident, told] as const);
      }),
    ),
    news: felt
      .filter((one) => !asked.has(one))
      .map(eventOf)
      .toReversed()
      .slice(0, ALERT_NEWS_MAX),
  };
}

/** How strong an announced 震度 is; what was not read is presumed to be 5弱. */
export function strengthOf(intensity: Intensity): number {
  return INTENSITIES.indexOf(intensity === "noReading" ? "5-" : intensity);
}

/** An earthquake with what decides about it. */
interface Felt {
  readonly event: AlertEvent;
  readonly strength: number;
  readonly isOver: boolean;
  /** The alert that stands for the opening: it takes part in the order of records. */
  readonly first: Recorded<Alert>;
}

/** Earthquakes that one question is about, the first first. */
interface Series {
  readonly events: Felt[];
  readonly ids: Set<IncidentId>;
  /** What officers changed about any of them. */
  readonly changes: Change[];
  readonly shakenAtMs: number;
  readonly strength: number;
}

/** The earthquakes that a rule's beacon told of its places, the oldest first. */
function feltEvents(
  alerts: readonly Recorded<Alert>[],
  rules: readonly AlertRule[],
): readonly Felt[] {
  const byIncident = new Map<IncidentId, Recorded<Alert>[]>();
  for (const alert of new Map(alerts.map((one) => [one.entryId, one])).values()) {
    const told = byIncident.get(alert.content.incident);
    if (told === undefined) byIncident.set(alert.content.incident, [alert]);
    else told.push(alert);
  }
  return [...byIncident.values()]
    .flatMap((told) => feltOf(told, rules) ?? [])
    .toSorted(
      (left, right) =>
        left.event.shakenAtMs - right.event.shakenAtMs ||
        (left.event.incident < right.event.incident ? -1 : 1),
    );
}

/** Errors: undefined where no rule listened, or nothing was felt at its places. */
function feltOf(told: readonly Recorded<Alert>[], rules: readonly AlertRule[]): Felt | undefined {
  const shakenSeconds = told[0] && eventSecondsOf(told[0].content.eventId);
  const rule = rules.find(({ sinceSeconds }) => sinceSeconds <= (shakenSeconds ?? -1));
  if (rule === undefined || shakenSeconds === undefined) return undefined;
  const heard = told
    .filter(({ author }) => author === (rule.beaconDevice as DeviceId))
    .toSorted(
      (left, right) =>
        left.content.issuedSeconds - right.content.issuedSeconds ||
        (left.entryId < right.entryId ? -1 : 1),
    );
  const ofCity = heard.flatMap((one) => intensityAt(one, rule.city) ?? []);
  const ofArea = heard.flatMap((one) => intensityAt(one, rule.area) ?? []);
  const intensity = ofCity.at(-1) ?? ofArea.at(-1);
  const [first, last] = [heard[0], heard.at(-1)];
  if (intensity === undefined || first === undefined || last === undefined) return undefined;
  // Once asked, asked: that a later announcement is weaker takes no question back.
  const strength = [...ofCity, ...ofArea].map(strengthOf).reduce((one, two) => Math.max(one, two));
  return {
    event: {
      incident: first.content.incident,
      shakenAtMs: shakenSeconds * 1000,
      issuedAtMs: last.content.issuedSeconds * 1000,
      intensity,
      isOfArea: ofCity.length === 0,
      cityName: rule.cityName,
      isCancelled: last.content.state === "cancelled",
    },
    strength,
    isOver: strength >= strengthOf(rule.threshold),
    first,
  };
}

function intensityAt({ content }: Recorded<Alert>, place: number): Intensity | undefined {
  return content.observed.find(({ places }) => places.includes(place))?.intensity;
}

/** Puts each earthquake to the one that it follows, or makes it the first of its own. Cost: little for each, however many. */
function seriesOf(asking: readonly Felt[], about: readonly IncidentRecord[]): readonly Series[] {
  const changes = groupBy(
    about.filter((one): one is Change => one.content.kind === "incidentChanged"),
    ({ content }) => content.incident,
  );
  const apart = keptApart(about);
  const series: Series[] = [];
  for (const felt of asking) {
    const { shakenAtMs, incident } = felt.event;
    let leader: Series | undefined;
    for (let at = series.length - 1; at >= 0 && leader === undefined; at -= 1) {
      const one = series[at];
      // They are in order: those before shook earlier still.
      if (one === undefined || shakenAtMs - one.shakenAtMs > JOIN_HOURS_AFTER * 3_600_000) break;
      const isApart = apart.get(incident)?.some((other) => one.ids.has(other)) === true;
      if (one.strength >= felt.strength && !isApart && !isEnded(one, shakenAtMs)) leader = one;
    }
    if (leader === undefined) {
      leader = { events: [], ids: new Set(), changes: [], shakenAtMs, strength: felt.strength };
      series.push(leader);
    }
    leader.events.push(felt);
    leader.ids.add(incident);
    leader.changes.push(...(changes.get(incident) ?? []));
  }
  return series;
}

function isEnded({ changes }: Series, atMs: number): boolean {
  const ids = changes.map(({ content }) => content.incident);
  return (closedSecondsOf(ids, changes.toSorted(compareRecords)) ?? Infinity) * 1000 <= atMs;
}

/** By each incident those that officers' last word keeps apart from it. */
function keptApart(about: readonly IncidentRecord[]): ReadonlyMap<IncidentId, IncidentId[]> {
  const links = about
    .filter((one): one is Recorded<IncidentLinked> => one.content.kind === "incidentLinked")
    .filter(({ isByOfficer }) => isByOfficer)
    .toSorted(compareRecords);
  const last = new Map(
    links.map(({ content }) => [[content.incident, content.other].toSorted().join(), content]),
  );
  const pairs = [...last.values()].filter(({ link }) => link === "apart");
  return new Map(
    [
      ...groupBy(
        pairs.flatMap(({ incident, other }) => [
          [incident, other] as const,
          [other, incident] as const,
        ]),
        ([one]) => one,
      ),
    ].map(([one, others]) => [one, others.map(([, other]) => other)]),
  );
}

/** The first opens; of those after it only what somebody spoke in before the first was known has an id of its own to be joined. */
function recordsOf(
  { events }: Series,
  isSpokenOf: (incident: IncidentId) => boolean,
): readonly IncidentRecord[] {
  const [head, ...after] = events;
  if (head === undefined) return [];
  const joined = after.filter(({ event }) => isSpokenOf(event.incident));
  return [
    openingOf(head),
    ...joined.flatMap((one) => [openingOf(one), linkOf(one, head.event.incident)]),
  ];
}

function openingOf({ event, first }: Felt): Recorded<IncidentOpened> {
  return {
    ...first,
    authorHousehold: 0,
    isByOfficer: false,
    content: {
      kind: "incidentOpened",
      incident: event.incident,
      origin: { type: "alert", eventId: first.content.eventId },
      cause: "earthquake",
      title: "",
      atSeconds: event.shakenAtMs / 1000,
    },
  };
}

/** Before all that officers say, so that their word is the last. */
function linkOf({ event, first }: Felt, other: IncidentId): Recorded<IncidentLinked> {
  const { incident } = event;
  return {
    ...first,
    entryId: `${first.entryId}+` as typeof first.entryId,
    isByOfficer: true,
    content: { kind: "incidentLinked", incident, other, link: "same", atSeconds: 0 },
  };
}

function eventOf({ event }: Felt): AlertEvent {
  return event;
}

function compareRecords(left: IncidentRecord, right: IncidentRecord): number {
  return (
    left.content.atSeconds - right.content.atSeconds || (left.entryId < right.entryId ? -1 : 1)
  );
}
