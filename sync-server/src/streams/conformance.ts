/**
 * The official conformance suite against a storage adapter. What is left out is named here, and nowhere else: the suite's
 * other parts are counted, so that none can vanish unseen.
 */
import { runConformanceTests } from "@durable-streams/server-conformance-tests";
import { TestRunner, afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunnerTask } from "vitest";
import { systemClock } from "../platform/system.ts";
import type { Storage } from "../storage/storage.ts";
import { serveStreams } from "./serve.ts";
import type { StreamServer } from "./serve.ts";

/** Parts of the suite about extensions that this relay does not offer. */
const EXCLUDED_PARTS: readonly string[] = [
  "Fork - Creation",
  "Fork - Reading",
  "Fork - Appending",
  "Fork - Recursive",
  "Fork - Live Modes",
  "Fork - Deletion and Lifecycle",
  "Fork - TTL and Expiry",
  "Fork - JSON Mode",
  "Fork - Edge Cases",
  "Reserved subscription APIs",
];

/** How many tests version 0.3.6 of the suite has besides those. */
const INCLUDED_TEST_COUNT = 250;

const LONG_POLL_MS = 2000;

/** Registers the suite; `open` and `close` bracket its storage. */
export function describeConformance(
  adapter: string,
  open: () => Promise<Storage>,
  close: () => Promise<void>,
): void {
  describe(`[REL1] Durable Streams conformance: ${adapter}`, () => {
    const options = { baseUrl: "", longPollTimeoutMs: LONG_POLL_MS };
    let server: StreamServer;

    beforeAll(async () => {
      const clock = systemClock;
      const storage = await open();
      server = await serveStreams({ storage, clock, port: 0, longPollMs: LONG_POLL_MS });
      options.baseUrl = server.baseUrl;
    });

    afterAll(async () => {
      await server.close();
      await close();
    });

    runConformanceTests(options);
    const parts = TestRunner.getCurrentSuite().tasks;
    const excluded = parts.filter((part) => EXCLUDED_PARTS.includes(part.name));
    for (const part of excluded) parts.splice(parts.indexOf(part), 1);

    test("[REL1] only the named parts are left out", ({ task }) => {
      expect(excluded.map((part) => part.name)).toEqual(EXCLUDED_PARTS);
      const others = (task.suite?.tasks ?? []).filter((other) => other !== task);
      expect(others.reduce((sum, other) => sum + countTests(other), 0)).toBe(INCLUDED_TEST_COUNT);
    });
  });
}

/** Counts what runs, or would; a skipped test counts as none. */
function countTests(task: RunnerTask): number {
  if (task.mode === "skip" || task.mode === "todo") return 0;
  if (task.type === "test") return 1;
  return task.tasks.reduce((sum, inner) => sum + countTests(inner), 0);
}
