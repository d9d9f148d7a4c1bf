/** Registers the service worker and ties its updates to what this device knows of open incidents. Loaded after the first screen. */
import type { ReplicaDatabase } from "./engine/api.ts";
import type { Updates } from "./screen/updates-context.tsx";
import { registerServiceWorker } from "./sw/registration.ts";
import { mayUpdate } from "./sw/update-rule.ts";

/** Starts looking for new versions. Without a database (the demo's frame) no incident holds them back. */
export function startUpdates(database: ReplicaDatabase | undefined): Updates {
  return registerServiceWorker({
    // The development server has no service worker to give.
    container: import.meta.env.PROD ? serviceWorkers() : undefined,
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
