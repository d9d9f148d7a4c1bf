/**
 * When a courier lets go of what it carries: a week after it learned that a receipt lists what a relay has, or after a month; or
 * somebody who may has erased it, and then at once. [MEET3] [ERA1]
 *
 * Why a week longer: an officer's device that was set back to a backup misses what it had signed for, and the courier's copy may be
 * the only one left. (decision 0041)
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { standingAt, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import {
  type Erasable,
  type Erasure,
  erasuresByEntry,
  mayErase,
} from "@tomoshibi/shared/sync/erasing.ts";
import { type Misses, noteMissed, noteReceipt } from "@tomoshibi/shared/sync/coverage.ts";
import { isMissedByOfficers } from "../replica/covering.ts";
import type { CarriedRow, EntryRow } from "../store/rows.ts";
import type { MeetingPorts } from "./ports.ts";

/** How long an entry is kept that a relay has and no receipt lists. */
export const KEPT_AFTER_RELAY_MS = 30 * 24 * 60 * 60_000;

/** How long it is kept once a receipt lists it. */
export const KEPT_AFTER_RECEIPT_MS = 7 * 24 * 60 * 60_000;
/** Bytes of what receipts list; beyond, what was received first makes room. It takes none of what is still to be carried. */
export const RECEIVED_BYTES_MAX = 1_000_000;

/** Tells whether an entry was erased. */
export type IsErased = (entry: Erasable & { readonly entryId: EntryId }) => boolean;

/** Drops what needs no courier any more, and notes what receipts list, or list no more. */
export async function letGo(ports: MeetingPorts): Promise<void> {
  const { database, clock } = ports;
  const carried = await database.carried.toArray();
  if (carried.length === 0) return;
  const nowMs = clock.nowMs();
  const isErased = await readErasures(ports);
  const isReceived = carried.some(isAtRelay) ? await readReceived(ports) : () => false;
  const noted = carried.map((row) => noteReceived(row, isReceived(row.entryId), nowMs));
  const stays = new Set(
    withinRoom(noted.filter((row) => !isErased(row) && !isOver(row, nowMs))).map(
      ({ entryId }) => entryId,
    ),
  );
  const changed = noted.filter(
    ({ entryId, receivedAtMs }, index) =>
      stays.has(entryId) && receivedAtMs !== carried[index]?.receivedAtMs,
  );
  const gone = carried.flatMap(({ entryId }) => (stays.has(entryId) ? [] : [entryId]));
  if (changed.length + gone.length === 0) return;
  await database.transaction("rw", ["carried"], async () => {
    // As it is by now: a relay may just have named it.
    const rows = await database.carried.bulkGet(changed.map(({ entryId }) => entryId));
    await database.carried.bulkPut(
      rows.flatMap((row, index) => {
        const receivedAtMs = changed[index]?.receivedAtMs;
        if (row === undefined) return [];
        return [{ ...row, receivedAtMs, ...(receivedAtMs === undefined && { relays: [] }) }];
      }),
    );
    await database.carried.bulkDelete(gone);
  });
}

function isAtRelay({ relays }: CarriedRow): boolean {
  return relays.length > 0;
}

/** What officers' devices miss after all is to be handed in everywhere again. */
function noteReceived(row: CarriedRow, isReceived: boolean, nowMs: number): CarriedRow {
  if (isReceived && isAtRelay(row)) return { ...row, receivedAtMs: row.receivedAtMs ?? nowMs };
  return row.receivedAtMs === undefined ? row : { ...row, receivedAtMs: undefined, relays: [] };
}

function isOver({ relays, receivedAtMs, arrivedAtMs }: CarriedRow, nowMs: number): boolean {
  if (relays.length === 0) return false;
  if (receivedAtMs !== undefined && nowMs - receivedAtMs > KEPT_AFTER_RECEIPT_MS) return true;
  return nowMs - arrivedAtMs > KEPT_AFTER_RELAY_MS;
}

/** All that no receipt lists; of the rest the last received, as far as there is room. */
function withinRoom(rows: readonly CarriedRow[]): readonly CarriedRow[] {
  let bytesLeft = RECEIVED_BYTES_MAX;
  return rows
    .toSorted((left, right) => (right.receivedAtMs ?? 0) - (left.receivedAtMs ?? 0))
    .filter(({ receivedAtMs, bytes }) => {
      if (receivedAtMs === undefined) return true;
      bytesLeft -= bytes.length;
      return bytesLeft >= 0;
    });
}

/** Reads what was erased, by whom. */
export async function readErasures(ports: MeetingPorts): Promise<IsErased> {
  const rows = await applied(ports, "erased");
  const erasures = erasuresByEntry(
    rows.flatMap(({ row, payload }) => {
      const erasure = erasureOf(ports, row);
      if (payload.kind !== "erased" || erasure === undefined) return [];
      return [{ erasure, ids: payload.entries.flatMap(({ ids }) => ids) }];
    }),
  );
  return (entry) =>
    erasures.get(entry.entryId)?.some((erasure) => mayErase(erasure, entry)) === true;
}

/** As the author stood when it was written: an office that ended later takes nothing back. */
function erasureOf({ replica: { authority } }: MeetingPorts, row: EntryRow): Erasure | undefined {
  const standing = authority && standingsOf(authority, row.author)[0];
  if (standing === undefined) return undefined;
  const then = standingAt(standing, row.stream, row.seq, row.entryId);
  return { author: row.author, isByOfficer: isOfficer(then) };
}

/** Reads what receipts list, and no officer's device misses. */
async function readReceived(ports: MeetingPorts): Promise<(id: EntryId) => boolean> {
  const { replica, clock } = ports;
  const misses: Misses = new Map();
  for (const { row, payload } of await applied(ports, "missed"))
    if (payload.kind === "missed") noteMissed(misses, { ...row, entries: payload.entries });
  const received = new Set(
    (await applied(ports, "receipt")).flatMap(({ row, payload }) =>
      payload.kind === "receipt" ? noteReceipt(misses, { ...row, entries: payload.entries }) : [],
    ),
  );
  const nowMs = clock.nowMs();
  return (id) =>
    received.has(id) && !isMissedByOfficers({ misses, authority: replica.authority }, id, nowMs);
}

async function applied(
  { database }: MeetingPorts,
  kind: "receipt" | "missed" | "erased",
): Promise<readonly { readonly row: EntryRow; readonly payload: Payload }[]> {
  const rows = await database.entries
    .where("kind")
    .equals(kind)
    .filter(({ state }) => state === "applied")
    .toArray();
  return rows.flatMap((row) => {
    const payload = row.payload && decodePayload(row.payload);
    return payload === undefined || payload.kind === "unknown" ? [] : [{ row, payload }];
  });
}
