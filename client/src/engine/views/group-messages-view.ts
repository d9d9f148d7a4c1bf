/**
 * 班のひとこと, group by group, as the screens show it. [STR3]
 *
 * Loaded by replica/group-boards.ts alone.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { keptMessages, shownAtMs } from "@tomoshibi/shared/group-messages/board.ts";
import { countsEntry, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { GroupMessage, Recorded } from "@tomoshibi/shared/records/record.ts";
import type { Touched } from "../replica/batch.ts";
import type { Memory } from "../replica/memory.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { DeliveryState, GroupMessageView } from "../views.ts";
import { type View, replaceRows } from "./row-cache.ts";
import { ownGroups, ownPlace } from "./self-views.ts";

/** Brings the boards of the touched groups up to date. Inside a transaction. */
export async function projectGroupMessages(
  database: ReplicaStore,
  memory: Memory,
  { isAll, isOutbox, groups }: Pick<Touched, "isAll" | "isOutbox" | "groups">,
): Promise<void> {
  const { groupMessages } = memory.records;
  const stale = new Set([...groups].map(groupOf));
  if (isOutbox || isAll)
    // Where this device may have written.
    for (const group of ownGroups(memory)) stale.add(group);
  if (isAll) {
    for (const stream of groupMessages.keys()) stale.add(groupOf(stream));
    // A board that is empty now: erased, or not to be read any more.
    const shown = await database.groupMessages.orderBy("group").uniqueKeys();
    for (const group of shown as number[]) stale.add(group);
  }
  for (const group of stale) {
    const records = groupMessages.get(`group/${group}`) ?? [];
    const rows = keptMessages(records.map((record) => toView(memory, group, record)));
    const writing = replaceRows(memory.views, boardOf(database, group), rows);
    if (writing !== undefined) await writing;
  }
}

function groupOf(stream: StreamName): number {
  return Number(stream.slice("group/".length));
}

function boardOf(database: ReplicaStore, group: number): View<GroupMessageView> {
  return {
    table: database.groupMessages as View<GroupMessageView>["table"],
    scope: { index: "group", value: group },
    keyOf: ({ recordId }) => recordId,
  };
}

function toView(memory: Memory, group: number, record: Recorded<GroupMessage>): GroupMessageView {
  const { recordId, entryId, author, authorHousehold, arrivedAtMs, isConfirmed } = record;
  const { name, text, atSeconds } = record.content;
  const [standing, ambiguous] = memory.authority ? standingsOf(memory.authority, author) : [];
  const held = memory.entries.get(entryId);
  const known = memory.people?.byNumber.get(authorHousehold);
  const isOwn = authorHousehold === ownPlace(memory).household;
  const mark = known !== undefined && known.indexInGroup > 0 ? known.mark : "";
  return {
    ...{ recordId, group, household: authorHousehold, name, text, arrivedAtMs, isConfirmed },
    intent: memory.intentByRecord.get(recordId),
    mark: mark === "" && isOwn ? (memory.membership?.mark ?? "") : mark,
    shownAtMs: shownAtMs(atSeconds, arrivedAtMs),
    writtenAtMs: atSeconds * 1000,
    isByLeader: ambiguous === undefined && standing?.groupsLed.includes(group) === true,
    isByThisDevice: author === memory.identity?.device,
    delivery: deliveryOf(memory, entryId),
    isPastEnd:
      held !== undefined &&
      standing !== undefined &&
      !countsEntry(standing, held.stream, held.seq, entryId),
  };
}

/** Only what an answer or a receipt proved. [DEL2] */
function deliveryOf(memory: Memory, entryId: EntryId): DeliveryState {
  const state = memory.outbox.get(entryId)?.state;
  return state === undefined || state === "due" ? "saved" : state;
}
