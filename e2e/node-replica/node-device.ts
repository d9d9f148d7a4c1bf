/** Whole engines in Node, and a whole relay, with no socket between them: what runs in a browser's worker, minus the worker. */
import type { EngineRemote, ReplicaDatabase, Command } from "@tomoshibi/client/engine/api.ts";
import { submitCommand } from "@tomoshibi/client/engine/api.ts";
import { type RunningEngine, createEngine } from "@tomoshibi/client/engine/driver/engine.ts";
import { createLeadership } from "@tomoshibi/client/engine/platform/leadership.ts";
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import {
  freshDatabase,
  loadAutomerge,
} from "@tomoshibi/client/engine/replica/testing/replica-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { type TestRelay, createTestRelay } from "@tomoshibi/sync-server/testing/relay-fixture.ts";

/** A relay that can be unreachable, and lose everything. */
export interface RelayHouse {
  isReachable: boolean;
  /** Requests that reached it. */
  readonly requests: () => number;
  /** Everything it logged. */
  readonly logged: () => string;
  /** Deletes all its data; its key stays, as when an old backup without data is restored. */
  wipe(): Promise<void>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/** A person's device. */
export interface NodeDevice {
  readonly engine: EngineRemote;
  readonly database: ReplicaDatabase;
  /** Taps: resolves when it is saved. A given id makes a repeated tap one intent. */
  submit(command: Command, id?: string): Promise<string>;
  /** Ends the engine and starts another one on the same store. */
  restart(): Promise<void>;
  stop(): void;
}

/** The address under which devices know the relay that their app came from, where nothing else is said. */
export const RELAY_URL = "http://relay.example";

/** Starts a relay with storage in memory; `start` again makes it anew, empty. */
export async function createRelayHouse(
  start: () => Promise<TestRelay> = createTestRelay,
): Promise<RelayHouse> {
  let relay: TestRelay = await start();
  let logged = "";
  let requests = 0;
  const house: RelayHouse = {
    isReachable: true,
    requests: () => requests,
    logged: () => logged + relay.logged(),
    async wipe() {
      relay.stop();
      logged += relay.logged();
      relay = await start();
    },
    async fetch(url, init) {
      if (!house.isReachable) throw new TypeError("failed to fetch");
      requests += 1;
      const answer = relay.app.request(url, init);
      return Promise.race([answer, whenAborted(init.signal)]);
    },
  };
  return house;
}

let seeds = 1;

/** Starts a device, with an empty store if none is given; somebody is looking at it. */
export async function startDevice(
  house: Pick<RelayHouse, "fetch">,
  relayUrl: string = RELAY_URL,
  database: ReplicaDatabase = freshDatabase(),
): Promise<NodeDevice> {
  let running = start(house, database, relayUrl);
  await running.remote.setVisible(true);
  return {
    get engine() {
      return running.remote;
    },
    database,
    async submit(command, intentId = crypto.randomUUID()) {
      const id = await submitCommand(database, command, {
        nowMs: Date.now,
        newIntentId: () => intentId,
      });
      void running.remote.syncNow();
      return id;
    },
    async restart() {
      running.stop();
      running = start(house, database, relayUrl);
      await running.remote.setVisible(true);
    },
    stop: () => running.stop(),
  };
}

function start(
  house: Pick<RelayHouse, "fetch">,
  database: ReplicaDatabase,
  relayUrl: string,
): RunningEngine {
  seeds += 1;
  return createEngine({
    database,
    clock: { nowMs: () => Date.now() },
    random: createSeededRandom(seeds),
    chance: () => 0,
    setTimer(ms, fire) {
      const timer = setTimeout(fire, ms);
      return () => clearTimeout(timer);
    },
    createReplica,
    loadDocuments: loadAutomerge,
    fetch: house.fetch,
    relayUrl,
    isSecure: true,
    putParcel: undefined,
    lead: (callbacks) => createLeadership(undefined, database.name, callbacks),
  });
}

/** A browser's fetch rejects when its signal ends it; a Hono app without a socket does not. */
function whenAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}
