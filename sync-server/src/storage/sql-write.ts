/**
 * The SQL of a transaction: loading what the writes name, storing what was decided. A handful of statements, whatever the
 * number of messages: rows travel as one array a column.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { streamKeyText } from "./rows.ts";
import type { Changes, KnownMessage, Loaded, ProducerState, StreamRow } from "./rows.ts";
import type { SqlSession } from "./sql-database.ts";
import { STREAM_COLUMNS, toStreamRow } from "./sql-rows.ts";
import type { StoredStream } from "./sql-rows.ts";
import type { PutInviteWrite, PutSettingWrite, StreamKey, Write } from "./storage.ts";
import { streamIdsNeeded } from "./write-plan.ts";

/** Loads, and locks until the transaction's end, the streams that the writes name. */
export async function loadForWrites(
  session: SqlSession,
  writes: readonly Write[],
): Promise<Loaded> {
  const streams = await loadStreams(session, writes);
  return {
    streams,
    known: await loadKnown(session, writes, streams),
    producers: await loadProducers(session, writes, streams),
    freeStreamIds: await takeStreamIds(session, streamIdsNeeded(writes)),
  };
}

/** Stores a plan's changes, in the order that `Changes` asks for. */
export async function storeChanges(session: SqlSession, changes: Changes): Promise<void> {
  await deleteStreams(session, changes.wipedStreamIds);
  await upsertStreams(session, changes.streams);
  await insertMessages(session, changes.messages);
  await upsertProducers(session, changes.producers);
  await replaceByHusks(session, changes.husks);
  for (const { id, association, blob, state } of changes.invites) {
    await session.query(
      `insert into invites (id, association, blob, state) values ($1, $2, $3, $4)
       on conflict (id) do update set association = $2, blob = $3, state = $4`,
      [id, association, blob, state],
    );
  }
  for (const { name, value } of changes.settings) {
    await session.query(
      `insert into settings (name, value) values ($1, $2)
       on conflict (name) do update set value = $2`,
      [name, value],
    );
  }
}

async function loadStreams(
  session: SqlSession,
  writes: readonly Write[],
): Promise<ReadonlyMap<string, StreamRow>> {
  const keys = new Map<string, StreamKey>();
  for (const write of writes) {
    if (isOfStream(write)) keys.set(streamKeyText(write.key), write.key);
  }
  if (keys.size === 0) return new Map();
  const wanted = [...keys.values()];
  // Locked in one order by every relay process, so that two of them cannot wait for each other.
  const rows = await session.query<StoredStream>(
    `select ${STREAM_COLUMNS} from streams
     where (association, stream) in (select * from unnest($1::text[], $2::text[]))
     order by association, stream for update`,
    [wanted.map((key) => key.association), wanted.map((key) => key.stream)],
  );
  return new Map(rows.map(toStreamRow).map((row) => [streamKeyText(row.key), row]));
}

async function loadKnown(
  session: SqlSession,
  writes: readonly Write[],
  streams: ReadonlyMap<string, StreamRow>,
): Promise<Loaded["known"]> {
  const streamIds: number[] = [];
  const ids: Uint8Array[] = [];
  for (const write of writes) {
    const named = idsNamedBy(write);
    const row = named.length > 0 && isOfStream(write) && streams.get(streamKeyText(write.key));
    if (!row) continue;
    for (const id of named) {
      streamIds.push(row.streamId);
      ids.push(id);
    }
  }
  const known = new Map<number, Map<string, KnownMessage>>();
  if (ids.length === 0) return known;
  const rows = await session.query<{
    stream_id: number;
    id: Uint8Array;
    position: number;
    byte_length: number;
    is_husk: boolean;
  }>(
    `select stream_id, id, position, octet_length(bytes) as byte_length, is_husk from messages
     join unnest($1::bigint[], $2::bytea[]) as wanted (stream_id, id) using (stream_id, id)`,
    [streamIds, ids],
  );
  for (const row of rows) {
    const byId = known.get(row.stream_id) ?? new Map<string, KnownMessage>();
    const { position, byte_length: byteLength, is_husk: isHusk } = row;
    known.set(row.stream_id, byId.set(bytesToHex(row.id), { position, byteLength, isHusk }));
  }
  return known;
}

function isOfStream(write: Write): write is Exclude<Write, PutInviteWrite | PutSettingWrite> {
  return write.type !== "putInvite" && write.type !== "putSetting";
}

function idsNamedBy(write: Write): readonly Uint8Array[] {
  if (write.type === "erase") return [write.id];
  if (write.type !== "append") return [];
  return write.messages.flatMap(({ id }) => (id ? [id] : []));
}

async function loadProducers(
  session: SqlSession,
  writes: readonly Write[],
  streams: ReadonlyMap<string, StreamRow>,
): Promise<Loaded["producers"]> {
  const streamIds: number[] = [];
  const producerIds: string[] = [];
  for (const write of writes) {
    if (write.type !== "append" || !write.producer) continue;
    const row = streams.get(streamKeyText(write.key));
    if (!row) continue;
    streamIds.push(row.streamId);
    producerIds.push(write.producer.id);
  }
  const producers = new Map<number, Map<string, ProducerState>>();
  if (streamIds.length === 0) return producers;
  const rows = await session.query<{
    stream_id: number;
    producer_id: string;
    epoch: number;
    seq: number;
  }>(
    `select stream_id, producer_id, epoch, seq from producers
     join unnest($1::bigint[], $2::text[]) as wanted (stream_id, producer_id)
       using (stream_id, producer_id)`,
    [streamIds, producerIds],
  );
  for (const { stream_id: streamId, producer_id: producerId, epoch, seq } of rows) {
    const states = producers.get(streamId) ?? new Map<string, ProducerState>();
    producers.set(streamId, states.set(producerId, { epoch, seq }));
  }
  return producers;
}

async function takeStreamIds(session: SqlSession, count: number): Promise<readonly number[]> {
  if (count === 0) return [];
  const rows = await session.query<{ stream_id: number }>(
    "select nextval('stream_ids') as stream_id from generate_series(1, $1::int)",
    [count],
  );
  return rows.map((row) => row.stream_id);
}

async function deleteStreams(session: SqlSession, streamIds: readonly number[]): Promise<void> {
  if (streamIds.length === 0) return;
  for (const table of ["messages", "producers", "streams"]) {
    await session.query(`delete from ${table} where stream_id = any($1::bigint[])`, [streamIds]);
  }
}

async function upsertStreams(session: SqlSession, changed: readonly StreamRow[]): Promise<void> {
  if (changed.length === 0) return;
  // New streams come in one order too: two processes that make the same ones must not wait for each other.
  const rows = [...changed].sort((left, right) => (keyOrder(left) < keyOrder(right) ? -1 : 1));
  await session.query(
    `insert into streams (${STREAM_COLUMNS})
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
       $8::bigint[], $9::bigint[], $10::bytea[], $11::boolean[], $12::text[], $13::bigint[])
     on conflict (stream_id) do update set deadline_ms = excluded.deadline_ms,
       message_count = excluded.message_count, byte_count = excluded.byte_count,
       running_hash = excluded.running_hash, is_closed = excluded.is_closed, stream_seq = excluded.stream_seq,
       husk_count = excluded.husk_count`,
    [
      rows.map((row) => row.streamId),
      rows.map((row) => row.key.association),
      rows.map((row) => row.key.stream),
      rows.map((row) => row.config.contentType),
      rows.map((row) => row.config.ttlSeconds),
      rows.map((row) => row.config.expiresAtMs),
      rows.map((row) => row.deadlineMs),
      rows.map((row) => row.messageCount),
      rows.map((row) => row.byteCount),
      rows.map((row) => row.runningHash),
      rows.map((row) => row.isClosed),
      rows.map((row) => row.streamSeq),
      rows.map((row) => row.huskCount),
    ],
  );
}

const keyOrder = (row: StreamRow) => streamKeyText(row.key);

async function insertMessages(session: SqlSession, rows: Changes["messages"]): Promise<void> {
  if (rows.length === 0) return;
  await session.query(
    `insert into messages
       (stream_id, position, id, running_hash, author, seq, arrived_at_ms, is_husk, bytes)
     select * from unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::text[], $6::bigint[],
       $7::bigint[], $8::boolean[], $9::bytea[])`,
    [
      rows.map((row) => row.streamId),
      rows.map((row) => row.position),
      rows.map((row) => row.id),
      rows.map((row) => row.runningHash),
      rows.map((row) => row.author),
      rows.map((row) => row.seq),
      rows.map((row) => row.arrivedAtMs),
      rows.map((row) => row.isHusk),
      rows.map((row) => row.bytes),
    ],
  );
}

async function upsertProducers(session: SqlSession, rows: Changes["producers"]): Promise<void> {
  if (rows.length === 0) return;
  await session.query(
    `insert into producers (stream_id, producer_id, epoch, seq)
     select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])
     on conflict (stream_id, producer_id) do update set epoch = excluded.epoch, seq = excluded.seq`,
    [
      rows.map((row) => row.streamId),
      rows.map((row) => row.producerId),
      rows.map((row) => row.epoch),
      rows.map((row) => row.seq),
    ],
  );
}

async function replaceByHusks(session: SqlSession, husks: Changes["husks"]): Promise<void> {
  if (husks.length === 0) return;
  await session.query(
    `update messages set bytes = husk.bytes, is_husk = true
     from unnest($1::bigint[], $2::bigint[], $3::bytea[]) as husk (stream_id, position, bytes)
     where messages.stream_id = husk.stream_id and messages.position = husk.position`,
    [
      husks.map((husk) => husk.streamId),
      husks.map((husk) => husk.position),
      husks.map((husk) => husk.bytes),
    ],
  );
}
