/**
 * Packing what is carried by hand: statements, then entries by stream, sealed as they are. [MEET2]
 *
 * A file takes along everything that this device holds, so that two stations that exchange files come to hold the same; frames
 * have room for what nobody is known to have. Both take what matters most first, and leave out what others are likely to have.
 */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { FRAMES_BYTES_MAX } from "@tomoshibi/shared/meeting/frames.ts";
import { FILE_BYTES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Report } from "@tomoshibi/shared/records/record.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { EngineFailure, OwedParcel } from "../api.ts";
import type { EntryRow, OutboxRow, StatementRow } from "../store/rows.ts";
import type { MeetingPorts } from "./ports.ts";
import { ownCertificates } from "./show-slip.ts";

/** Bytes of the frame around items: each has a head of at most 5, each stream its name. */
const ITEM_BYTES = 5;
const STREAM_BYTES = 80;

/** Packs the file. Errors: notAllowed before joining. */
export async function packFile(ports: MeetingPorts): Promise<Result<Uint8Array, EngineFailure>> {
  const { replica, database } = ports;
  if (replica.identity === undefined) return err({ type: "notAllowed" });
  await replica.drainIntents();
  await replica.writeReceipt();
  const statements = await database.statements.toArray();
  const { bytes } = pack(ports, statements, await packedEntries(ports), FILE_BYTES_MAX);
  return ok(bytes);
}

/** Packs what no receipt covers here, and what the other side may need to read it. Errors: notAllowed before joining. */
export async function packOwed(ports: MeetingPorts): Promise<Result<OwedParcel, EngineFailure>> {
  const { replica, database } = ports;
  const { identity } = replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  await replica.drainIntents();
  const owed = (await packedEntries(ports)).filter(({ place }) => place < OTHERS);
  if (owed.length === 0) return ok({ bytes: undefined, left: 0 });
  const own = await ownCertificates(ports, identity.device);
  // What came by hand, or was made here, and no relay has named: nobody else may know it.
  const unheard = (await database.statements.toArray()).filter(
    ({ isDue, relays }) => isDue && relays.length === 0,
  );
  const statements = [...new Map([...own, ...unheard].map((row) => [row.id, row])).values()];
  const { bytes, left } = pack(ports, statements, owed, FRAMES_BYTES_MAX);
  return ok({ bytes, left });
}

/** An entry and how much it matters that it comes along; see {@link packedEntries}. */
interface PackedEntry {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
  readonly place: number;
}

/** Places from here on are held by others too. */
export const OTHERS = 4;

/**
 * Everything held: calls for help that nobody is known to have, other reports, what is carried unread, what else is owed; then
 * receipts and incidents, then the rest. In each the newest first.
 */
async function packedEntries({ database }: MeetingPorts): Promise<readonly PackedEntry[]> {
  const deliveries = new Map((await database.outbox.toArray()).map((row) => [row.entryId, row]));
  const held = await database.entries.toArray();
  const own = held
    // A copy that its author did not sign is nobody's.
    .filter(({ reason }) => reason !== "badSignature")
    .toSorted((left, right) => right.arrivedAtMs - left.arrivedAtMs)
    .map((row) => ({
      ...{ stream: row.stream, bytes: row.bytes },
      place: placeOf(row, deliveries.get(row.entryId)),
    }));
  const carried = (await database.carried.toArray()).map(({ stream, bytes, receivedAtMs }) => ({
    ...{ stream, bytes },
    place: receivedAtMs === undefined ? 2 : OTHERS + 1,
  }));
  return [...carried, ...own].toSorted((left, right) => left.place - right.place);
}

/** The place of an entry in what is packed, by where it is due. */
export function placeOf(row: EntryRow, delivery: OutboxRow | undefined): number {
  if (delivery === undefined || !delivery.isDelivered || isSettled(delivery))
    return row.stream === "receipts" || row.stream === "members" ? OTHERS : OTHERS + 1;
  const report = reportIn(row);
  if (report === undefined) return 3;
  return report.subjects.some(({ status }) => status === "help") ? 0 : 1;
}

/** A receipt covers it and a relay has it, or a relay's word is the last. [DEL1] */
function isSettled({ state, relayedAtMs }: OutboxRow): boolean {
  return state === "received" && Object.keys(relayedAtMs).length > 0;
}

/** The report that an entry holds, as far as this device could open it. */
export function reportIn({ payload }: EntryRow): Report | undefined {
  const decoded = payload && decodePayload(payload);
  return decoded?.kind === "report" ? decoded : undefined;
}

/** Packs what fits, in order. */
function pack(
  { replica: { identity } }: MeetingPorts,
  statements: readonly Pick<StatementRow, "bytes">[],
  entries: readonly PackedEntry[],
  bytesMax: number,
): { readonly bytes: Uint8Array; readonly left: number } {
  if (identity === undefined) throw new Error("Broken invariant: packing before joining");
  const streamNames = new Set(entries.map(({ stream }) => stream));
  const room = bytesMax - STREAM_BYTES * (streamNames.size + 1);
  // A town's certificates must not leave a report behind.
  const packedStatements = fitting(statements, room / 2);
  const used = packedStatements.reduce((total, { bytes }) => total + bytes.length + ITEM_BYTES, 0);
  const packed = fitting(entries, room - used);
  const streams = [...groupBy(packed, ({ stream }) => stream)].map(([stream, list]) => ({
    stream,
    entries: list.map(({ bytes }) => bytes),
  }));
  const { association, device: sender } = identity;
  return {
    bytes: encodeBundle({
      ...{ association, sender, streams },
      statements: packedStatements.map(({ bytes }) => bytes),
    }),
    left: entries.length - packed.length,
  };
}

/** The items, in order, that fit. */
function fitting<Item extends { readonly bytes: Uint8Array }>(
  items: readonly Item[],
  bytesMax: number,
): readonly Item[] {
  let bytesLeft = bytesMax;
  return items.filter(({ bytes }) => {
    if (bytes.length + ITEM_BYTES > bytesLeft) return false;
    bytesLeft -= bytes.length + ITEM_BYTES;
    return true;
  });
}
