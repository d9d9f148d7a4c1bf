/** When a new version is offered, as time goes by on a page that stays open. */
import "fake-indexeddb/auto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ReplicaDatabase } from "./engine/api.ts";
import { startUpdates } from "./start-updates.ts";
import { UPDATE_HOLD_MS } from "./sw/update-rule.ts";

// A new version waits.
vi.mock("./sw/registration.ts", () => ({
  registerServiceWorker: () => ({
    updateReady: () => true,
    subscribe: () => () => undefined,
    apply: async () => "applied",
  }),
}));

const NOW_MS = 1_775_001_600_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval"] });
  vi.setSystemTime(NOW_MS);
});
afterEach(() => vi.useRealTimers());

const databaseWith = (incidents: readonly object[]) =>
  ({
    connection: { get: async () => undefined },
    incidents: { toArray: async () => incidents },
  }) as unknown as ReplicaDatabase;

test("a new version is offered once an incident has held it back for seven days, without loading the page again", async () => {
  const incident = { isDrill: false, isOpen: true, openedAtMs: NOW_MS };
  const updates = startUpdates(databaseWith([incident]));
  const offered: boolean[] = [];
  await new Promise<void>((resolve) => {
    updates.subscribe(() => {
      offered.push(updates.updateReady());
      resolve();
    });
  });
  expect(offered).toEqual([false]);
  vi.advanceTimersByTime(UPDATE_HOLD_MS - 60_000);
  expect(offered).not.toContain(true);
  vi.advanceTimersByTime(60 * 60_000);
  expect(offered.at(-1)).toBe(true);
});

test("nothing is offered before this device's incidents are read, and at once where none is open", async () => {
  const updates = startUpdates(databaseWith([]));
  expect(updates.updateReady()).toBe(false);
  await new Promise<void>((resolve) => void updates.subscribe(resolve));
  expect(updates.updateReady()).toBe(true);
});
