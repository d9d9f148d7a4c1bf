/**
 * The storage port on SQL: for PGlite and Postgres alike. It loads what the writes name, lets write-plan.ts decide, and
 * stores the plan, all in one transaction; reading is in sql-read.ts.
 */
import { assert } from "@tomoshibi/shared/base/assert.ts";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { checkWrites } from "./check-writes.ts";
import { gather } from "./gather.ts";
import { createGroupCommit, unavailable } from "./group-commit.ts";
import type { SqlDatabase, SqlSession } from "./sql-database.ts";
import { type LoadRows, loadRows, readAllHeads, readHead, readStreams } from "./sql-read.ts";
import { loadForWrites, storeChanges } from "./sql-write.ts";
import type {
  AnswersTo,
  Invite,
  Storage,
  StorageError,
  StreamChange,
  StreamKey,
  Totals,
  Usage,
  Write,
} from "./storage.ts";
import { createSubscribers } from "./subscribers.ts";
import type { Subscribers } from "./subscribers.ts";
import { planWrites } from "./write-plan.ts";

/**
 * Makes the storage over a migrated database that nobody else closes.
 *
 * Where other processes share the database, `announce` tells them of a transaction's changes, within it, and `subscribers`
 * are told of theirs by whoever hears them.
 */
export function createSqlStorage(deps: {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly subscribers?: Subscribers;
  /** The database works on one statement at a time: what many ask at once is asked together. */
  readonly isSerial?: boolean;
  readonly announce?: (session: SqlSession, changes: readonly StreamChange[]) => Promise<void>;
}): Storage {
  const { database, clock, subscribers = createSubscribers(), announce } = deps;
  const group = createGroupCommit(async (writes) => {
    const plan = await database.transaction(async (session) => {
      const made = planWrites(await loadForWrites(session, writes), writes, clock.nowMs());
      await storeChanges(session, made.changes);
      await announce?.(session, made.notices);
      return made;
    });
    subscribers.notify(plan.notices);
    return plan.answers;
  });

  const load = createLoad(database, clock, deps.isSerial ?? false);
  const highest = createHighest(database, deps.isSerial ?? false);

  return {
    async transact<const Writes extends readonly Write[]>(writes: Writes) {
      checkWrites(writes);
      const result = await group.submit(writes);
      return result.ok ? ok(result.value as unknown as AnswersTo<Writes>) : result;
    },
    read: (requests, limit) => attempt(() => readStreams(database, load, requests, limit)),
    head: (key) => attempt(() => readHead(database, key, clock.nowMs())),
    highestSeq: (association, author) => attempt(() => highest({ association, author })),
    usage: (association) => attempt(() => readUsage(database, association)),
    totals: (stream) => attempt(() => readTotals(database, stream)),
    associations: () => attempt(() => readAssociations(database)),
    streams: (association) => attempt(() => readAllHeads(database, association, clock.nowMs())),
    invite: (id) => attempt(() => readInvite(database, id)),
    invites: (association, states) => attempt(() => readInvites(database, association, states)),
    setting: (name) => attempt(() => readSetting(database, name)),
    settle: (name, value) => attempt(() => settle(database, name, value)),
    subscribe: (association, onChange) => subscribers.subscribe(association, onChange),
    async close() {
      await group.drain();
      await database.close();
    },
  };
}

async function attempt<Value>(work: () => Promise<Value>): Promise<Result<Value, StorageError>> {
  try {
    return ok(await work());
  } catch (cause) {
    return err(unavailable(cause));
  }
}

/** Heads of streams; the long-polls of a whole town ask for them at once, and mostly there is no more to read. */
function createLoad(database: SqlDatabase, clock: Clock, isSerial: boolean): LoadRows {
  if (!isSerial) return (keys) => loadRows(database, keys, clock.nowMs());
  return gather(async (lists: readonly (readonly StreamKey[])[]) => {
    const rows = await loadRows(database, lists.flat(), clock.nowMs());
    return lists.map(() => rows);
  });
}

interface Author {
  readonly association: string;
  readonly author: string;
}

function createHighest(
  database: SqlDatabase,
  isSerial: boolean,
): (author: Author) => Promise<ReadonlyMap<string, number>> {
  const ask = (authors: readonly Author[]) => readHighestSeqs(database, authors);
  if (isSerial) return gather(ask);
  return async (author) => (await ask([author]))[0] ?? new Map<string, number>();
}

async function readHighestSeqs(
  database: SqlDatabase,
  authors: readonly Author[],
): Promise<readonly ReadonlyMap<string, number>[]> {
  const rows = await database.query<{ place: number; stream: string; seq: number }>(
    `select place, stream, max(seq) as seq
     from unnest($1::int[], $2::text[], $3::text[]) as wanted (place, association, author)
     join messages using (author) join streams using (stream_id, association)
     where seq is not null group by place, stream`,
    [
      authors.map((_, place) => place),
      authors.map(({ association }) => association),
      authors.map(({ author }) => author),
    ],
  );
  const found = authors.map(() => new Map<string, number>());
  for (const { place, stream, seq } of rows) found[place]?.set(stream, seq);
  return found;
}

async function readUsage(database: SqlDatabase, association: string): Promise<Usage> {
  const [row] = await database.query<Usage>(
    `select count(*) as "streamCount", coalesce(sum(message_count), 0)::bigint as "messageCount",
       coalesce(sum(byte_count), 0)::bigint as "byteCount"
     from streams where association = $1`,
    [association],
  );
  assert(row, "an aggregate has one row");
  return row;
}

async function readTotals(database: SqlDatabase, stream: string): Promise<Totals> {
  const [row] = await database.query<
    Omit<Totals, "named"> & { namedMessages: number; namedBytes: number }
  >(
    `select count(*) as "streamCount", count(distinct association) as "associationCount",
       coalesce(sum(message_count), 0)::bigint as "messageCount",
       coalesce(sum(byte_count), 0)::bigint as "byteCount",
       coalesce(sum(message_count) filter (where stream = $1), 0)::bigint as "namedMessages",
       coalesce(sum(byte_count) filter (where stream = $1), 0)::bigint as "namedBytes",
       pg_database_size(current_database()) as "diskBytes"
     from streams`,
    [stream],
  );
  assert(row, "an aggregate has one row");
  const { namedMessages, namedBytes, ...totals } = row;
  return { ...totals, named: { messageCount: namedMessages, byteCount: namedBytes } };
}

async function readAssociations(database: SqlDatabase): Promise<readonly string[]> {
  const sql = "select distinct association from streams order by association";
  const rows = await database.query<{ association: string }>(sql, []);
  return rows.map(({ association }) => association);
}

async function readInvite(database: SqlDatabase, id: string): Promise<Invite | undefined> {
  const sql = "select id, association, blob, state from invites where id = $1";
  const [row] = await database.query<Invite>(sql, [id]);
  return row;
}

function readInvites(
  database: SqlDatabase,
  association: string,
  states: readonly string[],
): Promise<readonly Pick<Invite, "id" | "state">[]> {
  const sql = "select id, state from invites where association = $1 and state = any($2::text[])";
  return database.query(sql, [association, states]);
}

async function readSetting(database: SqlDatabase, name: string): Promise<Uint8Array | undefined> {
  const sql = "select value from settings where name = $1";
  const [row] = await database.query<{ value: Uint8Array }>(sql, [name]);
  return row?.value;
}

async function settle(database: SqlDatabase, name: string, value: Uint8Array): Promise<Uint8Array> {
  await database.transaction((session) =>
    session.query("insert into settings values ($1, $2) on conflict (name) do nothing", [
      name,
      value,
    ]),
  );
  const settled = await readSetting(database, name);
  assert(settled, "a setting that was stored is there");
  return settled;
}
