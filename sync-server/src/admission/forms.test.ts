import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { systemRandom } from "../platform/system.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import { openPgliteStorage } from "../storage/pglite.ts";
import { openPostgresStorage } from "../storage/postgres.ts";
import type { Storage } from "../storage/storage.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { describeForms } from "./forms.contract.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tomoshibi-forms-"));
/** Databases go by a clock of their own, which stays beside the relay's. */
const clock = createManualClock();
let server: PostgresServer | undefined;
let pglite: Storage;
let postgres: Storage;

beforeAll(async () => {
  server = await startPostgres();
  const databaseUrl = await server.createDatabase("forms");
  const opened = await Promise.all([
    openPgliteStorage({ dataDir, clock }),
    openPostgresStorage({ databaseUrl, clock, random: systemRandom }),
  ]);
  const [first, second] = opened.map((one) => {
    if (!one.ok) throw new Error(one.error.type, { cause: one.error });
    return one.value;
  });
  if (first === undefined || second === undefined) throw new Error("both are open");
  [pglite, postgres] = [first, second];
}, 180_000);

afterAll(async () => {
  await Promise.all([pglite?.close(), postgres?.close()]);
  await server?.remove();
  rmSync(dataDir, { recursive: true });
});

describeForms("memory", (relayClock) => createMemoryStorage({ clock: relayClock }));
describeForms("pglite", () => pglite);
describeForms("postgres", () => postgres);
