/**
 * What this browser can promise about keeping data, as plain facts for screens. The page's side. (PEERS traps 1 and 2)
 *
 * Nothing here decides or deletes; it says what is known, and what is not known is undefined.
 */

/** The facts. */
export interface StorageFacts {
  /** An insecure origin: no keys are made there. [MEM1] */
  readonly isSecure: boolean;
  /** Runs from the home screen. */
  readonly isInstalled: boolean;
  /** Safari's own browser on iPhone or iPad: its storage is not that of the home-screen app, and ends after seven days. */
  readonly isIosBrowser: boolean;
  /** The browser promised not to clear this origin when space runs out; undefined where it does not say. */
  readonly isPersistent: boolean | undefined;
  /** IndexedDB cannot be used at all, as in some private windows. */
  readonly isStorageMissing: boolean;
  /** Storage is there, but so little that this is probably a private window that forgets all. */
  readonly isProbablyPrivate: boolean;
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}

/** The parts of the page that are asked; tests pass their own. */
export interface StorageSurroundings {
  readonly isSecureContext: boolean;
  readonly matchMedia: (query: string) => { readonly matches: boolean };
  readonly indexedDB: Pick<IDBFactory, "open" | "deleteDatabase"> | undefined;
  readonly navigator: {
    readonly userAgent: string;
    readonly maxTouchPoints: number;
    /** Safari's own word for a page that runs from the home screen. */
    readonly standalone?: boolean;
    readonly storage?: Partial<Pick<StorageManager, "persist" | "persisted" | "estimate">>;
  };
}

/** Smaller than any quota of an ordinary window on a phone with any space left. */
const PRIVATE_QUOTA_BYTES = 120 * 1024 * 1024;
const PROBE_DATABASE = "tomoshibi-probe";

/** Asks the browser to keep this origin's data; at joining, and again at later starts. Answers whether it agreed. */
export async function askToPersist({ navigator }: StorageSurroundings): Promise<boolean> {
  const { storage } = navigator;
  try {
    if ((await storage?.persisted?.()) === true) return true;
    return (await storage?.persist?.()) === true;
  } catch {
    return false;
  }
}

/** Gathers the facts. Never throws. */
export async function readStorageFacts(surroundings: StorageSurroundings): Promise<StorageFacts> {
  const { navigator } = surroundings;
  const estimate = await orUndefined(navigator.storage?.estimate?.());
  const quotaBytes = estimate?.quota;
  const isInstalled = isRunInstalled(surroundings);
  return {
    isSecure: surroundings.isSecureContext,
    isInstalled,
    isIosBrowser: isIos(navigator) && !isInstalled,
    isPersistent: await orUndefined(navigator.storage?.persisted?.()),
    isStorageMissing: !(await canStore(surroundings.indexedDB)),
    isProbablyPrivate: quotaBytes !== undefined && quotaBytes < PRIVATE_QUOTA_BYTES,
    usedBytes: estimate?.usage,
    quotaBytes,
  };
}

/** Tells whether the app runs from the home screen. */
export function isRunInstalled({ matchMedia, navigator }: StorageSurroundings): boolean {
  return navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
}

/** An iPad says it is a Mac, but a Mac has no touch screen. */
function isIos({ userAgent, maxTouchPoints }: StorageSurroundings["navigator"]): boolean {
  return (
    /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1)
  );
}

function canStore(factory: StorageSurroundings["indexedDB"]): Promise<boolean> {
  if (factory === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    try {
      const opening = factory.open(PROBE_DATABASE);
      opening.addEventListener("error", () => resolve(false));
      opening.addEventListener("blocked", () => resolve(false));
      opening.addEventListener("success", () => {
        opening.result.close();
        factory.deleteDatabase(PROBE_DATABASE);
        resolve(true);
      });
    } catch {
      resolve(false);
    }
  });
}

async function orUndefined<Value>(asked: Promise<Value> | undefined): Promise<Value | undefined> {
  try {
    return await asked;
  } catch {
    return undefined;
  }
}
