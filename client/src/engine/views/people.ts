/**
 * Households and devices as the views know them: from the roster, the certificates and what households said of themselves.
 *
 * Officers' and leaders' devices load this; nothing that a resident's device loads at its start may import it.
 */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { HouseholdRow } from "@tomoshibi/shared/documents/roster/roster.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import { isStatementOf } from "@tomoshibi/shared/membership/statement.ts";
import type { ConsentWithdrawn, Recorded, Registration } from "@tomoshibi/shared/records/record.ts";
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import { householdSearchText } from "@tomoshibi/shared/roster/search.ts";
import type { BoardHousehold } from "@tomoshibi/shared/safety/board.ts";
import { type Memory, ownStanding } from "../replica/memory.ts";
import type { DeviceView, HouseholdView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";
import { compareWords, isWithdrawn } from "./withdrawn.ts";

/** Everybody, as far as this replica knows. */
export interface People {
  readonly households: readonly HouseholdView[];
  readonly byNumber: ReadonlyMap<number, HouseholdView>;
  readonly devices: readonly DeviceView[];
  /** Households with a certified device that is not revoked, ascending: who counts as registered. A hall does not. */
  readonly registered: readonly number[];
  /**
   * Households that were here and went, by number: neither on the roster nor with a device that was not stopped. They stand on no
   * list and in no total; on the board of an incident only where they reported or were counted. [STR]
   */
  readonly gone: ReadonlyMap<number, HouseholdView>;
}

/** Where households without a place in the walking order stand. */
const UNPLACED = 1_000_000;

/** Gathers households and devices. Cost: O(households + devices). */
export function gatherPeople(memory: Memory): People {
  const standings = deviceStandings(memory);
  const said = latestRegistrations(memory);
  const typed = groupBy(memory.records.registrations, ({ author }) => author);
  const cards = cardTimes(memory);
  const withdrawn = withdrawnHouseholds(memory);
  const rows = rosterRows(memory);
  const households = new Map<number, HouseholdView>();
  for (const row of rows) {
    if (!row.isRemoved) households.set(row.number, fromRoster(row, said.get(row.number)));
  }
  const halls = unlistedHalls(memory, standings);
  for (const { household, group, revoked } of standings) {
    // A stopped device keeps nobody on the lists: who left would stay on them for ever under what was typed at joining.
    if (household === 0 || households.has(household) || revoked !== undefined) continue;
    if (halls.has(household)) continue;
    households.set(household, withoutRoster(household, group, said.get(household)));
  }
  for (const [number, household] of households) {
    const hasWithdrawn = withdrawn.has(number);
    households.set(number, { ...household, hasWithdrawn, cardMadeAtMs: cards.get(number) });
  }
  for (const { household, isConfirmed, revoked } of standings) {
    const view = households.get(household);
    if (view === undefined || revoked !== undefined) continue;
    const unconfirmedDevices = view.unconfirmedDevices + (isConfirmed ? 0 : 1);
    households.set(household, { ...view, devices: view.devices + 1, unconfirmedDevices });
  }
  const list = [...households.values()].toSorted((left, right) => left.number - right.number);
  const gone = goneHouseholds({ households, standings, rows, said });
  return {
    households: list,
    byNumber: households,
    devices: standings
      .filter(({ household }) => !gone.has(household))
      .map((standing) =>
        toDevice(memory, standing, households.get(standing.household), typed.get(standing.device)),
      ),
    registered: list
      .filter(({ devices, isPlace }) => devices > 0 && isPlace !== true)
      .map(({ number }) => number),
    gone,
  };
}

/**
 * Households of which a leader's list says nothing, and whose working devices are all desks: halls, which officers' devices leave out of the list.
 * An officer reads what the roster says of them. Before there is a list, who helps at a desk is not taken for a hall.
 */
function unlistedHalls(memory: Memory, standings: readonly Standing[]): ReadonlySet<number> {
  if (isOfficersReplica(ownStanding(memory))) return new Set();
  const working = groupBy(
    standings.filter(({ revoked }) => revoked === undefined),
    ({ household }) => household,
  );
  const isListed = (group: number) => (memory.groupLists.get(group)?.rows.length ?? 0) > 0;
  const halls = [...working].filter(([, devices]) =>
    devices.every(({ roles, group }) => roles.has("desk") && isListed(group)),
  );
  return new Set(halls.map(([household]) => household));
}

/** Whom this replica shows: an officer's everybody, a leader's the groups led, any other nobody. [STR] */
export function peopleShown(
  memory: Memory,
  people: People,
): Pick<People, "households" | "devices" | "gone"> {
  const standing = ownStanding(memory);
  if (isOfficersReplica(standing)) return people;
  const led = new Set(standing?.revoked === undefined ? standing?.groupsLed : []);
  const households = people.households.filter(({ group }) => led.has(group));
  const numbers = new Set(households.map(({ number }) => number));
  return {
    households,
    devices: people.devices.filter(({ household }) => numbers.has(household)),
    gone: new Map([...people.gone].filter(([, { group }]) => led.has(group))),
  };
}

/** The roster: officers hold the document, leaders a list of their groups without addresses and the like. */
function rosterRows(memory: Memory): readonly RosterRow[] {
  if (memory.groupLists.size === 0 || isOfficersReplica(ownStanding(memory)))
    return (memory.documents.get("roster")?.state ?? []) as readonly HouseholdRow[];
  return [...memory.groupLists].flatMap(([group, { rows }]) =>
    rows.map(({ household, persons, ...row }) => ({
      ...{ number: household, group, mark: markOf(group, row.indexInGroup), isRemoved: false },
      ...row,
      ...{ phone: "", address: "", careNeeds: "", isPlace: false },
      // How many there are is known, who they are is not.
      persons: Array.from({ length: persons }, () => ""),
    })),
  );
}

/** A household as the board's fold takes it. */
export function toBoardHousehold(view: HouseholdView): BoardHousehold {
  const { number, group, mark, name, kana, walkingOrder } = view;
  return {
    number,
    group,
    mark,
    name,
    kana,
    walkingOrder,
    // What is said of a hall stands beside the total.
    hasDevice: view.devices > 0 && view.isPlace !== true,
    personsKnown: view.persons.length,
  };
}

/**
 * What each household said about itself and did not take back: the latest word, with the people of the latest that names any,
 * for a device that joins names none.
 *
 * A device nobody confirmed yet outdoes no confirmed one: with fewer people, a household would be accounted for sooner. [MEM7]
 */
export function latestRegistrations(memory: Memory): ReadonlyMap<number, Recorded<Registration>> {
  const { registrations, withdrawals } = memory.records;
  const ended = groupBy(withdrawals, ({ authorHousehold }) => authorHousehold);
  const latest = new Map<number, Recorded<Registration>>();
  for (const [household, all] of groupBy(registrations, ({ authorHousehold }) => authorHousehold)) {
    const standing = all.filter(
      (record) => !ended.get(household)?.some((withdrawal) => takesBack(withdrawal, record)),
    );
    const ordered = standing.toSorted(compareWords);
    const last = ordered.at(-1);
    if (last === undefined) continue;
    const persons = ordered.findLast(({ content }) => content.persons.length > 0)?.content.persons;
    latest.set(household, { ...last, content: { ...last.content, persons: persons ?? [] } });
  }
  return latest;
}

/** Households whose last word about themselves is やめる. */
function withdrawnHouseholds({ records }: Memory): ReadonlySet<number> {
  const words = [...records.registrations, ...records.withdrawals];
  const byHousehold = groupBy(words, ({ authorHousehold }) => authorHousehold);
  const left = [...byHousehold].filter(([household, said]) => household !== 0 && isWithdrawn(said));
  return new Set(left.map(([household]) => household));
}

function goneHouseholds(known: {
  readonly households: ReadonlyMap<number, HouseholdView>;
  readonly standings: readonly Standing[];
  readonly rows: readonly RosterRow[];
  readonly said: ReadonlyMap<number, Recorded<Registration>>;
}): People["gone"] {
  const { households, standings, rows, said } = known;
  const gone = new Map<number, HouseholdView>();
  for (const row of rows)
    if (!households.has(row.number)) gone.set(row.number, fromRoster(row, said.get(row.number)));
  for (const { household, group } of standings)
    if (household !== 0 && !households.has(household) && !gone.has(household))
      gone.set(household, withoutRoster(household, group, said.get(household)));
  return gone;
}

function takesBack(
  withdrawal: Recorded<ConsentWithdrawn>,
  registration: Recorded<Registration>,
): boolean {
  const isHeard = withdrawal.isConfirmed || !registration.isConfirmed;
  return isHeard && registration.content.atSeconds <= withdrawal.content.atSeconds;
}

/** Keys that are devices: neither the root, nor cards, nor relays. */
function deviceStandings(memory: Memory): readonly Standing[] {
  const all = [...(memory.authority?.standings.values() ?? [])].flat();
  return all.filter(({ roles }) =>
    ["admin", "officer", "groupLeader", "desk", "member"].some((role) =>
      roles.has(role as "member"),
    ),
  );
}

/** A line of the roster, and the people a leader's list counts. */
type RosterRow = Omit<HouseholdRow, "isMarkShared"> & { readonly persons?: readonly string[] };

function fromRoster(row: RosterRow, said: Recorded<Registration> | undefined): HouseholdView {
  const name = row.name === "" ? (said?.content.representative ?? "") : row.name;
  const kana = row.kana === "" ? (said?.content.kana ?? "") : row.kana;
  const { number, group, indexInGroup, mark, phone, address, careNeeds, walkingOrder } = row;
  return {
    ...{ number, group, indexInGroup, mark, name, kana, phone, address, careNeeds, walkingOrder },
    isPlace: row.isPlace === true,
    persons: said?.content.persons ?? row.persons ?? [],
    ...EMPTY_COUNTS,
    searchText: householdSearchText({ name, kana, mark }),
  };
}

function withoutRoster(
  number: number,
  group: number,
  said: Recorded<Registration> | undefined,
): HouseholdView {
  // Its place in the group stands in the roster only; the number itself is chance.
  const mark = `#${number}`;
  const name = said?.content.representative ?? "";
  const kana = said?.content.kana ?? "";
  return {
    ...{ number, group, indexInGroup: 0, mark, name, kana, phone: "", address: "", careNeeds: "" },
    isPlace: false,
    walkingOrder: UNPLACED + number,
    persons: said?.content.persons ?? [],
    ...EMPTY_COUNTS,
    searchText: householdSearchText({ name, kana, mark }),
  };
}

const EMPTY_COUNTS = {
  ...{ devices: 0, unconfirmedDevices: 0 },
  ...{ cardMadeAtMs: undefined, hasWithdrawn: false },
} as const;

function toDevice(
  memory: Memory,
  standing: Standing,
  household: HouseholdView | undefined,
  typed: readonly Recorded<Registration>[] | undefined,
): DeviceView {
  const { device, roles, isConfirmed, revoked, flags } = standing;
  return {
    device,
    household: standing.household,
    mark: household?.mark ?? "",
    name: household?.name ?? "",
    typedName: typed?.toSorted(compareWords).at(-1)?.content.representative ?? "",
    roles: [...roles].toSorted(),
    isConfirmed,
    isRevoked: revoked !== undefined,
    flags: isForked(memory, device) ? [...flags, "fork"] : flags,
  };
}

function isForked(memory: Memory, device: DeviceId): boolean {
  return memory.forks.has(device);
}

/** Statements carry no time (MEM2): when a card was made is when its certificate came here. */
function cardTimes(memory: Memory): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const { statement, row } of memory.statements.values()) {
    if (!isStatementOf(statement, "certificate") || statement.body.role !== "invite") continue;
    // Anybody can hand in a certificate: only those that count are cards.
    if (memory.authority?.counted.has(statement.id) !== true) continue;
    const { household } = statement.body;
    times.set(household, Math.max(row.arrivedAtMs, times.get(household) ?? 0));
  }
  return times;
}
