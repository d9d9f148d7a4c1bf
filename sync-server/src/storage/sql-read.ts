/**
 * The SQL of reading: heads of all streams asked for in one statement, then messages only of those that have news.
 */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeOffset, encodeOffset, offsetMark, START_OFFSET } from "./offset.ts";
import { headOf, isExpired, streamKeyText } from "./rows.ts";
import type { StreamRow } from "./rows.ts";
import type { SqlSession } from "./sql-database.ts";
import { STREAM_COLUMNS, toStreamRow } from "./sql-rows.ts";
import type { StoredStream } from "./sql-rows.ts";
import type {
  Message,
  Offset,
  ReadAnswer,
  ReadLimit,
  ReadRequest,
  StreamHead,
  StreamKey,
} from "./storage.ts";

/** Reads one head; undefined when the stream is not there or expired. */
export async function readHead(
  session: SqlSession,
  key: StreamKey,
  nowMs: number,
): Promise<StreamHead | undefined> {
  return (await readHeads(session, [key], nowMs)).get(streamKeyText(key));
}

/** Reads the heads of many streams, by `streamKeyText`; a stream that is not there or expired has none. */
export async function readHeads(
  session: SqlSession,
  keys: readonly StreamKey[],
  nowMs: number,
): Promise<ReadonlyMap<string, StreamHead>> {
  const rows = await loadRows(session, keys, nowMs);
  return new Map([...rows].map(([text, row]) => [text, headOf(row)]));
}

/** Reads the heads of all of an association's streams, by name. */
export async function readAllHeads(
  session: SqlSession,
  association: string,
  nowMs: number,
): Promise<readonly StreamHead[]> {
  const rows = await session.query<StoredStream>(
    `select ${STREAM_COLUMNS} from streams where association = $1 order by stream`,
    [association],
  );
  return rows
    .map(toStreamRow)
    .filter((row) => !isExpired(row, nowMs))
    .map(headOf);
}

/** Finds streams that are there, by `streamKeyText`. */
export type LoadRows = (keys: readonly StreamKey[]) => Promise<ReadonlyMap<string, StreamRow>>;

/** Reads many streams; answers in the order of the requests. `load` finds their heads. */
export async function readStreams(
  session: SqlSession,
  load: LoadRows,
  requests: readonly ReadRequest[],
  limit: ReadLimit,
): Promise<readonly ReadAnswer[]> {
  const rows = await load(requests.map((request) => request.key));
  const runningHashes = await loadRunningHashes(session, requests, rows);
  const starts = requests.map(({ key, after }) => {
    const row = rows.get(streamKeyText(key));
    return row && findStart(row, after, runningHashes);
  });
  const messages = await loadMessages(
    session,
    starts.map((start) => (start && start.position < start.row.messageCount ? start : undefined)),
    limit,
  );
  return requests.map(({ key }, index) => {
    const row = rows.get(streamKeyText(key));
    const start = starts[index];
    if (!row) return { type: "notFound" };
    if (!start) return { type: "gone", head: headOf(row) };
    return toPage(start, messages.get(index) ?? []);
  });
}

interface Start {
  readonly row: StreamRow;
  readonly position: number;
  readonly offset: Offset;
}

interface StoredMessage {
  readonly request: number;
  readonly position: number;
  readonly id: Uint8Array;
  readonly running_hash: Uint8Array;
  readonly author: string | null;
  readonly seq: number | null;
  readonly arrived_at_ms: number;
  readonly is_husk: boolean;
  readonly bytes: Uint8Array;
}

function toPage(start: Start, stored: readonly StoredMessage[]): ReadAnswer {
  const last = stored.at(-1);
  const messages = stored.map((message): Message => ({
    id: message.id,
    position: message.position,
    author: message.author,
    seq: message.seq,
    bytes: message.bytes,
    arrivedAtMs: message.arrived_at_ms,
    isHusk: message.is_husk,
  }));
  const next = last ? encodeOffset(last.position, last.running_hash) : start.offset;
  return { type: "page", head: headOf(start.row), start: start.offset, next, messages };
}

/** Loads the rows of streams that are there and not expired, by `streamKeyText`. */
export async function loadRows(
  session: SqlSession,
  keys: readonly StreamKey[],
  nowMs: number,
): Promise<ReadonlyMap<string, StreamRow>> {
  const rows = await session.query<StoredStream>(
    `select ${STREAM_COLUMNS} from streams
     where (association, stream) in (select * from unnest($1::text[], $2::text[]))`,
    [keys.map((key) => key.association), keys.map((key) => key.stream)],
  );
  const live = rows.map(toStreamRow).filter((row) => !isExpired(row, nowMs));
  return new Map(live.map((row) => [streamKeyText(row.key), row]));
}

/** The running hashes at the positions asked for, by `streamId/position`; ends of streams are known without asking. */
async function loadRunningHashes(
  session: SqlSession,
  requests: readonly ReadRequest[],
  rows: ReadonlyMap<string, StreamRow>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const wanted = requests.flatMap(({ key, after }) => {
    const row = rows.get(streamKeyText(key));
    const position = row && positionOf(row, after);
    const isInside = row && position && position > 0 && position < row.messageCount;
    return isInside ? [{ streamId: row.streamId, position }] : [];
  });
  if (wanted.length === 0) return new Map();
  const found = await session.query<{
    stream_id: number;
    position: number;
    running_hash: Uint8Array;
  }>(
    `select stream_id, position, running_hash from messages
     where (stream_id, position) in (select * from unnest($1::bigint[], $2::bigint[]))`,
    [wanted.map((place) => place.streamId), wanted.map((place) => place.position)],
  );
  return new Map(found.map((row) => [`${row.stream_id}/${row.position}`, row.running_hash]));
}

/** The position asked for; undefined for the ends, which need no looking up, and for what is no offset. */
function positionOf(row: StreamRow, after: ReadRequest["after"]): number | undefined {
  if (typeof after !== "number") return decodeOffset(after)?.position;
  return Math.max(0, row.messageCount - after);
}

/** Where to read from; undefined when the offset is not this stream's. */
function findStart(
  row: StreamRow,
  after: ReadRequest["after"],
  runningHashes: ReadonlyMap<string, Uint8Array>,
): Start | undefined {
  const tail = { row, position: row.messageCount, offset: headOf(row).tail };
  if (after === "tail" || after === tail.offset) return tail;
  if (after === "start" || after === START_OFFSET) {
    return { row, position: 0, offset: START_OFFSET };
  }
  if (typeof after === "number") {
    const position = Math.max(0, row.messageCount - after);
    const hash = runningHashes.get(`${row.streamId}/${position}`);
    return { row, position, offset: hash ? encodeOffset(position, hash) : START_OFFSET };
  }
  const offset = decodeOffset(after);
  if (!offset) return undefined;
  const own = runningHashes.get(`${row.streamId}/${offset.position}`);
  const isOwn = own && equalBytes(offsetMark(own), offset.mark);
  return isOwn ? { row, position: offset.position, offset: after } : undefined;
}

async function loadMessages(
  session: SqlSession,
  starts: readonly (Start | undefined)[],
  limit: ReadLimit,
): Promise<ReadonlyMap<number, readonly StoredMessage[]>> {
  const wanted = starts.flatMap((start, request) => (start ? [{ ...start, request }] : []));
  if (wanted.length === 0) return new Map();
  // The head was read in another statement: what was appended since is left for the next read, so that page and head
  // agree. Sizes are summed before the bytes are fetched, so that a long stream is not read to be thrown away.
  const rows = await session.query<StoredMessage>(
    `with sized as (
       select request, m.stream_id, m.position,
         sum(octet_length(m.bytes)) over (partition by request order by m.position) as total,
         row_number() over (partition by request order by m.position) as place
       from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[]) as wanted (request, stream_id, after, until)
       cross join lateral (
         select stream_id, position, bytes from messages
         where messages.stream_id = wanted.stream_id
           and position > wanted.after and position <= wanted.until
         order by position limit $5::int
       ) m
     )
     select request, position, id, running_hash, author, seq, arrived_at_ms, is_husk, bytes
     from sized join messages using (stream_id, position)
     where place = 1 or total <= $6::bigint
     order by request, position`,
    [
      wanted.map((start) => start.request),
      wanted.map((start) => start.row.streamId),
      wanted.map((start) => start.position),
      wanted.map((start) => start.row.messageCount),
      limit.messagesMax,
      limit.bytesMax,
    ],
  );
  const byRequest = new Map<number, StoredMessage[]>();
  for (const row of rows) {
    const page = byRequest.get(row.request) ?? [];
    page.push(row);
    byRequest.set(row.request, page);
  }
  return byRequest;
}
