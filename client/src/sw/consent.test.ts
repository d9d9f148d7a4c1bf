import { expect, test } from "vitest";
import { CONSENT_MS, type ConsentStore, endConsent, giveConsent, hasConsent } from "./consent.ts";

const NOW_MS = 1_775_001_600_000;

function memory(): ConsentStore {
  const kept = new Map<string, Map<string, Response>>();
  const open = (name: string) => {
    const cache = kept.get(name) ?? new Map<string, Response>();
    kept.set(name, cache);
    return Promise.resolve({
      put: (address: string, answer: Response) => Promise.resolve(void cache.set(address, answer)),
      match: (address: string) => Promise.resolve(cache.get(address)?.clone()),
    } as unknown as Cache);
  };
  return { open, delete: (name) => Promise.resolve(kept.delete(name)) };
}

test("nobody agreed before somebody did, and what was agreed to once is over once", async () => {
  const caches = memory();
  expect(await hasConsent(caches, NOW_MS)).toBe(false);
  await giveConsent(caches, NOW_MS);
  expect(await hasConsent(caches, NOW_MS + 1)).toBe(true);
  await endConsent(caches);
  expect(await hasConsent(caches, NOW_MS + 2)).toBe(false);
});

test("an old word lets nothing in on a later day, whatever the clock says", async () => {
  const caches = memory();
  await giveConsent(caches, NOW_MS);
  expect(await hasConsent(caches, NOW_MS + CONSENT_MS - 1)).toBe(true);
  expect(await hasConsent(caches, NOW_MS + CONSENT_MS)).toBe(false);
  expect(await hasConsent(caches, NOW_MS - CONSENT_MS)).toBe(false);
});
