/**
 * Which incidents are one: an alert takes in what people opened by hand around it, officers say same or apart. The first
 * half of incidents.ts.
 */
import type { IncidentId } from "../base/ids.ts";
import type { IncidentOpened, Recorded } from "../records/record.ts";
import type { Change, Link, Opening } from "./incidents.ts";

/** Hours around an alert's origin whose manual incidents are shown inside it (domain.md). */
export const JOIN_HOURS_BEFORE = 1;
/** See {@link JOIN_HOURS_BEFORE}. */
export const JOIN_HOURS_AFTER = 6;

/**
 * Groups incident ids that are shown as one; each group and the list are sorted by id.
 *
 * Shape:  openings, links and changes in order of time; links and changes of officers (and cancellations) only.
 */
export function groupIncidents(
  openings: readonly Opening[],
  links: readonly Link[],
  changes: readonly Change[],
): readonly (readonly IncidentId[])[] {
  const facts = collectFacts(openings, changes);
  const sets = new DisjointSets(facts.keys());
  const verdicts = new Map(
    links.map(({ content }) => [pairKey(content.incident, content.other), content]),
  );
  for (const { incident, other, link } of verdicts.values()) {
    const left = facts.get(incident);
    const right = facts.get(other);
    if (link === "same" && left && right && left.isReal === right.isReal)
      sets.join(incident, other);
  }
  const isApart = (one: IncidentId, two: IncidentId) =>
    verdicts.get(pairKey(one, two))?.link === "apart";
  for (const manual of facts.values()) {
    const alert = alertAround(manual, [...facts.values()], isApart);
    if (alert !== undefined) sets.join(manual.id, alert.id);
  }
  return sets.groups();
}

/** Tells whether any of the openings is of a real incident, or an officer turned the drill into one. */
export function isRealOrigin(openings: readonly Opening[], changes: readonly Change[]): boolean {
  return (
    openings.some(({ content }) => content.origin.type !== "drill") ||
    changes.some(({ isByOfficer, content }) => isByOfficer && content.change === "becameReal")
  );
}

/** The hour of an alert's origin: JMA's EventID is its time in Japan; another key counts by its record's time. */
export function alertHour(opening: Recorded<IncidentOpened>): number {
  const { origin, atSeconds } = opening.content;
  const parsed = origin.type === "alert" ? eventHour(origin.eventId) : undefined;
  return parsed ?? Math.floor(atSeconds / 3600);
}

/** What grouping knows of one incident id. */
interface Facts {
  readonly id: IncidentId;
  readonly type: IncidentOpened["origin"]["type"];
  readonly isReal: boolean;
  readonly hour: number;
  readonly firstOpenedSeconds: number;
  /** When an officer closed just this one for the last time; undefined while open. */
  readonly closedSeconds: number | undefined;
}

function collectFacts(
  openings: readonly Opening[],
  changes: readonly Change[],
): ReadonlyMap<IncidentId, Facts> {
  const facts = new Map<IncidentId, Facts>();
  for (const opening of openings) {
    const { incident: id, origin, atSeconds } = opening.content;
    if (facts.has(id)) continue;
    const own = changes.filter(
      ({ content, isByOfficer }) => isByOfficer && content.incident === id,
    );
    const ends = own.filter(({ content }) =>
      ["closed", "cancelled", "reopened"].includes(content.change),
    );
    const last = ends.at(-1)?.content;
    facts.set(id, {
      id,
      type: origin.type,
      isReal: isRealOrigin([opening], own),
      hour: origin.type === "manual" ? origin.utcHour : alertHour(opening),
      firstOpenedSeconds: atSeconds,
      closedSeconds: last?.change === "reopened" ? undefined : last?.atSeconds,
    });
  }
  return facts;
}

/**
 * The alert a manual incident is shown inside: the nearest by hours, the lower id where two are. Its key is an hour, so the
 * window counts in whole hours. What was opened after the alert had been closed stands alone, or 揺れました would show nothing.
 */
function alertAround(
  manual: Facts,
  all: readonly Facts[],
  isApart: (one: IncidentId, two: IncidentId) => boolean,
): Facts | undefined {
  if (manual.type !== "manual") return undefined;
  const around = all.filter(
    (alert) =>
      alert.type === "alert" &&
      manual.hour >= alert.hour - JOIN_HOURS_BEFORE &&
      manual.hour <= alert.hour + JOIN_HOURS_AFTER &&
      manual.firstOpenedSeconds <= (alert.closedSeconds ?? Infinity) &&
      !isApart(manual.id, alert.id),
  );
  const distance = (alert: Facts) => Math.abs(alert.hour - manual.hour);
  return around.toSorted(
    (left, right) => distance(left) - distance(right) || (left.id < right.id ? -1 : 1),
  )[0];
}

/** Reads the hour since 1970 in UTC out of `yyyyMMddHHmmss` in Japan's time. */
function eventHour(eventId: string): number | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})\d{4}$/.exec(eventId);
  if (parts === null) return undefined;
  const [, year, month, day, hour] = parts.map(Number) as [number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23) return undefined;
  return daysSince1970(year, month, day) * 24 + hour - JAPAN_HOURS;
}

const JAPAN_HOURS = 9;

/** Days of the Gregorian calendar; years are counted from March, so that a leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const fromMarch = (month + 9) % 12;
  const marchYear = month > 2 ? year : year - 1;
  const leapDays =
    Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const DAYS_TO_1970 = 719_469;
  return marchYear * 365 + leapDays + Math.floor((fromMarch * 306 + 5) / 10) + day - DAYS_TO_1970;
}

function pairKey(one: IncidentId, two: IncidentId): string {
  return one < two ? `${one}/${two}` : `${two}/${one}`;
}

/** Sets that only ever grow together. */
class DisjointSets {
  readonly #parents: Map<IncidentId, IncidentId>;

  constructor(ids: Iterable<IncidentId>) {
    this.#parents = new Map([...ids].map((id) => [id, id]));
  }

  join(one: IncidentId, two: IncidentId): void {
    this.#parents.set(this.#root(one), this.#root(two));
  }

  groups(): readonly (readonly IncidentId[])[] {
    const groups = new Map<IncidentId, IncidentId[]>();
    for (const id of [...this.#parents.keys()].toSorted()) {
      const root = this.#root(id);
      groups.set(root, [...(groups.get(root) ?? []), id]);
    }
    return [...groups.values()];
  }

  #root(id: IncidentId): IncidentId {
    let at = id;
    for (;;) {
      const parent = this.#parents.get(at);
      if (parent === undefined || parent === at) return at;
      at = parent;
    }
  }
}
