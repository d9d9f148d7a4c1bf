/** Web Storage: what a device may lose without harm, and needs before IndexedDB is open. Private windows and settings close it. */

/** The browser's, if it lets us. It may still throw when it is used. */
export function webStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
