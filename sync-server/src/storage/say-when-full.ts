/** A storage that tells its operator when the disk has no room: everybody else only sees that they are to keep what they have. */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Storage } from "./storage.ts";

/** How often it is said, while it lasts. */
export const SAY_EVERY_MS = 60_000;

/** Behaves as the storage does; `say` is called at the first refusal, and then once a minute at most. */
export function sayWhenFull(storage: Storage, say: () => void, clock: Clock): Storage {
  let saidAtMs = -Infinity;
  return {
    ...storage,
    async transact(writes) {
      const result = await storage.transact(writes);
      const nowMs = clock.nowMs();
      const isDue = Math.abs(nowMs - saidAtMs) >= SAY_EVERY_MS;
      if (isDue && !result.ok && result.error.type === "DiskFull") {
        saidAtMs = nowMs;
        say();
      }
      return result;
    },
  };
}
