/**
 * The relay's tables, as numbered migrations: a migration that was released is never edited, only followed. [G14]
 *
 * Rows of a stream carry its number, not its names: they stay small, and a stream that is deleted and made again has
 * another number. Names, comments and places are in no column; `bytes` are sealed. [REL8]
 */

/** The migrations in order; a database's version is how many of them it has. */
export const MIGRATIONS: readonly string[] = [
  `
  create sequence stream_ids;

  -- The head is rewritten by each transaction that appends: room in the page lets Postgres do so without index work.
  create table streams (
    stream_id bigint primary key,
    association text collate "C" not null,
    stream text collate "C" not null,
    content_type text not null,
    ttl_seconds bigint,
    expires_at_ms bigint,
    deadline_ms bigint,
    message_count bigint not null,
    byte_count bigint not null,
    running_hash bytea not null,
    is_closed boolean not null,
    stream_seq text,
    unique (association, stream)
  ) with (fillfactor = 50);

  create table messages (
    stream_id bigint not null,
    position bigint not null,
    id bytea not null,
    running_hash bytea not null,
    author text collate "C",
    seq bigint,
    arrived_at_ms bigint not null,
    is_husk boolean not null,
    bytes bytea not null,
    primary key (stream_id, position)
  );
  -- Sealed bytes do not compress: trying costs time on every append.
  alter table messages alter column bytes set storage external;
  create unique index messages_id on messages (stream_id, id);
  create index messages_author on messages (author, stream_id, seq) where author is not null;

  create table producers (
    stream_id bigint not null,
    producer_id text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    primary key (stream_id, producer_id)
  ) with (fillfactor = 50);

  create table invites (
    id text collate "C" primary key,
    association text collate "C" not null,
    blob bytea not null,
    state text not null
  );

  create table settings (
    name text collate "C" primary key,
    value bytea not null
  );
  `,
  `
  -- How many of a stream's messages are husks: a bounded stream has room again for as many.
  alter table streams add column husk_count bigint not null default 0;
  update streams set husk_count = counted.husks
    from (select stream_id, count(*) as husks from messages where is_husk group by stream_id) counted
    where counted.stream_id = streams.stream_id;
  `,
];
