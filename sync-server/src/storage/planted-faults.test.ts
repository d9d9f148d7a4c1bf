/** That the proofs of durability can fail: with each planted fault, on each store, they find what they look for. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { PLANTED_FAULTS, type PlantedFault } from "../testing/planted-databases.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { openPgliteStorage } from "./pglite.ts";
import { openPools } from "./postgres-database.ts";
import { openPostgresStorage } from "./postgres.ts";
import type { SqlDatabase } from "./sql-database.ts";
import { createSqlStorage } from "./sql-storage.ts";
import { createManualClock } from "./storage.contract.ts";
import type { AppendWrite, Storage } from "./storage.ts";

const clock = createManualClock();
const honest: PlantedFault = { name: "none", plant: (database) => database };
const key = { association: "a", stream: "safety" };

function append(): AppendWrite {
  const config = { contentType: "application/octet-stream", ttlSeconds: null, expiresAtMs: null };
  const messages = [{ id: null, author: null, seq: null, bytes: new Uint8Array(150) }];
  return { type: "append", key, createWith: config, messages };
}

/** Appends one message. Shape: whether it was acknowledged. */
async function isAcknowledged(storage: Storage): Promise<boolean> {
  const answer = await storage.transact([append()]);
  return answer.ok && answer.value[0].type === "appended";
}

describe("pglite: an fdatasync of its own before each answer", () => {
  let folder: string;
  let syncCount = 0;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "tomoshibi-planted-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** One folder for all, in the order of the tests: making one takes long. */
  async function syncsBeforeAnswer({ plant, isBusy }: PlantedFault): Promise<number> {
    const opened = await openPgliteStorage({
      dataDir: join(folder, "data"),
      clock,
      onSync: () => void (syncCount += 1),
      wrapDatabase: plant,
    });
    if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
    const before = syncCount;
    expect(await isAcknowledged(opened.value)).toBe(true);
    const syncs = syncCount - before;
    if (isBusy !== true) await opened.value.close();
    return syncs;
  }

  test("[REL3] is seen of the honest storage", async () => {
    expect(await syncsBeforeAnswer(honest)).toBeGreaterThan(0);
  }, 120_000);

  test.each(PLANTED_FAULTS.map((fault) => [fault.name, fault] as const))(
    "[REL3] is missed where %s",
    async (_, fault) => {
      expect(await syncsBeforeAnswer(fault)).toBe(0);
    },
    120_000,
  );
});

describe("postgres: a crash of the server after the last answer", () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgres();
    // Nobody but the commit itself shall bring anything to the disk in time.
    await server.run("alter system set wal_writer_delay = '10s'");
    await server.run("select pg_reload_conf()");
  });
  afterAll(() => server.remove());

  /** Shape: how many of the messages that were acknowledged are there after a crash. */
  async function keptAfterCrash(name: string, { plant }: PlantedFault): Promise<number> {
    const databaseUrl = await server.createDatabase(name);
    const random = createSeededRandom(1);
    const made = await openPostgresStorage({ databaseUrl, clock, random });
    if (!made.ok) throw new Error(made.error.type);
    await made.value.close();
    await server.run("checkpoint");
    const database: SqlDatabase = plant(openPools(databaseUrl, () => true));
    const storage = createSqlStorage({ database, clock });
    expect(await isAcknowledged(storage)).toBe(true);
    await server.stop("SIGKILL");
    await server.start();
    const again = await openPostgresStorage({ databaseUrl, clock, random });
    if (!again.ok) throw new Error(again.error.type);
    const head = await again.value.head(key);
    await again.value.close();
    return (head.ok && head.value?.messageCount) || 0;
  }

  test("[REL3] takes nothing of the honest storage's", async () => {
    expect(await keptAfterCrash("honest", honest)).toBe(1);
  }, 120_000);

  test.each(PLANTED_FAULTS.map((fault, index) => [fault.name, fault, index] as const))(
    "[REL3] takes what was acknowledged where %s",
    async (_, fault, index) => {
      expect(await keptAfterCrash(`planted_${index}`, fault)).toBe(0);
    },
    120_000,
  );
});
