/**
 * Which incidents are one: an alert takes in what people opened by hand around it, officers say same or apart. The first
 * half of incidents.ts.
 */
import type { IncidentId } from "../base/ids.ts";
import { eventSecondsOf } from "../records/event-id.ts";
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
  // What was said of one of those that officers or an alert joined, was said of all of them.
  const joined = new Map(sets.groups().flatMap((ids) => ids.map((id) => [id, ids])));
  const all = [...facts.values()].map((one) => ({
    ...one,
    closedSeconds: closedSecondsOf(joined.get(one.id) ?? [one.id], changes),
  }));
  for (const manual of all) {
    const alert = alertAround(manual, all, isApart);
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
  const parsed = origin.type === "alert" ? eventSecondsOf(origin.eventId) : undefined;
  return Math.floor((parsed ?? atSeconds) / 3600);
}

/** What grouping knows of one incident id. */
interface Facts {
  readonly id: IncidentId;
  readonly type: IncidentOpened["origin"]["type"];
  readonly isReal: boolean;
  readonly hour: number;
  readonly firstOpenedSeconds: number;
}

/** Facts, with when an officer ended it, or what is joined with it, for the last time; undefined while open. */
interface Ended extends Facts {
  readonly closedSeconds: number | undefined;
}

/** When officers ended an incident that has these ids, for the last time; undefined while it is open. Shape: changes in order. */
export function closedSecondsOf(
  ids: readonly IncidentId[],
  changes: readonly Change[],
): number | undefined {
  const ends = changes.filter(
    ({ content, isByOfficer }) =>
      isByOfficer &&
      ids.includes(content.incident) &&
      ["closed", "cancelled", "reopened"].includes(content.change),
  );
  const last = ends.at(-1)?.content;
  return last?.change === "reopened" ? undefined : last?.atSeconds;
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
    facts.set(id, {
      id,
      type: origin.type,
      isReal: isRealOrigin([opening], own),
      hour: origin.type === "manual" ? origin.utcHour : alertHour(opening),
      firstOpenedSeconds: atSeconds,
    });
  }
  return facts;
}

/**
 * The alert a manual incident is shown inside: the nearest by hours, the lower id where two are. Its key is an hour, so the
 * window counts in whole hours. What was opened after the alert had been closed stands alone, or 揺れました would show nothing.
 */
function alertAround(
  manual: Ended,
  all: readonly Ended[],
  isApart: (one: IncidentId, two: IncidentId) => boolean,
): Ended | undefined {
  if (manual.type !== "manual") return undefined;
  const around = all.filter(
    (alert) =>
      alert.type === "alert" &&
      manual.hour >= alert.hour - JOIN_HOURS_BEFORE &&
      manual.hour <= alert.hour + JOIN_HOURS_AFTER &&
      manual.firstOpenedSeconds <= (alert.closedSeconds ?? Infinity) &&
      !isApart(manual.id, alert.id),
  );
  const distance = (alert: Ended) => Math.abs(alert.hour - manual.hour);
  return around.toSorted(
    (left, right) => distance(left) - distance(right) || (left.id < right.id ? -1 : 1),
  )[0];
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
