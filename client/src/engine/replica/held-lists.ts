/** The lists of households that a leader's or a desk's device was given: which are the newest, and whether they are opened. [STR] */
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { GroupListRow } from "@tomoshibi/shared/records/group-list.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import type { GroupList, Recorded } from "@tomoshibi/shared/records/record.ts";
import { type Memory, ownStanding } from "./memory.ts";

/** An opened list, and the entry that brought it. */
export interface HeldList {
  readonly entryId: EntryId;
  readonly rows: readonly GroupListRow[];
}

/** The newest list of each group in a device's mailbox, by one author where one is named. */
export function newestLists(
  { records }: Memory,
  device: DeviceId,
  author?: DeviceId,
): ReadonlyMap<number, Recorded<GroupList>> {
  const newest = new Map<number, Recorded<GroupList>>();
  for (const { stream, record } of records.groupLists) {
    if (stream !== `mailbox/${device}`) continue;
    if (author !== undefined && record.author !== author) continue;
    const before = newest.get(record.content.group);
    if (before === undefined || compare(before, record) < 0)
      newest.set(record.content.group, record);
  }
  return newest;
}

/** Tells whether lists are wrapped for a device: of the groups it leads, of all for a desk, until it ends or is stopped. */
export function readsLists({ roles, groupsLed, revoked }: Standing): boolean {
  return revoked === undefined && (groupsLed.length > 0 || roles.has("desk"));
}

/** Those of this device, of the groups it leads now; a desk's all. */
export function ownLists(memory: Memory): ReadonlyMap<number, Recorded<GroupList>> {
  const { identity } = memory;
  const standing = ownStanding(memory);
  if (identity === undefined || standing === undefined || !readsLists(standing)) return new Map();
  const { roles, groupsLed } = standing;
  const lists = [...newestLists(memory, identity.device)];
  return new Map(lists.filter(([group]) => roles.has("desk") || groupsLed.includes(group)));
}

/** Whether a list waits to be opened, or one that was opened is no longer this device's to keep. */
export function areListsDue(memory: Memory): boolean {
  const { groupLists } = memory;
  if (memory.records.groupLists.length === 0 && groupLists.size === 0) return false;
  const own = ownLists(memory);
  return (
    [...own].some(([group, { entryId }]) => groupLists.get(group)?.entryId !== entryId) ||
    [...groupLists.keys()].some((group) => !own.has(group))
  );
}

function compare(left: Recorded<GroupList>, right: Recorded<GroupList>): number {
  return (
    left.content.atSeconds - right.content.atSeconds || (left.entryId < right.entryId ? -1 : 1)
  );
}
