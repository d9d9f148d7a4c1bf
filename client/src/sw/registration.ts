/**
 * Registers the service worker, says when there is a new version, and brings it when a person agrees. The page's side; nothing here
 * runs before the first screen.
 *
 * A new version's worker refuses to be installed until consent is given (service-worker.ts): that it was refused is how the page
 * learns of it. `apply` gives consent, only while `mayApply` allows it (update-rule.ts), fetches the version and loads the page
 * again.
 */
import { ACTIVATE_MESSAGE } from "./messages.ts";

/** How often a page that stays open looks for a new version. */
export const UPDATE_CHECK_MS = 6 * 60 * 60 * 1000;

/** What became of consent: the page is about to load again; an incident is open; the version could not be fetched. */
export type UpdateOutcome = "applied" | "held" | "failed";

/** The app's own updates, as a screen sees them. */
export interface AppUpdates {
  /** Whether there is a new version. */
  readonly updateReady: () => boolean;
  /** Calls back when that changes; gives the way to stop. */
  readonly subscribe: (onChange: () => void) => () => void;
  /** Fetches the new version, lets it take over and loads the page again. Changes nothing unless it answers "applied". */
  readonly apply: () => Promise<UpdateOutcome>;
}

/** What it needs of the page; tests pass their own. */
export interface UpdatePorts {
  /** undefined where the browser has none, as on an insecure origin. */
  readonly container: ServiceWorkerContainer | undefined;
  /** Whether an update may happen now: asked again at the moment of applying. */
  readonly mayApply: () => Promise<boolean>;
  readonly giveConsent: () => Promise<void>;
  readonly endConsent: () => Promise<void>;
  readonly reload: () => void;
  readonly setTimer: (ms: number, fire: () => void) => void;
  readonly isVisible: () => boolean;
}

/** Registers the worker; failures leave the app as it is, without offline start. */
export function registerServiceWorker(ports: UpdatePorts): AppUpdates {
  const { container } = ports;
  const listeners = new Set<() => void>();
  let registered: ServiceWorkerRegistration | undefined;
  let isOffered = false;
  const offer = (): void => {
    // Without a controller there was no version before: a first one is no update.
    if (container?.controller === null || isOffered) return;
    isOffered = true;
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
      (registration) => {
        registered = registration;
        watch(ports, registration, offer);
      },
      () => undefined,
    );
  }

  return {
    updateReady: () => isOffered,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    async apply() {
      if (registered === undefined || !isOffered) return "failed";
      if (!(await ports.mayApply())) return "held";
      try {
        await ports.giveConsent();
        const worker = registered.waiting ?? (await fetchVersion(registered));
        if (worker !== undefined) {
          worker.postMessage(ACTIVATE_MESSAGE);
          return "applied";
        }
      } catch {
        // No network, or no room: the version that runs stays.
      }
      await ports.endConsent().catch(() => undefined);
      return "failed";
    },
  };
}

/** Gives the new version's worker once all of it is on this device; undefined when it did not come so far. */
async function fetchVersion(
  registration: ServiceWorkerRegistration,
): Promise<ServiceWorker | undefined> {
  await registration.update();
  const { installing } = registration;
  if (installing === null) return registration.waiting ?? undefined;
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (installing.state !== "installing") resolve();
    };
    installing.addEventListener("statechange", look);
    look();
  });
  return installing.state === "redundant" ? undefined : installing;
}

function watch(
  ports: UpdatePorts,
  registration: ServiceWorkerRegistration,
  onNews: () => void,
): void {
  if (registration.waiting !== null) onNews();
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed" || installing.state === "redundant") onNews();
    });
  });
  const look = (): void => {
    // Offline it fails, which is no news. A hidden page asks for nothing.
    if (ports.isVisible()) registration.update().catch(() => undefined);
    ports.setTimer(UPDATE_CHECK_MS, look);
  };
  look();
}
