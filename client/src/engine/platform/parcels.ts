/** The box in which the engine leaves what is sealed and unsent, for the service worker to post. [DEL4] */
import { type Bundle, encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { CBOR_TYPE } from "@tomoshibi/shared/relay-api/paths.ts";
import { PARCEL_CACHE } from "../../parcel-cache.ts";

/** Puts a bundle under the address it is to be posted to; undefined: nothing is unsent, the address is cleared. */
export async function putParcel(
  caches: Pick<CacheStorage, "open">,
  address: string,
  bundle: Bundle | undefined,
): Promise<void> {
  const cache = await caches.open(PARCEL_CACHE);
  if (bundle === undefined) {
    await cache.delete(address);
    return;
  }
  const body = new Uint8Array(encodeBundle(bundle));
  await cache.put(address, new Response(body, { headers: { "content-type": CBOR_TYPE } }));
}
