import { IDBFactory } from "fake-indexeddb";
import { expect, test } from "vitest";
import { type StorageSurroundings, askToPersist, readStorageFacts } from "./storage.ts";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1";
const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15";
const GIGABYTE = 1024 ** 3;

function surroundings(changes: {
  readonly navigator?: Partial<StorageSurroundings["navigator"]>;
  readonly isStandalone?: boolean;
  readonly indexedDB?: StorageSurroundings["indexedDB"];
  readonly isSecureContext?: boolean;
}): StorageSurroundings {
  return {
    isSecureContext: changes.isSecureContext ?? true,
    matchMedia: () => ({ matches: changes.isStandalone ?? false }),
    indexedDB: "indexedDB" in changes ? changes.indexedDB : new IDBFactory(),
    navigator: { userAgent: "Android", maxTouchPoints: 5, ...changes.navigator },
  };
}

test("an installed app that was promised its storage", async () => {
  const storage = {
    persisted: () => Promise.resolve(true),
    estimate: () => Promise.resolve({ usage: 1000, quota: 60 * GIGABYTE }),
  };
  expect(
    await readStorageFacts(surroundings({ isStandalone: true, navigator: { storage } })),
  ).toEqual({
    isSecure: true,
    isInstalled: true,
    isIosBrowser: false,
    isPersistent: true,
    isStorageMissing: false,
    isProbablyPrivate: false,
    usedBytes: 1000,
    quotaBytes: 60 * GIGABYTE,
  });
});

test("an iPhone's Safari is told apart from its home-screen app, and an iPad from a Mac", async () => {
  const of = async (navigator: Partial<StorageSurroundings["navigator"]>) =>
    (await readStorageFacts(surroundings({ navigator }))).isIosBrowser;
  expect(await of({ userAgent: IPHONE })).toBe(true);
  expect(await of({ userAgent: IPHONE, standalone: true })).toBe(false);
  expect(await of({ userAgent: MAC, maxTouchPoints: 5 })).toBe(true);
  expect(await of({ userAgent: MAC, maxTouchPoints: 0 })).toBe(false);
});

test("a browser without IndexedDB, or one that refuses it, says so", async () => {
  const refusing = {
    open: () => {
      throw new DOMException("denied", "SecurityError");
    },
    deleteDatabase: () => {
      throw new DOMException("denied", "SecurityError");
    },
  };
  for (const indexedDB of [undefined, refusing])
    expect((await readStorageFacts(surroundings({ indexedDB }))).isStorageMissing).toBe(true);
});

test("a tiny quota looks like a private window; an unknown one does not", async () => {
  const storage = { estimate: () => Promise.resolve({ usage: 0, quota: 50 * 1024 * 1024 }) };
  expect((await readStorageFacts(surroundings({ navigator: { storage } }))).isProbablyPrivate).toBe(
    true,
  );
  expect((await readStorageFacts(surroundings({}))).isProbablyPrivate).toBe(false);
});

test("[MEM1] an insecure origin is said to be one", async () => {
  expect((await readStorageFacts(surroundings({ isSecureContext: false }))).isSecure).toBe(false);
});

test("asking for persistence never fails: without an answer the answer is no", async () => {
  const ask = (storage: StorageSurroundings["navigator"]["storage"]) =>
    askToPersist(surroundings({ navigator: storage === undefined ? {} : { storage } }));
  expect(
    await ask({ persist: () => Promise.resolve(true), persisted: () => Promise.resolve(false) }),
  ).toBe(true);
  expect(await ask({ persist: () => Promise.reject(new Error("no")) })).toBe(false);
  expect(await ask(undefined)).toBe(false);
});
