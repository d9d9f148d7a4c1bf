/**
 * Registers the service worker, ties its updates to what this device knows of open incidents, and asks it to post what is
 * unsent when the app is closed. Loaded after the first screen.
 */
import { liveQuery } from "dexie";
import type { ReplicaDatabase } from "./engine/api.ts";
import type { Updates } from "./screen/updates-context.tsx";
import { askForWaking } from "./sw/background-sync.ts";
import { registerServiceWorker } from "./sw/registration.ts";
import { mayUpdate } from "./sw/update-rule.ts";

/** Starts looking for new versions. Without a database (the demo's frame) no incident holds them back. */
export function startUpdates(database: ReplicaDatabase | undefined): Updates {
  // The development server has no service worker to give.
  const container = import.meta.env.PROD ? serviceWorkers() : undefined;
  if (database !== undefined)
    liveQuery(() => database.connection.get("relay")).subscribe(
      (connection) => void askForWaking(container, connection),
    );
  return registerServiceWorker({
    container,
    mayApply: async () => mayUpdate((await database?.incidents.toArray()) ?? [], Date.now()),
    reload: () => location.reload(),
    setTimer: (ms, fire) => void setTimeout(fire, ms),
    isVisible: () => document.visibilityState === "visible",
  });
}

/** Absent on plain http. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  return "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
}
