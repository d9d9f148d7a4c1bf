/**
 * Folds the records about incidents into the incidents that screens show: joined, provisional or not, open or ended.
 *
 * Invariants: a pure function of the set of records; nothing ever joins across real and drill; a drill may become real with
 * all its reports, never the reverse. Only officers' records confirm, link, close or turn; an opener's device may take back
 * its own opening while the incident is provisional. Which reports belong to an incident is `Incident.joined`.
 */
import type { IncidentId } from "../base/ids.ts";
import type {
  Cause,
  IncidentChanged,
  IncidentLinked,
  IncidentOpened,
  Recorded,
} from "../records/record.ts";
import { SECONDS_MAX } from "../records/fields.ts";
import { groupIncidents, isRealOrigin } from "./incident-groups.ts";
import type { Incident } from "./incident-types.ts";

/** A record about incidents. */
export type IncidentRecord = Recorded<IncidentOpened | IncidentLinked | IncidentChanged>;

/** An opening, a link or a change apart. */
export type Opening = Recorded<IncidentOpened>;
/** A change by an officer, or a cancellation. */
export type Change = Recorded<IncidentChanged>;
/** A link between incidents. */
export type Link = Recorded<IncidentLinked>;

/**
 * Answers all incidents, first what a screen shows first: open before ended, real before drill, newest before older.
 *
 * Shape:  records in any order, duplicates allowed.
 * Units:  order among changes is by their `atSeconds`, then by id; writers take {@link nextChangeSeconds}, so that a later
 *         decision counts as later whatever the clocks say.
 * Law:    any order and duplication of the input gives the same answer. [G15]
 */
export function foldIncidents(records: readonly IncidentRecord[]): readonly Incident[] {
  const { openings, links, changes } = sortOut(records);
  const groups = groupIncidents(openings, links, changes);
  const incidents = groups.map((group) => foldGroup(group, openings, changes));
  return endDrills(incidents).map(toIncident).toSorted(compareIncidents);
}

/**
 * The time to write into a decision about incidents: later than all that this device has seen about it, so that nobody's
 * fast clock outranks a later decision. Units: Unix ms in, seconds out.
 */
export function nextChangeSeconds(
  nowMs: number,
  records: readonly IncidentRecord[],
  incidents: readonly IncidentId[],
): number {
  const ids = new Set(incidents);
  let seconds = Math.max(0, Math.floor(nowMs / 1000));
  for (const record of records) {
    if (ids.has(record.content.incident)) seconds = Math.max(seconds, claimedSeconds(record) + 1);
  }
  return Math.min(SECONDS_MAX, seconds);
}

/**
 * What a drill has to be later than, when it is opened or opened again: real checks that have ended. Somebody's clock may have put one
 * years ahead, and it would end every drill until then.
 */
export function endersOfDrills(incidents: readonly Incident[]): readonly IncidentId[] {
  return incidents
    .filter(({ isDrill, isProvisional, isOpen }) => !isDrill && !isProvisional && !isOpen)
    .flatMap(({ joined }) => joined);
}

/** Officers' decisions always find a time after this one. */
const CLAIM_SECONDS_MAX = SECONDS_MAX - 1_000_000;

/** When a record says it was made; who is no officer cannot claim the end of time, after which nothing could be closed. */
function claimedSeconds({ isByOfficer, content }: IncidentRecord): number {
  return isByOfficer ? content.atSeconds : Math.min(content.atSeconds, CLAIM_SECONDS_MAX);
}

/** Finds the incident that shows the reports of an id, joined or its own. */
export function incidentShowing(
  incidents: readonly Incident[],
  id: IncidentId,
): Incident | undefined {
  return incidents.find(({ joined }) => joined.includes(id));
}

/** An incident while it is being folded, with what drills need to know of it. */
interface Folded {
  readonly incident: Incident;
  /** When it ceased to be open by its own records. Seconds. */
  readonly reopenedAtSeconds: number | undefined;
  readonly openedAtSeconds: number;
  /** When that opening came here. */
  readonly arrivedAtMs: number;
}

interface SortedOut {
  readonly openings: readonly Opening[];
  readonly links: readonly Link[];
  readonly changes: readonly Change[];
}

/** Removes duplicates, orders by time and id, and drops drills and links that no officer made. */
function sortOut(records: readonly IncidentRecord[]): SortedOut {
  const byEntry = new Map(records.map((record) => [record.entryId, record]));
  const openings: Opening[] = [];
  const links: Link[] = [];
  const changes: Change[] = [];
  for (const record of [...byEntry.values()].toSorted(compareRecords)) {
    const { content } = record;
    if (content.kind === "incidentOpened") {
      if (content.origin.type !== "drill" || record.isByOfficer) {
        openings.push({ ...record, content });
      }
    } else if (content.kind === "incidentLinked") {
      if (record.isByOfficer) links.push({ ...record, content });
    } else {
      changes.push({ ...record, content });
    }
  }
  return { openings, links, changes };
}

function foldGroup(
  ids: readonly IncidentId[],
  allOpenings: readonly Opening[],
  allChanges: readonly Change[],
): Folded {
  const inGroup = new Set(ids);
  const openings = allOpenings.filter(({ content }) => inGroup.has(content.incident));
  const changes = allChanges.filter(({ content }) => inGroup.has(content.incident));
  const byOfficer = changes.filter(({ isByOfficer }) => isByOfficer);
  const standing = openings.filter((opening) => !isTakenBack(opening, changes));
  const ended = lastEnd(byOfficer);
  const live = standing.filter(
    (opening) => claimedSeconds(opening) > (ended?.content.atSeconds ?? -1),
  );
  const reopened = byOfficer.filter(({ content }) => content.change === "reopened").at(-1);
  const isAssured = (list: readonly Opening[]) =>
    list.some(isSure) ||
    byOfficer.some(
      ({ content }) =>
        (content.change === "confirmed" || content.change === "becameReal") &&
        content.atSeconds > (ended?.content.atSeconds ?? -1),
    );
  const isSureOnce =
    openings.some(isSure) || byOfficer.some(({ content }) => content.change === "confirmed");
  const isOpen = ended === undefined ? standing.length > 0 || isSureOnce : live.length > 0;
  const isProvisional = ended !== undefined && isOpen ? !isAssured(live) : !isSureOnce;
  const lead = leadOpening(openings);
  const openedAtSeconds = lead.content.atSeconds;
  const ends = isOpen ? [] : ended ? endsOf(byOfficer, standing) : takenBack(changes, openings);
  return {
    openedAtSeconds: claimedSeconds(lead),
    arrivedAtMs: lead.arrivedAtMs,
    reopenedAtSeconds: reopened?.content.atSeconds,
    incident: {
      incident: representative(openings),
      joined: ids,
      origin: lead.content.origin.type,
      cause: causeOf(openings, lead),
      title: lead.content.title,
      isDrill: !isRealOrigin(openings, byOfficer),
      isProvisional,
      isOpen,
      openedAtMs: openedAtSeconds * 1000,
      closedAtMs: isOpen ? undefined : (ends.at(-1)?.content.atSeconds ?? 0) * 1000,
      ...(ends.length > 0 && { ended: endOf(ends, ended !== undefined) }),
      openedByHouseholds: householdsOf(standing),
      openedByDevices: [...new Set(standing.map(({ author }) => author))].toSorted(),
    },
  };
}

/** An officer's opening and a telegram's need nobody's confirmation. */
function isSure(opening: Opening): boolean {
  return opening.isByOfficer || opening.content.origin.type === "alert";
}

/** A resident's opening is taken back by the same device; what it opened again later stands. */
function isTakenBack(opening: Opening, changes: readonly Change[]): boolean {
  return changes.some((change) => takesBack(change, opening));
}

function takesBack(change: Change, opening: Opening): boolean {
  return (
    !isSure(opening) &&
    change.content.change === "cancelled" &&
    change.author === opening.author &&
    change.content.incident === opening.content.incident &&
    claimedSeconds(change) >= claimedSeconds(opening)
  );
}

/** The close or cancellation that no later reopening takes back. `changes` are in order and by officers. */
function lastEnd(changes: readonly Change[]): Change | undefined {
  const last = changes
    .filter(({ content }) => ENDS.has(content.change) || content.change === "reopened")
    .at(-1);
  return last !== undefined && ENDS.has(last.content.change) ? last : undefined;
}

const ENDS: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/**
 * The words by which officers ended it, in order; the last is the one it is ended by. Two of them may end it without having heard of each
 * other: from the first one after which it was open no more. `byOfficer`: in order.
 */
function endsOf(byOfficer: readonly Change[], standing: readonly Opening[]): readonly Change[] {
  const since = byOfficer.findLastIndex(({ content }) => content.change === "reopened");
  const ends = byOfficer.slice(since + 1).filter(({ content }) => ENDS.has(content.change));
  return ends.filter(
    ({ content }) => !standing.some((opening) => claimedSeconds(opening) > content.atSeconds),
  );
}

/** The last word by which who opened it took that back; what anybody else says of it ends nothing. Shape: none or one. */
function takenBack(changes: readonly Change[], openings: readonly Opening[]): readonly Change[] {
  return changes.filter((change) => openings.some((one) => takesBack(change, one))).slice(-1);
}

function endOf(ends: readonly Change[], isByOfficer: boolean): NonNullable<Incident["ended"]> {
  return {
    arrivedAtMs: Math.min(...ends.map(({ arrivedAtMs }) => arrivedAtMs)),
    saidAtMs: Math.min(...ends.map(({ content }) => content.atSeconds)) * 1000,
    isByOfficer,
  };
}

/** The opening that gives title and time: a telegram's, else an officer's, else the first. `openings` are in order. */
function leadOpening(openings: readonly Opening[]): Opening {
  const lead =
    openings.find(({ content }) => content.origin.type === "alert") ??
    openings.find(({ isByOfficer }) => isByOfficer) ??
    openings[0];
  if (lead === undefined) throw new Error("Broken invariant: an incident has an opening");
  return lead;
}

function representative(openings: readonly Opening[]): IncidentId {
  const alerts = openings.filter(({ content }) => content.origin.type === "alert");
  const ids = (alerts.length > 0 ? alerts : openings).map(({ content }) => content.incident);
  return ids.toSorted()[0] as IncidentId;
}

/** An earthquake is named as one as soon as anybody who is sure says so. */
function causeOf(openings: readonly Opening[], lead: Opening): Cause {
  return openings.some((opening) => isSure(opening) && opening.content.cause === "earthquake")
    ? "earthquake"
    : lead.content.cause;
}

function householdsOf(openings: readonly Opening[]): readonly number[] {
  const numbers = openings
    .filter((opening) => !isSure(opening) && opening.authorHousehold > 0)
    .map(({ authorHousehold }) => authorHousehold);
  return [...new Set(numbers)].toSorted((left, right) => left - right);
}

/**
 * Ends drills when it becomes serious: a confirmed real incident that is open, or was opened after the drill, ends it, unless
 * an officer reopened the drill later. A provisional one does not: one thumb must not end everybody's drill.
 */
function endDrills(folded: readonly Folded[]): readonly Folded[] {
  const real = folded.filter(({ incident }) => !incident.isDrill && !incident.isProvisional);
  return folded.map((drill) => {
    if (!drill.incident.isDrill || !drill.incident.isOpen) return drill;
    const enders = real.filter(
      (other) =>
        other.incident.isOpen ||
        other.openedAtSeconds >= Math.max(drill.openedAtSeconds, drill.reopenedAtSeconds ?? 0),
    );
    const [first] = enders.toSorted((left, right) => left.openedAtSeconds - right.openedAtSeconds);
    if (first === undefined) return drill;
    const closedAtMs = Math.max(first.openedAtSeconds, drill.openedAtSeconds) * 1000;
    const arrivedAtMs = Math.max(first.arrivedAtMs, drill.arrivedAtMs);
    const ended = { arrivedAtMs, saidAtMs: closedAtMs, isByOfficer: true };
    return { ...drill, incident: { ...drill.incident, isOpen: false, closedAtMs, ended } };
  });
}

function toIncident(folded: Folded): Incident {
  return folded.incident;
}

function compareRecords(left: IncidentRecord, right: IncidentRecord): number {
  return (
    left.content.atSeconds - right.content.atSeconds || (left.entryId < right.entryId ? -1 : 1)
  );
}

function compareIncidents(left: Incident, right: Incident): number {
  return (
    Number(right.isOpen) - Number(left.isOpen) ||
    Number(left.isDrill) - Number(right.isDrill) ||
    right.openedAtMs - left.openedAtMs ||
    (left.incident < right.incident ? -1 : 1)
  );
}
