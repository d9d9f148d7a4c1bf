/** How safely this browser keeps what we store: on the home screen or not, persistent or not. Reads the browser, keeps nothing. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";

/** Where the app stands on this device. */
export interface Installation {
  /** Opened from the home screen, or installed on a computer. */
  readonly isInstalled: boolean;
  /** Safari on an iPhone or iPad, not from the home screen: that app would have a storage of its own, so joining comes after. */
  readonly mustInstallFirst: boolean;
  /** Inside another app, whose storage nobody keeps and from which nothing can be put on the home screen. */
  readonly isInAppBrowser: boolean;
  /** The browser has promised not to clear it by itself; undefined while it is being asked. */
  readonly isPersistent: boolean | undefined;
  /** Asks the browser for that promise. */
  readonly askToPersist: () => Promise<void>;
}

/** The installation as it is now. */
export function useInstallation(): Installation {
  const isInstalled = useSyncExternalStore(subscribeDisplayMode, readInstalled);
  const [isPersistent, setPersistent] = useState<boolean>();
  useEffect(() => {
    void persistence("persisted").then(setPersistent);
  }, []);
  const askToPersist = useCallback(async () => setPersistent(await persistence("persist")), []);
  return {
    isInstalled,
    mustInstallFirst: !isInstalled && isApplePhone(navigator.userAgent, navigator.maxTouchPoints),
    isInAppBrowser: !isInstalled && isInAppBrowser(navigator.userAgent),
    isPersistent,
    askToPersist,
  };
}

/** Tells iPhones and iPads; an iPad says it is a Mac, but Macs have no touch screen. */
export function isApplePhone(userAgent: string, maxTouchPoints: number): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
}

/** Tells the browsers inside LINE, Facebook, Instagram and the like. */
export function isInAppBrowser(userAgent: string): boolean {
  return /\bLine\/|\bFBA[NV]\/|\bInstagram\b|\bYJApp-|; wv\)/.test(userAgent);
}

async function persistence(method: "persist" | "persisted"): Promise<boolean> {
  try {
    // Absent on plain http and in old browsers.
    return (await navigator.storage?.[method]?.()) ?? false;
  } catch {
    return false;
  }
}

const STANDALONE = "(display-mode: standalone), (display-mode: fullscreen)";

function readInstalled(): boolean {
  const isAppleHomeScreen = "standalone" in navigator && navigator.standalone === true;
  return isAppleHomeScreen || matchMedia(STANDALONE).matches;
}

function subscribeDisplayMode(onChange: () => void): () => void {
  const query = matchMedia(STANDALONE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
