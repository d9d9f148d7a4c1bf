/**
 * Registers the service worker and says when a new version is ready. The page's side; nothing here runs before the first screen.
 *
 * A version takes over only by `apply`, which a person's consent calls, and only while `mayApply` allows it (update-rule.ts).
 */
import { ACTIVATE_MESSAGE } from "./messages.ts";

/** How often a page that stays open looks for a new version. */
export const UPDATE_CHECK_MS = 6 * 60 * 60 * 1000;

/** The app's own updates, as a screen sees them. */
export interface AppUpdates {
  /** Whether a new version waits. */
  readonly updateReady: () => boolean;
  /** Calls back when that changes; gives the way to stop. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** Lets the new version take over and loads the page again. Answers false, and does nothing, when it may not now. */
  readonly apply: () => Promise<boolean>;
}

/** What it needs of the page; tests pass their own. */
export interface UpdatePorts {
  /** undefined where the browser has none, as on an insecure origin. */
  readonly container: ServiceWorkerContainer | undefined;
  /** Whether an update may happen now: asked again at the moment of applying. */
  readonly mayApply: () => Promise<boolean>;
  readonly reload: () => void;
  readonly setTimer: (ms: number, fire: () => void) => void;
  readonly isVisible: () => boolean;
}

/** Registers the worker; failures leave the app as it is, without offline start. */
export function registerServiceWorker(ports: UpdatePorts): AppUpdates {
  const { container } = ports;
  const listeners = new Set<() => void>();
  let waiting: ServiceWorker | undefined;
  const setWaiting = (worker: ServiceWorker): void => {
    waiting = worker;
    for (const listener of listeners) listener();
  };

  if (container !== undefined) {
    // A first worker that claims this page is no update; only a page that had one loads again.
    let hadWorker = container.controller !== null;
    container.addEventListener("controllerchange", () => {
      if (hadWorker) ports.reload();
      hadWorker = true;
    });
    container.register("/service-worker.js", { type: "classic", updateViaCache: "none" }).then(
      (registration) => watch(ports, registration, container, setWaiting),
      () => undefined,
    );
  }

  return {
    updateReady: () => waiting !== undefined,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    async apply() {
      if (waiting === undefined || !(await ports.mayApply())) return false;
      waiting.postMessage(ACTIVATE_MESSAGE);
      return true;
    },
  };
}

function watch(
  ports: UpdatePorts,
  registration: ServiceWorkerRegistration,
  container: ServiceWorkerContainer,
  onWaiting: (worker: ServiceWorker) => void,
): void {
  const offer = (worker: ServiceWorker | null): void => {
    if (worker !== null && container.controller !== null) onWaiting(worker);
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") offer(registration.waiting);
    });
  });
  const look = (): void => {
    // Offline it fails, which is no news. A hidden page asks for nothing.
    if (ports.isVisible()) registration.update().catch(() => undefined);
    ports.setTimer(UPDATE_CHECK_MS, look);
  };
  ports.setTimer(UPDATE_CHECK_MS, look);
}
