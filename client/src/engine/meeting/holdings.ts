/**
 * What a meeting sees of this replica: all that it holds, so that nothing is asked for twice; and of that what may be given to a
 * certain other device, namely what that device may read, and what has yet to be carried to an officer. [MEET1] [MEET3]
 */
import { groupBy } from "@tomoshibi/shared/base/group-by.ts";
import type { DeviceId, EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { HeldItem } from "@tomoshibi/shared/meeting/overview.ts";
import { readsStream } from "@tomoshibi/shared/meeting/readers.ts";
import { type Authority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { CarriedRow, EntryRow, StatementRow } from "../store/rows.ts";
import type { MeetingPorts } from "./ports.ts";
import { OTHERS, placeOf, reportIn } from "./pack-file.ts";

/** Something that may be given. */
export interface Offered extends HeldItem {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
  /** 0 for calls for help that no officer is known to have; see {@link URGENCY}. */
  readonly urgency: number;
  /** A report, as far as this device can read it. */
  readonly isReport: boolean;
  /** Not for that device to read, but to take along. */
  readonly isToCarry: boolean;
}

/** Twice the places of a file, so that the other's own group comes first in each; statements before what others have too. */
const URGENCY = { carried: 4, statements: OTHERS * 2 - 1 } as const;

/** Reads what is held here, by stream. What may yet be replaced by a whole or an honest copy counts as lacking. */
export async function readHeld({
  database,
}: MeetingPorts): Promise<ReadonlyMap<StreamName, readonly HeldItem[]>> {
  const entries = await database.entries.toArray();
  const carried = await database.carried.toArray();
  const statements = await database.statements.toArray();
  return byStream([
    ...entries.filter(({ reason }) => reason !== "badSignature" && reason !== "husk"),
    ...carried.flatMap(ofCarried),
    ...statements.map(ofStatement),
  ]);
}

/** Reads what may be given to a device, by stream; nothing when nobody certified it, or it was stopped. */
export async function readOffered(
  { database }: MeetingPorts,
  authority: Authority,
  peer: DeviceId,
): Promise<ReadonlyMap<StreamName, readonly Offered[]>> {
  const [standing] = standingsOf(authority, peer);
  // Its certificates may have come with its proof, and its revocation before them.
  if (standing === undefined || standing.revoked !== undefined) return new Map();
  const groupOf = (author: DeviceId) => standingsOf(authority, author)[0]?.group ?? 0;
  const isTheirGroup = (author: DeviceId) =>
    standing.group !== 0 && groupOf(author) === standing.group;
  const reads = (stream: StreamName) => readsStream(authority, standing, stream);
  const deliveries = new Map((await database.outbox.toArray()).map((row) => [row.entryId, row]));
  const own = (await database.entries.toArray()).filter(isWhole).flatMap((row) => {
    const place = placeOf(row, deliveries.get(row.entryId));
    const isToCarry = !reads(row.stream);
    if (row.stream === "intake" || (isToCarry && place >= OTHERS)) return [];
    const { stream, author, seq, entryId, bytes } = row;
    const urgency = place * 2 + (isTheirGroup(author) ? 0 : 1);
    const isReport = stream === "safety" && reportIn(row) !== undefined;
    return [{ stream, author, seq, entryId, bytes, urgency, isReport, isToCarry }];
  });
  const wanted = (await database.carried.toArray()).filter(
    ({ receivedAtMs, stream }) => receivedAtMs === undefined || reads(stream),
  );
  const carried = wanted.flatMap(ofCarried).map((item) => ({
    ...item,
    urgency: URGENCY.carried + (isTheirGroup(item.author) ? 0 : 1),
    isReport: false,
    isToCarry: !reads(item.stream),
  }));
  const statements = (await database.statements.toArray()).map((row) => ({
    ...ofStatement(row),
    bytes: row.bytes,
    urgency: URGENCY.statements,
    ...{ isReport: false, isToCarry: false },
  }));
  return byStream([...own, ...carried, ...statements]);
}

/** What its author signed, and what nobody erased: in the place of the rest another device may have the whole. */
function isWhole({ reason }: EntryRow): boolean {
  return reason !== "badSignature" && reason !== "husk" && reason !== "erased";
}

function ofCarried({ stream, author, entryId, bytes }: CarriedRow) {
  const entry = decodeEntry(bytes);
  return entry === undefined ? [] : [{ stream, author, seq: entry.seq, entryId, bytes }];
}

/** A statement as meetings see it: see {@link HeldItem}. */
function ofStatement({ id }: StatementRow) {
  return {
    stream: "membership" as const,
    author: id.slice(0, 16) as string as DeviceId,
    seq: 1,
    entryId: id as StatementId as string as EntryId,
  };
}

function byStream<Item extends { readonly stream: StreamName }>(
  items: readonly Item[],
): ReadonlyMap<StreamName, readonly Item[]> {
  return groupBy(items, ({ stream }) => stream);
}
