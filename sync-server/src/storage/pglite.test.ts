import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { openPgliteStorage } from "./pglite.ts";
import { createManualClock, describeStorage } from "./storage.contract.ts";
import type { Storage } from "./storage.ts";

const clock = createManualClock();
const dataDir = mkdtempSync(join(tmpdir(), "tomoshibi-pglite-"));
let storage: Storage;

beforeAll(async () => {
  const opened = await openPgliteStorage({ dataDir, clock });
  if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
  storage = opened.value;
});

afterAll(async () => {
  await storage.close();
  rmSync(dataDir, { recursive: true });
});

describeStorage("pglite", () => ({ storage, clock }));
