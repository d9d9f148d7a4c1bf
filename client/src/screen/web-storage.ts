/** Web Storage: what a device may lose without harm, and needs before IndexedDB is open. Private windows and settings close it. */

/** The browser's, if it lets us. It may still throw when it is used. */
export function webStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The part of it that is used; tests pass their own. */
export type ItemStorage = Pick<Storage, "getItem" | "setItem">;

/** What stands under a key; undefined where nothing does, or storage is closed. */
export function readItem(storage: ItemStorage | undefined, key: string): string | undefined {
  try {
    return storage?.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Writes it. Shape: false where storage is closed or full, and nothing is kept. */
export function writeItem(storage: ItemStorage | undefined, key: string, value: string): boolean {
  try {
    storage?.setItem(key, value);
    return storage !== undefined;
  } catch {
    return false;
  }
}
