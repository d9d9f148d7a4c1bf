/**
 * A neighbour's device: the whole engine in Node with a store and keys of its own, which reaches the relay by HTTP.
 *
 * It sleeps and wakes as a phone does: asleep there is no engine, only its store. Its signatures are checked by OpenSSL
 * instead of pure JS, which decides alike, for hundreds of devices share these cores.
 */
import {
  type Command,
  type EngineRemote,
  type ReplicaDatabase,
  submitCommand,
} from "@tomoshibi/client/engine/api.ts";
import { type RunningEngine, createEngine } from "@tomoshibi/client/engine/driver/engine.ts";
import { createLeadership } from "@tomoshibi/client/engine/platform/leadership.ts";
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import {
  freshDatabase,
  loadAutomerge,
} from "@tomoshibi/client/engine/replica/testing/replica-world.ts";
import { createVerifier } from "@tomoshibi/sync-server/admission/verifier.ts";
import { systemClock, systemRandom } from "@tomoshibi/sync-server/platform/system.ts";

/** A person's device. */
export interface NeighbourDevice {
  readonly database: ReplicaDatabase;
  /** False: its requests fail as without network. */
  isReachable: boolean;
  /** The running engine. Errors: throws while it sleeps. */
  engine(): EngineRemote;
  /** Starts the engine on what is stored; somebody is looking at it. */
  wake(): Promise<void>;
  sleep(): void;
  /** Taps: resolves when it is saved. */
  submit(command: Command): Promise<void>;
}

/** What all devices share: the way to the relay. */
export interface Network {
  readonly relayUrl: string;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

const verifySignature = createVerifier();

/** Makes a device with an empty store, asleep. */
export function createDevice(network: Network): NeighbourDevice {
  const database = freshDatabase();
  let running: RunningEngine | undefined;
  const engine = () => {
    if (running === undefined) throw new Error("this device sleeps");
    return running.remote;
  };
  const device: NeighbourDevice = {
    database,
    isReachable: true,
    engine,
    async wake() {
      running = start(network, device);
      await running.remote.setVisible(true);
    },
    sleep() {
      running?.stop();
      running = undefined;
    },
    async submit(command) {
      await submitCommand(database, command, {
        nowMs: systemClock.nowMs,
        newIntentId: () => crypto.randomUUID(),
      });
      void engine().syncNow();
    },
  };
  return device;
}

function start({ relayUrl, fetch }: Network, device: NeighbourDevice): RunningEngine {
  const { database } = device;
  return createEngine({
    database,
    clock: systemClock,
    random: systemRandom,
    chance: Math.random,
    setTimer(ms, fire) {
      const timer = setTimeout(fire, ms);
      return () => clearTimeout(timer);
    },
    createReplica: (ports) => createReplica({ ...ports, verifySignature }),
    loadDocuments: loadAutomerge,
    fetch: (url, init) =>
      device.isReachable ? fetch(url, init) : Promise.reject(new TypeError("failed to fetch")),
    relayUrl,
    isSecure: true,
    putParcel: undefined,
    lead: (callbacks) => createLeadership(undefined, database.name, callbacks),
  });
}
