/**
 * News between relay processes on one database: what one commits wakes the readers of the others.
 *
 * Announced inside the transaction, so that Postgres hands it out exactly when the commit is done: a process that dies in
 * between leaves no commit that nobody was told of. Names of streams travel, as they stand in the tables; nothing else.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { CHANNEL } from "./postgres-link.ts";
import { streamKeyText } from "./rows.ts";
import type { SqlDatabase, SqlSession } from "./sql-database.ts";
import { readHeads } from "./sql-read.ts";
import type { StreamChange, StreamKey } from "./storage.ts";
import type { Subscribers } from "./subscribers.ts";

/** Telling other processes, and hearing them. */
export interface News {
  /** Announces changes within the transaction that makes them. */
  announce(session: SqlSession, changes: readonly StreamChange[]): Promise<void>;
  /** Takes what came over the channel. */
  hear(payload: string): void;
  /** Tells all subscribers that their streams may have changed, for nobody knows what went unheard. */
  tellAll(): void;
  /** Tries no more to look up what it could not. */
  stop(): void;
}

/** Postgres takes payloads below 8000 bytes. */
const PAYLOAD_BYTES_MAX = 7_900;
const SENDER_BYTES = 8;
/** How long after a failure changed streams are looked up again. */
const RETRY_MS = 1_000;

/** Makes the news of one process. */
export function createNews(deps: {
  readonly database: SqlSession;
  readonly clock: Clock;
  readonly random: Random;
  readonly subscribers: Subscribers;
}): News {
  const { database, clock, subscribers } = deps;
  const self = bytesToHex(deps.random.bytes(SENDER_BYTES));
  const waiting = new Map<string, StreamKey>();
  let isTelling = false;
  let isStopped = false;

  /** One question for all that was announced while the last one was asked. */
  async function tell(): Promise<void> {
    isTelling = true;
    while (waiting.size > 0) {
      const keys = [...waiting.values()];
      waiting.clear();
      const heads = await readHeads(database, keys, clock.nowMs()).catch(() => undefined);
      if (heads === undefined) {
        for (const key of keys) waiting.set(streamKeyText(key), key);
        later(tell);
        return;
      }
      subscribers.notify(keys.map((key) => ({ key, head: heads.get(streamKeyText(key)) ?? null })));
    }
    isTelling = false;
  }

  async function tellAll(): Promise<void> {
    const keys = await readKeys(database, subscribers.associations()).catch(() => undefined);
    if (keys === undefined) later(tellAll);
    else queue(keys);
  }

  /** News that could not be looked up is never dropped: what admission knows of an association hangs on it. */
  function later(work: () => Promise<void>): void {
    if (!isStopped) setTimeout(() => void work(), RETRY_MS).unref();
  }

  function queue(keys: readonly StreamKey[]): void {
    for (const key of keys) {
      if (subscribers.has(key.association)) waiting.set(streamKeyText(key), key);
    }
    if (!isTelling) void tell();
  }

  return {
    async announce(session, changes) {
      if (changes.length === 0) return;
      const payloads = encodePayloads(
        self,
        changes.map(({ key }) => key),
      );
      await session.query("select pg_notify($1, payload) from unnest($2::text[]) as payload", [
        CHANNEL,
        payloads,
      ]);
    },
    hear(payload) {
      const heard = decodePayload(payload);
      if (heard && heard.sender !== self) queue(heard.keys);
    },
    tellAll: () => void tellAll(),
    stop() {
      isStopped = true;
    },
  };
}

async function readKeys(
  database: Pick<SqlDatabase, "query">,
  associations: readonly string[],
): Promise<readonly StreamKey[]> {
  return database.query<StreamKey>(
    "select association, stream from streams where association = any($1::text[])",
    [associations],
  );
}

/** Writes payloads `[sender, association, stream, association, stream, …]`, each small enough. */
function encodePayloads(sender: string, keys: readonly StreamKey[]): readonly string[] {
  const payloads: string[] = [];
  let names: string[] = [];
  for (const { association, stream } of keys) {
    const more = [...names, association, stream];
    const isOver = Buffer.byteLength(JSON.stringify([sender, ...more])) > PAYLOAD_BYTES_MAX;
    if (isOver) payloads.push(JSON.stringify([sender, ...names]));
    names = isOver ? [association, stream] : more;
  }
  return [...payloads, JSON.stringify([sender, ...names])];
}

/** Anybody who may write to the database may notify: what is not ours is passed over. */
function decodePayload(
  payload: string,
): { readonly sender: string; readonly keys: readonly StreamKey[] } | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === "string")) return undefined;
  const [sender = "", ...names] = parts;
  const keys: StreamKey[] = [];
  for (let at = 0; at + 1 < names.length; at += 2) {
    keys.push({ association: names[at] ?? "", stream: names[at + 1] ?? "" });
  }
  return { sender, keys };
}
