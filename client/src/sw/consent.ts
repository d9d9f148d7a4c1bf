/**
 * The word that lets a new version in: a page writes it when a person agreed, and the new version's service worker looks for it
 * before it fetches anything. Without that, browsers exchange the app by themselves as soon as it was closed for a moment,
 * also in the middle of a disaster.
 */

/** How long the word counts: until the new version's installing has begun, never until some later day. */
export const CONSENT_MS = 120_000;

/** The part of Cache Storage that is used: page and service worker both see it. */
export type ConsentStore = Pick<CacheStorage, "open" | "delete">;

const CACHE = "tomoshibi-consent";
const ADDRESS = "/tomoshibi-consent";

/** A person agreed now. Errors: those of Cache Storage. */
export async function giveConsent(caches: ConsentStore, nowMs: number): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.put(ADDRESS, new Response(String(nowMs)));
}

/** Takes it back: used up, or nothing came of it. */
export async function endConsent(caches: ConsentStore): Promise<void> {
  await caches.delete(CACHE);
}

/** Whether a person agreed a moment ago. A clock that was set meanwhile, in either direction, asks again. */
export async function hasConsent(caches: ConsentStore, nowMs: number): Promise<boolean> {
  const cache = await caches.open(CACHE);
  const given = await (await cache.match(ADDRESS))?.text();
  return given !== undefined && Math.abs(nowMs - Number(given)) < CONSENT_MS;
}
