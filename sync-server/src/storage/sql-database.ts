/**
 * What the SQL storage asks of a database driver, so that PGlite and a Postgres server share one SQL.
 */
import { assert } from "@tomoshibi/shared/base/assert.ts";
import { MIGRATIONS } from "./schema.ts";

/** A parameter or a column: bigint columns arrive as numbers, bytea as bytes. */
export type SqlValue = string | number | boolean | null | Uint8Array | readonly SqlValue[];

/** Runs one statement at a time; `$1` stands for the first parameter. */
export interface SqlSession {
  query<Row>(sql: string, params: readonly SqlValue[]): Promise<readonly Row[]>;
}

/** A database. What `transaction` did is durable (fsynced) before its promise resolves; if it rejects, nothing was done. */
export interface SqlDatabase extends SqlSession {
  transaction<Value>(work: (session: SqlSession) => Promise<Value>): Promise<Value>;
  /** Runs several statements without parameters, outside of a transaction of ours. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Brings a database to the newest schema.
 *
 * Errors: throws what the driver throws, and when the database is newer than this program: an old relay must not write
 *         into what it does not understand.
 */
export async function migrate(database: Pick<SqlDatabase, "query" | "script">): Promise<void> {
  await database.script("create table if not exists schema_version (version integer not null)");
  const [row] = await database.query<{ version: number }>(
    "select coalesce(max(version), 0) as version from schema_version",
    [],
  );
  const version = row?.version ?? 0;
  assert(version <= MIGRATIONS.length, "the database was not written by a newer relay");
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await database.script(
      `begin; ${migration}; insert into schema_version values (${index + 1}); commit;`,
    );
  }
}
