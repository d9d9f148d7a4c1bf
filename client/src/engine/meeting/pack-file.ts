/**
 * Packing a file to carry by hand: statements, then entries by stream, sealed as they are. [MEET2]
 *
 * Everything this device holds goes along, what matters most first, so that two stations that exchange files come to hold the
 * same; what is beyond the limit of a file is what anybody else is likely to have.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { FILE_BYTES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import { encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { EngineFailure } from "../api.ts";
import type { MeetingPorts } from "./ports.ts";

/** Bytes of the frame around items: each has a head of at most 5, each stream its name. */
const ITEM_BYTES = 5;
const FRAME_BYTES = 256 * 1024;

/** Packs the file. Errors: notAllowed before joining. */
export async function packFile(ports: MeetingPorts): Promise<Result<Uint8Array, EngineFailure>> {
  const { replica, database } = ports;
  const { identity } = replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  await replica.drainIntents();
  if (replica.authority?.certificates.has(identity.device) === true) await replica.writeReceipt();
  let bytesLeft = FILE_BYTES_MAX - FRAME_BYTES;
  const takes = (bytes: Uint8Array) => {
    if (bytes.length + ITEM_BYTES > bytesLeft) return false;
    bytesLeft -= bytes.length + ITEM_BYTES;
    return true;
  };
  const statements = (await database.statements.toArray()).map(({ bytes }) => bytes).filter(takes);
  const entries = (await packedEntries(ports)).filter(({ bytes }) => takes(bytes));
  const streams = [...groupBy(entries, ({ stream }) => stream)].map(([stream, list]) => ({
    stream,
    entries: list.map(({ bytes }) => bytes),
  }));
  const { association, device: sender } = identity;
  return ok(encodeBundle({ association, sender, statements, streams }));
}

interface PackedEntry {
  readonly entryId: EntryId;
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
  readonly place: number;
}

/** What nobody has a receipt for first, then receipts and incidents, then the rest; in each the newest first. */
async function packedEntries({ database }: MeetingPorts): Promise<readonly PackedEntry[]> {
  const owed = await database.outbox.where("state").anyOf(["due", "relayed"]).primaryKeys();
  const owedIds = new Set(owed);
  const held = await database.entries.toArray();
  const own = held
    // A copy that its author did not sign is nobody's.
    .filter(({ reason }) => reason !== "badSignature")
    .toSorted((left, right) => right.arrivedAtMs - left.arrivedAtMs)
    .map(({ entryId, stream, bytes }) => {
      const isForAll = stream === "receipts" || stream === "members";
      return { entryId, stream, bytes, place: owedIds.has(entryId) ? 0 : isForAll ? 1 : 2 };
    });
  const carried = (await database.carried.toArray()).map(({ entryId, stream, bytes }) => ({
    ...{ entryId, stream, bytes },
    place: 0,
  }));
  return [...carried, ...own].toSorted((left, right) => left.place - right.place);
}
