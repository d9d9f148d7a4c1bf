/**
 * A Postgres server as the SQL storage asks for it. [REL3]
 *
 * Invariants: what `transaction` resolved is fsynced there; of two processes that append to one stream, one waits at the
 * stream's row, so positions and running hashes have no gaps. A transaction that lost such a race is done again.
 */
import type { Pool, PoolClient } from "pg";
import {
  beginDurably,
  createPool,
  READ_CONNECTIONS_MAX,
  WRITE_CONNECTIONS_MAX,
} from "./postgres-client.ts";
import type { SqlDatabase, SqlSession, SqlValue } from "./sql-database.ts";

/** How often one transaction is tried that lost a race against another process. */
const ATTEMPTS_MAX = 5;
/**
 * Codes of a lost race: both made the same stream (unique_violation; whoever comes second sees it in the next attempt), or
 * waited for one another (deadlock_detected), or the server asks for a new attempt (serialization_failure).
 */
const RACE_CODES: ReadonlySet<unknown> = new Set(["23505", "40P01", "40001"]);

/** Opens the pools. While `isUp` says no, everything is refused at once: thousands must not wait for a time-out each. */
export function openPools(databaseUrl: string, isUp: () => boolean): SqlDatabase {
  const reading = createPool(databaseUrl, READ_CONNECTIONS_MAX);
  const writing = createPool(databaseUrl, WRITE_CONNECTIONS_MAX);
  const requireUp = () => {
    if (!isUp()) throw new Error("the database is not connected");
  };
  return {
    async query<Row>(sql: string, params: readonly SqlValue[]) {
      requireUp();
      return sessionOf(reading).query<Row>(sql, params);
    },
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        requireUp();
        try {
          return await transactOnce(writing, work);
        } catch (cause) {
          if (attempt >= ATTEMPTS_MAX || !RACE_CODES.has(codeOf(cause))) throw cause;
        }
      }
    },
    async script(sql) {
      requireUp();
      await writing.query(sql);
    },
    async close() {
      await Promise.all([reading.end(), writing.end()]);
    },
  };
}

/** Runs statements on a pool or a connection. */
export function sessionOf(runner: Pick<PoolClient, "query"> | Pick<Pool, "query">): SqlSession {
  return {
    async query<Row>(sql: string, params: readonly SqlValue[]) {
      const { rows } = await runner.query(sql, [...params]);
      return rows as readonly Row[];
    },
  };
}

async function transactOnce<Value>(
  pool: Pool,
  work: (session: SqlSession) => Promise<Value>,
): Promise<Value> {
  const client = await pool.connect();
  try {
    await beginDurably(client);
    const value = await work(sessionOf(client));
    const { command } = await client.query("commit");
    // Postgres answers the commit of a failed transaction with ROLLBACK, not with an error.
    if (command !== "COMMIT") throw new Error(`the commit was answered ${command}`);
    client.release();
    return value;
  } catch (cause) {
    await giveBack(client, cause);
    throw cause;
  }
}

/** A connection that broke, or that nobody knows the state of, is not used again. */
async function giveBack(client: PoolClient, cause: unknown): Promise<void> {
  const isAnswered = codeOf(cause) !== undefined;
  const isClean =
    isAnswered &&
    (await client.query("rollback").then(
      () => true,
      () => false,
    ));
  client.release(!isClean);
}

/** The server's code for an error; undefined when it did not come from the server. */
function codeOf(cause: unknown): string | undefined {
  const isCoded = cause instanceof Error && "code" in cause && typeof cause.code === "string";
  return isCoded && /^[0-9A-Z]{5}$/.test(String(cause.code)) ? String(cause.code) : undefined;
}
