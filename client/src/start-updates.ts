/**
 * Registers the service worker, ties its updates to what this device knows of open incidents, and asks it to post what is
 * unsent when the app is closed. Loaded after the first screen.
 */
import { liveQuery } from "dexie";
import type { ReplicaDatabase } from "./engine/api.ts";
import type { Updates } from "./screen/updates-context.tsx";
import { askForWaking } from "./sw/background-sync.ts";
import { endConsent, giveConsent } from "./sw/consent.ts";
import { registerServiceWorker } from "./sw/registration.ts";
import { mayUpdate } from "./sw/update-rule.ts";

/** How often a page that stays open looks whether an incident still holds updates back: that ends by time alone too. */
const LOOK_MS = 10 * 60_000;

/** Starts looking for new versions. Without a database (the demo's frame) no incident holds them back. */
export function startUpdates(database: ReplicaDatabase | undefined): Updates {
  // The development server has no service worker to give.
  const container = import.meta.env.PROD ? serviceWorkers() : undefined;
  if (database !== undefined)
    liveQuery(() => database.connection.get("relay")).subscribe(
      (connection) => void askForWaking(container, connection),
    );
  const updates = registerServiceWorker({
    container,
    mayApply: async () => mayUpdate((await database?.incidents.toArray()) ?? [], Date.now()),
    reload: () => location.reload(),
    setTimer: (ms, fire) => void setTimeout(fire, ms),
    isVisible: () => document.visibilityState === "visible",
    giveConsent: () => giveConsent(caches, Date.now()),
    endConsent: () => endConsent(caches),
  });
  return database === undefined ? updates : silentDuringIncidents(updates, database);
}

/** Offers nothing while an incident holds updates back: there is something else to press then. */
function silentDuringIncidents(updates: Updates, database: ReplicaDatabase): Updates {
  const listeners = new Set<() => void>();
  let isOffering = () => false;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  liveQuery(() => database.incidents.toArray()).subscribe((incidents) => {
    isOffering = () => mayUpdate(incidents, Date.now());
    tell();
  });
  setInterval(tell, LOOK_MS);
  return {
    ...updates,
    updateReady: () => isOffering() && updates.updateReady(),
    subscribe(onChange) {
      const unsubscribe = updates.subscribe(onChange);
      listeners.add(onChange);
      return () => {
        unsubscribe();
        listeners.delete(onChange);
      };
    },
  };
}

/** Absent on plain http. */
function serviceWorkers(): ServiceWorkerContainer | undefined {
  return "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
}
