/**
 * Households and devices as the views know them: from the roster, the certificates and what households said of themselves.
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { HouseholdRow } from "@tomoshibi/shared/documents/roster/roster.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { isStatementOf } from "@tomoshibi/shared/membership/statement.ts";
import type { Recorded, Registration } from "@tomoshibi/shared/records/record.ts";
import { householdSearchText } from "@tomoshibi/shared/roster/search.ts";
import type { BoardHousehold } from "@tomoshibi/shared/safety/board.ts";
import type { Memory } from "../replica/memory.ts";
import type { DeviceView, HouseholdView } from "../views.ts";

/** Everybody, as far as this replica knows. */
export interface People {
  readonly households: readonly HouseholdView[];
  readonly byNumber: ReadonlyMap<number, HouseholdView>;
  readonly devices: readonly DeviceView[];
  /** Households with a certified device that is not revoked, ascending: who counts as registered. */
  readonly registered: readonly number[];
}

/** Where households without a place in the walking order stand. */
const UNPLACED = 1_000_000;

/** Gathers households and devices. Cost: O(households + devices). */
export function gatherPeople(memory: Memory): People {
  const standings = deviceStandings(memory);
  const said = latestRegistrations(memory);
  const cards = cardTimes(memory);
  const households = new Map<number, HouseholdView>();
  for (const row of (memory.documents.get("roster")?.state ?? []) as readonly HouseholdRow[]) {
    if (!row.isRemoved) households.set(row.number, fromRoster(row, said.get(row.number)));
  }
  for (const { household, group } of standings) {
    if (household === 0 || households.has(household)) continue;
    households.set(household, withoutRoster(household, group, said.get(household)));
  }
  for (const [number, household] of households) {
    households.set(number, { ...household, cardMadeAtMs: cards.get(number) });
  }
  for (const { household, isConfirmed, revoked } of standings) {
    const view = households.get(household);
    if (view === undefined || revoked !== undefined) continue;
    const unconfirmedDevices = view.unconfirmedDevices + (isConfirmed ? 0 : 1);
    households.set(household, { ...view, devices: view.devices + 1, unconfirmedDevices });
  }
  const list = [...households.values()].toSorted((left, right) => left.number - right.number);
  return {
    households: list,
    byNumber: households,
    devices: standings.map((standing) =>
      toDevice(memory, standing, households.get(standing.household)),
    ),
    registered: list.filter(({ devices }) => devices > 0).map(({ number }) => number),
  };
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
    hasDevice: view.devices > 0,
    personsKnown: view.persons.length,
  };
}

/** What each household last said about itself and did not take back; of two at one time, the one of the higher id. */
export function latestRegistrations(memory: Memory): ReadonlyMap<number, Recorded<Registration>> {
  const latest = new Map<number, Recorded<Registration>>();
  for (const record of memory.records.registrations) {
    const before = latest.get(record.authorHousehold);
    if (before === undefined || isLater(record, before)) latest.set(record.authorHousehold, record);
  }
  for (const { authorHousehold, content } of memory.records.withdrawals) {
    const before = latest.get(authorHousehold);
    if (before !== undefined && before.content.atSeconds <= content.atSeconds)
      latest.delete(authorHousehold);
  }
  return latest;
}

/** Orders registrations by what their authors say, then by id. */
function isLater(left: Recorded<Registration>, right: Recorded<Registration>): boolean {
  const difference = left.content.atSeconds - right.content.atSeconds;
  return difference === 0 ? left.entryId > right.entryId : difference > 0;
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

function fromRoster(row: HouseholdRow, said: Recorded<Registration> | undefined): HouseholdView {
  const name = row.name === "" ? (said?.content.representative ?? "") : row.name;
  const kana = row.kana === "" ? (said?.content.kana ?? "") : row.kana;
  const { number, group, indexInGroup, mark, phone, address, careNeeds, walkingOrder } = row;
  return {
    ...{ number, group, indexInGroup, mark, name, kana, phone, address, careNeeds, walkingOrder },
    persons: said?.content.persons ?? [],
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
    walkingOrder: UNPLACED + number,
    persons: said?.content.persons ?? [],
    ...EMPTY_COUNTS,
    searchText: householdSearchText({ name, kana, mark }),
  };
}

const EMPTY_COUNTS = { devices: 0, unconfirmedDevices: 0, cardMadeAtMs: undefined } as const;

function toDevice(
  memory: Memory,
  standing: Standing,
  household: HouseholdView | undefined,
): DeviceView {
  const { device, roles, isConfirmed, revoked, flags } = standing;
  return {
    device,
    household: standing.household,
    mark: household?.mark ?? "",
    name: household?.name ?? "",
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
    const { household } = statement.body;
    times.set(household, Math.max(row.arrivedAtMs, times.get(household) ?? 0));
  }
  return times;
}

/** Tells whether this replica shows what officers see. */
export function isOfficersReplica(standing: Standing | undefined): boolean {
  return standing !== undefined && isOfficer(standing) && standing.revoked === undefined;
}
