/**
 * Posting what a closed app left unsent. [DEL4] Android's Chrome wakes the service worker once there is a network again, also
 * when the app is closed; an iPhone does not, so the screen still says that the app must be opened again.
 *
 * Invariants: it posts what the engine sealed and packed, byte for byte; it takes nothing out of the box, for only the engine
 * reads the relay's answer. A parcel posted twice is `known` to the relay.
 */
import { PARCEL_CACHE } from "../parcel-cache.ts";

/** What posting needs of the service worker. */
export interface PostOffice {
  readonly caches: Pick<CacheStorage, "open">;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

/**
 * Posts every parcel to the address it lies under.
 *
 * Errors: rejects when one got no answer, or the relay was busy, after all were tried: the browser wakes us again.
 */
export async function postParcels({ caches, fetch }: PostOffice): Promise<void> {
  const cache = await caches.open(PARCEL_CACHE);
  let isWaiting = false;
  for (const { url } of await cache.keys()) {
    const parcel = await cache.match(url);
    if (parcel === undefined) continue;
    const headers = { "content-type": parcel.headers.get("content-type") ?? "" };
    const answer = await fetch(url, {
      method: "POST",
      headers,
      body: await parcel.arrayBuffer(),
    }).catch(() => undefined);
    if (answer === undefined || answer.status === 429 || answer.status >= 500) isWaiting = true;
  }
  if (isWaiting) throw new Error("not all parcels were answered");
}
