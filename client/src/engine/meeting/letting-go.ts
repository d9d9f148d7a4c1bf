/**
 * When a courier lets go of what it carries: a relay has it and a receipt lists it, or a month has passed; or somebody who may
 * has erased it, and then at once. [MEET3] [ERA1]
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
import type { CarriedRow, EntryRow } from "../store/rows.ts";
import type { MeetingPorts } from "./ports.ts";

/** How long an entry is kept that a relay has and no receipt lists. */
export const KEPT_AFTER_RELAY_MS = 30 * 24 * 60 * 60_000;

/** Tells whether an entry was erased. */
export type IsErased = (entry: Erasable & { readonly entryId: EntryId }) => boolean;

/** Drops what needs no courier any more. */
export async function letGo(ports: MeetingPorts): Promise<void> {
  const { database, clock } = ports;
  const carried = await database.carried.toArray();
  if (carried.length === 0) return;
  const isErased = await readErasures(ports);
  const atRelay = carried.filter(({ relays }) => relays.length > 0);
  const received = atRelay.length === 0 ? new Set<EntryId>() : await readReceived(ports);
  const isDone = (row: CarriedRow) =>
    isErased(row) ||
    (row.relays.length > 0 &&
      (received.has(row.entryId) || clock.nowMs() - row.arrivedAtMs > KEPT_AFTER_RELAY_MS));
  await database.carried.bulkDelete(carried.filter(isDone).map(({ entryId }) => entryId));
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

async function readReceived(ports: MeetingPorts): Promise<ReadonlySet<EntryId>> {
  const rows = await applied(ports, "receipt");
  return new Set(
    rows.flatMap(({ payload }) => (payload.kind === "receipt" ? payload.entries : [])),
  );
}

async function applied(
  { database }: MeetingPorts,
  kind: "receipt" | "erased",
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
