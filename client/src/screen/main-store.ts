/**
 * Which store the real address shows: the first, or one beside it. A store holds one identity for ever, so a phone that officers stopped
 * joins again in a new one, and what was there stays where it is. (decision 0042)
 *
 * Kept like the language, outside IndexedDB, for the first screen does not wait: losing it shows the first store again, and the next
 * 参加しなおす finds the other one.
 */

import { type ItemStorage, readItem, writeItem } from "./web-storage.ts";

/** The name of a store of the real address. */
export type MainStore = "main" | `main-${number}`;

const KEY = "tomoshibi-store";
const LATER = /^main-([2-9]|[1-9]\d{1,2})$/u;

/** The store that is shown; the first where nothing else was chosen, or the choice cannot be read. */
export function mainStore(storage: ItemStorage | undefined): MainStore {
  const chosen = readItem(storage, KEY) ?? "";
  return isLater(chosen) ? chosen : "main";
}

/** Remembers the store to show from now on. Shape: false where the browser keeps nothing; then nothing has changed. */
export function chooseStore(storage: ItemStorage | undefined, store: MainStore): boolean {
  return writeItem(storage, KEY, store) && mainStore(storage) === store;
}

/** The store after this one: it may be there already, from a choice that was forgotten. */
export function storeAfter(store: MainStore): MainStore {
  return `main-${numberOf(store) + 1}`;
}

/** The store before this one; undefined for the first. */
export function storeBefore(store: string): MainStore | undefined {
  if (!isLater(store)) return undefined;
  const before = numberOf(store) - 1;
  return before === 1 ? "main" : `main-${before}`;
}

/** All stores before this one, the last one first. */
export function storesBefore(store: string): readonly MainStore[] {
  const before = storeBefore(store);
  return before === undefined ? [] : [before, ...storesBefore(before)];
}

function isLater(store: string): store is `main-${number}` {
  return LATER.test(store);
}

function numberOf(store: MainStore): number {
  return store === "main" ? 1 : Number(store.slice("main-".length));
}
