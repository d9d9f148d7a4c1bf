/**
 * The households of a group for its leader, and those of all groups for a shelter's desk (decision 0047): officers' devices wrap
 * them, leaders' and desks' open and keep them. [STR]
 *
 * Loaded with keys.ts, for it needs HPKE as that does; nothing else may import this file.
 */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import {
  type GroupListRow,
  groupListMark,
  unwrapGroupList,
  wrapGroupList,
} from "@tomoshibi/shared/records/group-list.ts";
import { SECONDS_MAX, secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { type GroupList, NAME_MAX, type Recorded } from "@tomoshibi/shared/records/record.ts";
import type { HouseholdView } from "../views.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { gatherPeople } from "../views/people.ts";
import { createBatch, sealInto } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { newestLists, ownLists, readsLists } from "./held-lists.ts";
import { KEY_VALUES, type Memory, ownStanding } from "./memory.ts";

/** Most lists wrapped in one turn: each costs some 10 ms, and a check-in may be waiting. */
const LISTS_A_TURN = 32;

/**
 * Officers' devices: wraps, for each leader and desk, the lists that are new or that the roster has changed. Answers how many
 * are left for another turn.
 *
 * Law: a device answers another's list only when what it would say is not what it said last. So two desks whose rosters stay apart,
 *      for one never gets a key or is of another version, each say theirs once and fall silent.
 */
export async function wrapGroupLists(engine: Engine, memory: Memory): Promise<number> {
  const { identity } = memory;
  const due = dueLists(engine, memory);
  const lists: { stream: StreamName; payload: GroupList }[] = [];
  for (const { reader, group, rows, mark, atSeconds } of due.slice(0, LISTS_A_TURN)) {
    if (identity === undefined) break;
    const place = { association: identity.association, device: reader.device, group, atSeconds };
    const wrapped = await wrapGroupList(engine, reader, place, rows);
    const payload: GroupList = { kind: "groupList", group, atSeconds, mark, wrapped };
    lists.push({ stream: `mailbox/${reader.device}`, payload });
  }
  if (lists.length === 0) return 0;
  const batch = createBatch();
  await commitBatch(engine, memory, batch, async () => {
    const context = { database: engine.database, memory, nowMs: engine.clock.nowMs() };
    for (const { stream, payload } of lists) await sealInto(batch, context, stream, payload);
  });
  return due.length - lists.length;
}

/** A list to wrap, and for whom. */
interface DueList extends Pick<GroupList, "group" | "mark" | "atSeconds"> {
  readonly reader: Standing;
  readonly rows: readonly GroupListRow[];
}

function dueLists(engine: Engine, memory: Memory): readonly DueList[] {
  const { identity, authority } = memory;
  if (identity === undefined || authority === undefined || !isOfficersReplica(ownStanding(memory)))
    return [];
  const secret = writeKey(memory.keyring, authority, "officers")?.secret;
  // Without the roster there is nothing to say: it may be on its way.
  if (secret === undefined || !memory.documents.has("roster")) return [];
  const readers = [...authority.standings.values()].flat().filter(readsLists);
  if (readers.length === 0) return [];
  const roster = rosterByGroup(memory);
  return readers.flatMap((reader) => {
    const newest = newestLists(memory, reader.device);
    const own = newestLists(memory, reader.device, identity.device);
    const isDesk = reader.roles.has("desk");
    // A group that nobody is in any more is taken off the desk as well.
    const groups = isDesk ? new Set([...roster.keys(), ...newest.keys()]) : reader.groupsLed;
    return [...groups].flatMap((group) => {
      const known = roster.get(group) ?? [];
      const rows = reader.groupsLed.includes(group) ? known : known.map(nameOnly);
      const mark = groupListMark(secret, rows);
      const last = newest.get(group)?.content;
      if (last === undefined ? rows.length === 0 : equalBytes(last.mark, mark)) return [];
      const said = own.get(group)?.content;
      if (said !== undefined && equalBytes(said.mark, mark)) return [];
      const soonest = Math.max(secondsOf(engine.clock.nowMs()), (last?.atSeconds ?? 0) + 1);
      // Nothing is later than the last moment: who claims it must not keep this device from wrapping anything else.
      const atSeconds = Math.min(soonest, SECONDS_MAX);
      return [{ reader, group, rows, mark, atSeconds }];
    });
  });
}

/** A leader's or a desk's device: keeps the newest lists of the groups led, a desk's those of all, and no others. */
export async function openGroupLists(engine: Engine, memory: Memory): Promise<void> {
  const { identity } = memory;
  if (identity === undefined) return;
  const lists: Memory["groupLists"] = new Map();
  for (const [group, record] of ownLists(memory)) {
    const held = memory.groupLists.get(group);
    const rows =
      held?.entryId === record.entryId ? held.rows : await open(identity.sealSeed, memory, record);
    // What cannot be opened will not be with the next try either.
    lists.set(group, { entryId: record.entryId, rows: rows ?? [] });
  }
  memory.groupLists = lists;
  const batch = createBatch();
  batch.keyValues.set(KEY_VALUES.groupLists, [...lists]);
  batch.touched.isAll = true;
  memory.people = undefined;
  await commitBatch(engine, memory, batch, async () => undefined);
}

async function open(
  sealSeed: Uint8Array,
  { identity }: Memory,
  { content }: Recorded<GroupList>,
): Promise<readonly GroupListRow[] | undefined> {
  if (identity === undefined) return undefined;
  const { association, device } = identity;
  const { group, atSeconds, wrapped } = content;
  return unwrapGroupList(sealSeed, { association, device, group, atSeconds }, wrapped);
}

/** What the roster says of each group, by the households' numbers. */
function rosterByGroup(memory: Memory): ReadonlyMap<number, readonly GroupListRow[]> {
  memory.people ??= gatherPeople(memory);
  const listed = memory.people.households.filter(
    ({ group, indexInGroup, isPlace }) => group !== 0 && indexInGroup > 0 && isPlace !== true,
  );
  const rows = new Map<number, readonly GroupListRow[]>();
  for (const [group, households] of groupBy(listed, (household) => household.group))
    rows.set(group, households.map(toRow));
  return rows;
}

function toRow(household: HouseholdView): GroupListRow {
  const { number, indexInGroup, walkingOrder, name, kana, persons } = household;
  return {
    ...{ household: number, indexInGroup, walkingOrder, persons: persons.length },
    ...{ name: short(name), kana: short(kana) },
  };
}

/** A desk needs to find a household, not to know how many live there. */
function nameOnly(row: GroupListRow): GroupListRow {
  return { ...row, walkingOrder: 0, persons: 0 };
}

/** A name as long as the list takes, never cut within a character. */
function short(name: string): string {
  return [...name].slice(0, NAME_MAX / 2).join("");
}
