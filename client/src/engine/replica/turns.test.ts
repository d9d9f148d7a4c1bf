import { expect, test } from "vitest";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createMemoryStore } from "../store/testing/memory-store.ts";
import { createTurns } from "./turns.ts";
import { openVault } from "./vault.ts";

test("[ENT7] memory that is asked for anew while it is being loaded is loaded once more", async () => {
  const store = createMemoryStore();
  const vault = await openVault(store, createSeededRandom(1));
  const turns = await createTurns(store, vault);
  const first = turns.current();
  turns.reload();
  const taken = turns.take(async (memory) => memory);
  // The turn has begun to load; what is stored from here on it may have passed by.
  await Promise.resolve();
  await Promise.resolve();
  turns.reload();
  const second = await taken;
  const third = await turns.take(async (memory) => memory);
  expect(second).not.toBe(first);
  expect(third).not.toBe(second);
  expect(await turns.take(async (memory) => memory)).toBe(third);
});
