import { systemClock } from "../platform/system.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import type { Storage } from "../storage/storage.ts";
import { describeConformance } from "./conformance.ts";

let storage: Storage;

describeConformance(
  "memory",
  async () => (storage = createMemoryStorage({ clock: systemClock })),
  () => storage.close(),
);
