/**
 * The households of a group for its leader: officers' devices wrap them, the leader's opens and keeps them. [STR]
 *
 * Loaded with keys.ts, for it needs HPKE as that does; nothing else may import this file.
 */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import {
  type GroupListRow,
  groupListMark,
  unwrapGroupList,
  wrapGroupList,
} from "@tomoshibi/shared/records/group-list.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { type GroupList, NAME_MAX, type Recorded } from "@tomoshibi/shared/records/record.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { gatherPeople } from "../views/people.ts";
import { createBatch, sealInto } from "./batch.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { newestLists, ownLists } from "./held-lists.ts";
import { KEY_VALUES, type Memory, ownStanding } from "./memory.ts";

/**
 * Officers' devices: wraps, for each leader, the lists that are new or that the roster has changed.
 *
 * Law: a device answers another's list only when what it would say is not what it said last. So two desks whose rosters stay apart,
 *      for one never gets a key or is of another version, each say theirs once and fall silent.
 */
export async function wrapGroupLists(engine: Engine, memory: Memory): Promise<void> {
  const { identity, authority } = memory;
  if (identity === undefined || authority === undefined || !isOfficersReplica(ownStanding(memory)))
    return;
  const secret = writeKey(memory.keyring, authority, "officers")?.secret;
  // Without the roster there is nothing to say: it may be on its way.
  if (secret === undefined || !memory.documents.has("roster")) return;
  const leaders = [...authority.standings.values()]
    .flat()
    .filter(({ groupsLed, revoked }) => groupsLed.length > 0 && revoked === undefined);
  const due: { stream: StreamName; payload: GroupList }[] = [];
  for (const { leader, group } of leaders.flatMap(ledGroups)) {
    const rows = rowsOf(memory, group);
    const mark = groupListMark(secret, rows);
    const last = newestLists(memory, leader.device).get(group)?.content;
    if (last === undefined ? rows.length === 0 : equalBytes(last.mark, mark)) continue;
    const said = newestLists(memory, leader.device, identity.device).get(group)?.content;
    if (said !== undefined && equalBytes(said.mark, mark)) continue;
    const atSeconds = Math.max(secondsOf(engine.clock.nowMs()), (last?.atSeconds ?? 0) + 1);
    const place = { association: identity.association, device: leader.device, group, atSeconds };
    const wrapped = await wrapGroupList(engine, leader, place, rows);
    const payload: GroupList = { kind: "groupList", group, atSeconds, mark, wrapped };
    due.push({ stream: `mailbox/${leader.device}`, payload });
  }
  if (due.length === 0) return;
  const batch = createBatch();
  await commitBatch(engine, memory, batch, async () => {
    const context = { database: engine.database, memory, nowMs: engine.clock.nowMs() };
    for (const { stream, payload } of due) await sealInto(batch, context, stream, payload);
  });
}

/** A leader's device: keeps the newest lists of the groups led, and no others. */
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

function ledGroups(leader: Standing): { leader: Standing; group: number }[] {
  return leader.groupsLed.map((group) => ({ leader, group }));
}

/** What the roster says of a group, by the households' numbers. */
function rowsOf(memory: Memory, group: number): readonly GroupListRow[] {
  memory.people ??= gatherPeople(memory);
  return memory.people.households
    .filter((household) => household.group === group && household.indexInGroup > 0)
    .map(({ number, indexInGroup, walkingOrder, name, kana, persons }) => ({
      ...{ household: number, indexInGroup, walkingOrder, persons: persons.length },
      ...{ name: short(name), kana: short(kana) },
    }));
}

/** A name as long as the list takes, never cut within a character. */
function short(name: string): string {
  return [...name].slice(0, NAME_MAX / 2).join("");
}
