import { systemClock, systemRandom } from "../platform/system.ts";
import { openPostgresStorage } from "../storage/postgres.ts";
import type { Storage } from "../storage/storage.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { describeConformance } from "./conformance.ts";

let server: PostgresServer;
let storage: Storage;

describeConformance(
  "postgres",
  async () => {
    server = await startPostgres();
    const databaseUrl = await server.createDatabase("conformance");
    const deps = { databaseUrl, clock: systemClock, random: systemRandom };
    const opened = await openPostgresStorage(deps);
    if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
    return (storage = opened.value);
  },
  async () => {
    await storage.close();
    await server.remove();
  },
);
