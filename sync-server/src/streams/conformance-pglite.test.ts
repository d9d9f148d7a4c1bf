import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../platform/system.ts";
import { openPgliteStorage } from "../storage/pglite.ts";
import type { Storage } from "../storage/storage.ts";
import { describeConformance } from "./conformance.ts";

const dataDir = mkdtempSync(join(tmpdir(), "tomoshibi-conformance-"));
let storage: Storage;

describeConformance(
  "pglite",
  async () => {
    const opened = await openPgliteStorage({ dataDir, clock: systemClock });
    if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
    return (storage = opened.value);
  },
  async () => {
    await storage.close();
    rmSync(dataDir, { recursive: true });
  },
);
