/**
 * Composition root of the engine: makes the real ports and hands the engine to the page. The worker's name is the replica's.
 *
 * Checking in does not wait for it: screens write intents themselves.
 */
import { expose } from "comlink";
import wasmUrl from "@automerge/automerge/automerge.wasm?url";
import type { EngineRemote } from "./api.ts";
import { createEngine } from "./driver/engine.ts";
import { createLeadership } from "./platform/leadership.ts";
import { systemChance, systemClock, systemRandom, systemTimer } from "./platform/system.ts";
import { createReplica } from "./replica/create-replica.ts";
import { openDatabase } from "./store/database.ts";

const replica = self.name;
const locks = "locks" in navigator ? navigator.locks : undefined;

const engine = createEngine({
  database: openDatabase(replica),
  clock: systemClock,
  random: systemRandom,
  chance: systemChance,
  setTimer: systemTimer,
  createReplica,
  async loadDocuments() {
    const { initializeDocuments } = await import("@tomoshibi/shared/documents/automerge.ts");
    await initializeDocuments(new URL(wasmUrl, self.location.href).href);
  },
  fetch: (url, init) => fetch(url, init),
  // The app is served by its relay.
  relayUrl: self.location.origin,
  isSecure: self.isSecureContext,
  putParcel:
    "caches" in self
      ? async (address, bundle) => {
          const { putParcel } = await import("./platform/parcels.ts");
          await putParcel(self.caches, address, bundle);
        }
      : undefined,
  lead: (callbacks) => createLeadership(locks, replica, callbacks),
});

expose(engine.remote satisfies EngineRemote);
// The page waits for this word: it tells a worker that runs from one that never loaded.
self.postMessage("ready");
