import { expect, test, vi } from "vitest";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import type { Intent } from "../commands.ts";
import { createReplica } from "../replica/create-replica.ts";
import { freshDatabase, tap } from "../replica/testing/replica-world.ts";
import { createEngine } from "./engine.ts";
import { watchIntents } from "./watch-intents.ts";

const AT = 1_775_001_600_000;

function storedIntent(id: string): Intent {
  return {
    ...{ id, command: tap(AT), createdAtMs: AT, state: "stored" },
    failure: undefined,
    recordId: undefined,
  };
}

test("a tap in the moment in which another is sealed is noticed", async () => {
  const database = freshDatabase();
  await database.intents.add(storedIntent("first"));
  const onNew = vi.fn<() => void>();
  const watching = watchIntents(database, onNew);
  await vi.waitFor(() => expect(onNew).toHaveBeenCalledTimes(1));
  await database.transaction("rw", database.intents, async () => {
    await database.intents.update("first", { state: "sealed" });
    await database.intents.add(storedIntent("second"));
  });
  await vi.waitFor(() => expect(onNew).toHaveBeenCalledTimes(2));
  watching.unsubscribe();
});

test("[DEL2] a start does not repeat what the last one knew of the relay", async () => {
  const database = freshDatabase();
  const before = { key: "relay", lastContactMs: AT, unsent: 0, unreceived: 0 } as const;
  await database.connection.put({ ...before, state: "connected" });
  const engine = createEngine({
    ...{ database, createReplica, clock: createManualClock(AT), random: createSeededRandom(1) },
    loadDocuments: () => Promise.resolve(),
    fetch: () => Promise.reject(new TypeError("offline")),
    relayUrl: "http://localhost:8787",
    isSecure: true,
    putParcel: undefined,
    chance: () => 0,
    setTimer: () => () => undefined,
    lead: ({ onLead }) => {
      queueMicrotask(onLead);
      return {
        take: () => undefined,
        yieldIfWanted: () => Promise.resolve(),
        stop: () => undefined,
      };
    },
  });
  await engine.remote.syncNow();
  expect(await database.connection.get("relay")).toEqual({ ...before, state: "unknown" });
  engine.stop();
});
