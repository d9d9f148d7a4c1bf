import { expect, test, vi } from "vitest";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import type { Intent } from "../commands.ts";
import { PENDING_JOIN } from "../onboarding/pending-join.ts";
import type { Leadership } from "../platform/leadership.ts";
import { createReplica } from "../replica/create-replica.ts";
import { freshDatabase, tap } from "../replica/testing/replica-world.ts";
import { type EnginePorts, type RunningEngine, createEngine } from "./engine.ts";
import type { ReplicaDatabase } from "../store/database.ts";
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

/** An engine without a network, which leads from the start; tests replace parts. */
function engineOf(database: ReplicaDatabase, parts: Partial<EnginePorts> = {}): RunningEngine {
  return createEngine({
    ...{ database, createReplica, clock: createManualClock(AT), random: createSeededRandom(1) },
    loadDocuments: () => Promise.resolve(),
    fetch: () => Promise.reject(new TypeError("offline")),
    relayUrl: "http://localhost:8787",
    isSecure: true,
    putParcel: undefined,
    chance: () => 0,
    setTimer: () => () => undefined,
    lead: leading(),
    ...parts,
  });
}

/** The lead without locks. */
function leading(yieldIfWanted: Leadership["yieldIfWanted"] = async () => {}): EnginePorts["lead"] {
  return ({ onLead }) => {
    queueMicrotask(onLead);
    return { take: () => undefined, yieldIfWanted, stop: () => undefined };
  };
}

test("[DEL2] a start does not repeat what the last one knew of the relay", async () => {
  const database = freshDatabase();
  const before = { key: "relay", lastContactMs: AT, unsent: 0, unreceived: 0 } as const;
  await database.connection.put({ ...before, state: "connected" });
  const engine = engineOf(database);
  await engine.remote.syncNow();
  expect(await database.connection.get("relay")).toEqual({ ...before, state: "unknown" });
  engine.stop();
});

/** One that has something to ask its relay: a card was read without network. */
async function joiningDatabase(): Promise<ReplicaDatabase> {
  const database = freshDatabase();
  await database.keyValues.put({ key: PENDING_JOIN, value: new Uint8Array() });
  return database;
}

/** A relay that never answers; what was asked of it. */
function silentRelay() {
  const asked: (AbortSignal | null | undefined)[] = [];
  const fetch: EnginePorts["fetch"] = (_url, init) => {
    asked.push(init?.signal);
    return new Promise(() => undefined);
  };
  return { asked, fetch };
}

test("[G4] a page that was hidden while its store was woken asks for nothing", async () => {
  const database = await joiningDatabase();
  const { asked, fetch } = silentRelay();
  const engine = engineOf(database, { fetch });
  await engine.remote.syncNow();
  const shown = engine.remote.setVisible(true);
  await engine.remote.setVisible(false);
  await shown;
  // Longer than the driver needs to look for intents, which comes first.
  for (let turn = 0; turn < 50; turn += 1) await database.intents.count();
  expect(asked).toEqual([]);
  engine.stop();
});

test("[G4] a page that is shown again while it looks for a tab that waits stays shown, and keeps the lead", async () => {
  let answer = () => {};
  const asking = new Promise<void>((resolve) => (answer = resolve));
  const yielded: boolean[] = [];
  const lead = leading(async (isHidden) => {
    await asking;
    yielded.push(isHidden());
  });
  const { asked, fetch } = silentRelay();
  const engine = engineOf(await joiningDatabase(), { fetch, lead });
  await engine.remote.syncNow();
  const hidden = engine.remote.setVisible(false);
  await engine.remote.setVisible(true);
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  answer();
  await hidden;
  expect(asked[0]?.aborted).toBe(false);
  expect(yielded).toEqual([false]);
  engine.stop();
});

test("[ENT7] after a start that failed, calls at the same time start one engine together", async () => {
  let starts = 0;
  const engine = engineOf(freshDatabase(), {
    createReplica(ports) {
      starts += 1;
      return starts === 1 ? Promise.reject(new Error("no room")) : createReplica(ports);
    },
  });
  await engine.remote.syncNow();
  expect(starts).toBe(1);
  await Promise.all([engine.remote.syncNow(), engine.remote.syncNow()]);
  expect(starts).toBe(2);
  engine.stop();
});
