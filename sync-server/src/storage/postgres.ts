/**
 * Storage on a Postgres server, which several relay processes may share. [REL3]
 *
 * Invariants: nothing is acknowledged that the server has not fsynced; what one process commits wakes the readers of all;
 * while the server is away, everything is answered `Unavailable` at once.
 */
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Client } from "pg";
import { createClient, requireSuitable, UnsuitableServer } from "./postgres-client.ts";
import { openPools, sessionOf } from "./postgres-database.ts";
import { keepLink } from "./postgres-link.ts";
import type { Link } from "./postgres-link.ts";
import { createNews } from "./postgres-news.ts";
import { migrate } from "./sql-database.ts";
import { createSqlStorage } from "./sql-storage.ts";
import type { Storage } from "./storage.ts";
import { createSubscribers } from "./subscribers.ts";

/** Why a database cannot be used. A person can do something about each; the causes carry the server's words. */
export type OpenPostgresError =
  | { readonly type: "DatabaseUnreachable"; readonly cause: unknown }
  | {
      readonly type: "DatabaseUnsuitable";
      readonly setting: string;
      readonly value: string;
      readonly wanted: string;
    }
  | { readonly type: "DatabaseUnusable"; readonly cause: unknown };

/** The advisory lock under which one process migrates while the others wait: "tomoshibi" cut to eight bytes. */
const MIGRATION_LOCK = "8390044956259543394";
/** How long a process waits for another one's migration. */
const MIGRATION_WAIT_MS_MAX = 120_000;

/**
 * Connects to a database and brings it to the newest schema.
 *
 * Errors: tagged; never throws. `onLink` is told when the database is lost and when it is back.
 */
export async function openPostgresStorage(deps: {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly onLink?: (isUp: boolean) => void;
}): Promise<Result<Storage, OpenPostgresError>> {
  const { databaseUrl, clock, random, onLink = () => undefined } = deps;
  let client: Client;
  try {
    client = await connect(databaseUrl);
  } catch (cause) {
    return err(openErrorOf(cause, "DatabaseUnreachable"));
  }
  try {
    await migrateAlone(client);
    let link: Link | undefined;
    const database = openPools(databaseUrl, () => link?.isUp() ?? false);
    const subscribers = createSubscribers();
    const news = createNews({ database, clock, random, subscribers });
    const events = {
      onPayload: news.hear,
      onLost: () => onLink(false),
      onBack: () => {
        onLink(true);
        news.tellAll();
      },
    };
    link = await keepLink({ connect: () => connect(databaseUrl), random, ...events }, client);
    const storage = createSqlStorage({ database, clock, subscribers, announce: news.announce });
    const close = async () => {
      news.stop();
      await storage.close();
      await link.close();
    };
    return ok({ ...storage, close });
  } catch (cause) {
    await client.end().catch(() => undefined);
    return err(openErrorOf(cause, "DatabaseUnusable"));
  }
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = createClient(databaseUrl);
  try {
    await client.connect();
    await requireSuitable(client);
    return client;
  } catch (cause) {
    void client.end().catch(() => undefined);
    throw cause;
  }
}

/** The lock belongs to the connection: it ends with the process, however that ends. */
async function migrateAlone(client: Client): Promise<void> {
  await client.query(`set lock_timeout = ${MIGRATION_WAIT_MS_MAX}`);
  await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
  try {
    const script = async (sql: string) => void (await client.query(sql));
    await migrate({ ...sessionOf(client), script });
  } finally {
    await client.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
  }
}

function openErrorOf(
  cause: unknown,
  type: "DatabaseUnreachable" | "DatabaseUnusable",
): OpenPostgresError {
  if (!(cause instanceof UnsuitableServer)) return { type, cause };
  const { setting, value, wanted } = cause;
  return { type: "DatabaseUnsuitable", setting, value, wanted };
}
