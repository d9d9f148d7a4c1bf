/**
 * The service worker: keeps the whole app on the device, one version at a time.
 *
 * Invariants: it never seals, and touches no table of the engine; what it posts, the engine sealed and packed [DEL4]; the
 * relay's own addresses pass it by; a new version waits until a page says that a person agreed, for swapping files under a
 * running page breaks it.
 */
import { clientsClaim } from "workbox-core";
import {
  type PrecacheEntry,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { ACTIVATE_MESSAGE, PARCEL_SYNC, RELAY_PATHS } from "./messages.ts";
import { postParcels } from "./parcels.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: (PrecacheEntry | string)[];
};

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
// The first visit is offline-capable without another load. An update claims nothing before it was agreed to: it waits.
clientsClaim();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [...RELAY_PATHS] }),
);

self.addEventListener("message", ({ data }: ExtendableMessageEvent) => {
  if (data === ACTIVATE_MESSAGE) void self.skipWaiting();
});

// Background Sync is Chromium's; the standard's types do not know it.
self.addEventListener("sync" as never, (event: ExtendableEvent & { readonly tag: string }) => {
  if (event.tag !== PARCEL_SYNC) return;
  event.waitUntil(postParcels({ caches: self.caches, fetch: (url, init) => fetch(url, init) }));
});
