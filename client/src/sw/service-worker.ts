/**
 * The service worker: keeps the whole app on the device, one version at a time.
 *
 * Invariants: it never seals, and touches no table of the engine; what it posts, the engine sealed and packed [DEL4]; the
 * relay's own addresses pass it by; a new version fetches nothing and takes nothing over before a person agreed (consent.ts).
 */
import { clientsClaim } from "workbox-core";
import {
  type PrecacheEntry,
  PrecacheController,
  PrecacheRoute,
  cleanupOutdatedCaches,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { endConsent, hasConsent } from "./consent.ts";
import { ACTIVATE_MESSAGE, PARCEL_SYNC, RELAY_PATHS } from "./messages.ts";
import { postParcels } from "./parcels.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: (PrecacheEntry | string)[];
};

const START = "/index.html";
/** Files on their way at a time: as many connections as a browser opens to a relay without HTTP/2. */
const FETCHES_MAX = 6;
const files = self.__WB_MANIFEST;
const shell = new PrecacheController();
shell.addToCacheList(files);

self.addEventListener("install", (event) => event.waitUntil(install(event)));
self.addEventListener("activate", (event) => {
  event.waitUntil(shell.activate(event));
  event.waitUntil(endConsent(self.caches));
});
cleanupOutdatedCaches();
// The first visit is offline-capable without another load.
clientsClaim();
registerRoute(new PrecacheRoute(shell));
registerRoute(
  new NavigationRoute(shell.createHandlerBoundToURL(START), { denylist: [...RELAY_PATHS] }),
);

/** Rejects where nobody agreed: the browser then drops this version, and asks again when the app is opened the next time. */
async function install(event: ExtendableEvent): Promise<void> {
  // There is nobody to ask at the first visit, nor where the browser has cleared what it kept: nothing would open offline.
  const isKept = (await self.caches.match(START, { ignoreSearch: true })) !== undefined;
  const isUpdate = self.registration.active !== null && isKept;
  if (isUpdate && !(await hasConsent(self.caches, Date.now()))) throw new Error("not agreed to");
  await fetchAll(event);
}

/**
 * Puts all files into the cache that `shell` serves from. Workbox fetches one file after the other: measured with 180 files and 300 ms
 * to the relay and back, that is 71 s until the app opens offline.
 */
async function fetchAll(event: ExtendableEvent): Promise<void> {
  const parts = Array.from({ length: FETCHES_MAX }, () => new PrecacheController());
  for (const [at, file] of files.entries()) parts[at % FETCHES_MAX]?.addToCacheList([file]);
  await Promise.all(parts.map((part) => part.install(event)));
}

self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  if (data === ACTIVATE_MESSAGE) void self.skipWaiting();
});

// Background Sync is Chromium's; the standard's types do not know it.
self.addEventListener("sync" as never, (event: ExtendableEvent & { readonly tag: string }) => {
  if (event.tag !== PARCEL_SYNC) return;
  event.waitUntil(postParcels({ caches: self.caches, fetch: (url, init) => fetch(url, init) }));
});
