import { expect, test } from "vitest";
import { err } from "@tomoshibi/shared/base/result.ts";
import { createMemoryStorage } from "./memory.ts";
import { SAY_EVERY_MS, sayWhenFull } from "./say-when-full.ts";
import { createManualClock } from "./storage.contract.ts";

test("[REL4] a full disk is said once a minute, and not where there is room", async () => {
  const clock = createManualClock();
  const memory = createMemoryStorage({ clock });
  let isFull = false;
  let saidCount = 0;
  const storage = sayWhenFull(
    {
      ...memory,
      transact: (writes) =>
        isFull ? Promise.resolve(err({ type: "DiskFull" })) : memory.transact(writes),
    },
    () => void (saidCount += 1),
    clock,
  );
  const touch = { type: "touch", key: { association: "a", stream: "safety" } } as const;
  expect((await storage.transact([touch])).ok).toBe(true);
  expect(saidCount).toBe(0);
  isFull = true;
  await storage.transact([touch]);
  const answer = await storage.transact([touch]);
  expect(answer).toEqual({ ok: false, error: { type: "DiskFull" } });
  expect(saidCount).toBe(1);
  clock.advance(SAY_EVERY_MS);
  await storage.transact([touch]);
  expect(saidCount).toBe(2);
  // Set right after it was ahead: the operator does not wait until it has caught up.
  clock.advance(-SAY_EVERY_MS * 1000);
  await storage.transact([touch]);
  expect(saidCount).toBe(3);
});
