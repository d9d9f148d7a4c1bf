/**
 * Connections to a Postgres server: their settings, their limits by name, and what the server must promise before it is
 * trusted with an acknowledgement. [REL3]
 */
import { Client, Pool, types } from "pg";
import type { ClientBase, ClientConfig } from "pg";

/** A setting of the server under which nothing may be acknowledged, or nothing be stored exactly. */
export class UnsuitableServer extends Error {
  readonly setting: string;
  readonly value: string;
  readonly wanted: string;

  constructor(found: { setting: string; value: string; wanted: string }) {
    super(`the server runs with ${found.setting}=${found.value}, not ${found.wanted}`);
    this.name = "UnsuitableServer";
    this.setting = found.setting;
    this.value = found.value;
    this.wanted = found.wanted;
  }
}

/** Connections of one relay process that read. */
export const READ_CONNECTIONS_MAX = 8;
/** Connections that write, apart from the others: a surge of readers must not keep a check-in waiting. */
export const WRITE_CONNECTIONS_MAX = 2;
/** How long a connection may take to be made, or to become free; then the request is answered 503. */
const CONNECT_MS_MAX = 5_000;
/** How long the server works on one statement, waiting for another process's lock included. */
const STATEMENT_MS_MAX = 15_000;
/** How long an answer may take here: longer, so that the server's own verdict comes first where there is one. */
const ANSWER_MS_MAX = 20_000;
/** After this the server ends the transaction of a process that hangs, so that its locks stop nobody. */
const IDLE_IN_TRANSACTION_MS_MAX = 15_000;
/** How long a connection that nobody uses is kept. */
const IDLE_MS_MAX = 60_000;

/** Makes a connection that is not opened yet, for listening or migrating; without limits on its statements. */
export function createClient(databaseUrl: string): Client {
  const client = new Client(connectionSettings(databaseUrl));
  // Without a listener, Node ends the process at the first broken connection; who uses the client hears of it otherwise.
  client.on("error", () => undefined);
  return client;
}

/** Makes a pool of connections, opened when needed. */
export function createPool(databaseUrl: string, connectionsMax: number): Pool {
  const pool = new Pool({
    ...connectionSettings(databaseUrl),
    max: connectionsMax,
    idleTimeoutMillis: IDLE_MS_MAX,
    query_timeout: ANSWER_MS_MAX,
    statement_timeout: STATEMENT_MS_MAX,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS_MAX,
  });
  pool.on("error", () => undefined);
  // The pool looks after connections that nobody holds only; one that breaks between two statements would end the process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

function connectionSettings(databaseUrl: string): ClientConfig {
  return {
    connectionString: databaseUrl,
    application_name: "tomoshibi",
    connectionTimeoutMillis: CONNECT_MS_MAX,
    keepAlive: true,
    types: { getTypeParser },
  };
}

/**
 * Begins a transaction whose commit is fsynced, whatever the server's, database's or role's own default is.
 *
 * Errors: throws UnsuitableServer when the server runs without fsync: it can be switched off while we are connected.
 */
export async function beginDurably(client: ClientBase): Promise<void> {
  // One round trip. remote_apply waits for more than on does; everything else waits for less, or for another disk only.
  const results = (await client.query(
    `begin isolation level read committed;
     select current_setting('fsync') as fsync, set_config('synchronous_commit',
       case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end, true)`,
  )) as unknown as readonly { readonly rows: readonly { readonly fsync?: string }[] }[];
  requireSetting("fsync", results[1]?.rows[0]?.fsync, "on");
}

/** Looks at what cannot change or is worth knowing at the start. Errors: throws UnsuitableServer. */
export async function requireSuitable(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ fsync: string; encoding: string }>(
    "select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding",
  );
  requireSetting("fsync", rows[0]?.fsync, "on");
  requireSetting("server_encoding", rows[0]?.encoding, "UTF8");
}

function requireSetting(setting: string, value: string | undefined, wanted: string): void {
  if (value !== wanted) throw new UnsuitableServer({ setting, value: value ?? "?", wanted });
}

/** bigint as a number, bytea as plain bytes; everything else as the driver has it. */
function getTypeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === types.builtins.INT8) return Number;
  if (oid === types.builtins.BYTEA) return textToBytes;
  return types.getTypeParser(oid, format as "text") as (value: string) => unknown;
}

function textToBytes(text: string): Uint8Array {
  const bytes = Buffer.from(text.slice(2), "hex");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
