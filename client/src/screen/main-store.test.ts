import { expect, test } from "vitest";
import {
  chooseStore,
  mainStore,
  type MainStore,
  storeAfter,
  storeBefore,
  storesBefore,
} from "./main-store.ts";

function memory(value?: string) {
  let held = value;
  return {
    getItem: () => held ?? null,
    setItem: (_key: string, next: string) => void (held = next),
  };
}

const closed = {
  getItem: () => {
    throw new Error("closed");
  },
  setItem: () => {
    throw new Error("closed");
  },
};

test("the first store is shown until another one was chosen", () => {
  const storage = memory();
  expect(mainStore(storage)).toBe("main");
  expect(chooseStore(storage, storeAfter("main"))).toBe(true);
  expect(mainStore(storage)).toBe("main-2");
});

test("where nothing is kept the first store is shown, and a choice is said not to hold", () => {
  expect([mainStore(closed), mainStore(undefined)]).toEqual(["main", "main"]);
  expect([chooseStore(closed, "main-2"), chooseStore(undefined, "main-2")]).toEqual([false, false]);
});

test("what is no store's name opens none", () => {
  for (const name of ["main-1", "main-0", "main-02", "main-1e3", "demo-officer", "../main", ""])
    expect(mainStore(memory(name))).toBe("main");
});

test("stores follow one another, and each leads back to the one before", () => {
  let store: MainStore = "main";
  const passed: MainStore[] = [];
  for (let count = 0; count < 12; count += 1) {
    passed.push(store);
    store = storeAfter(store);
  }
  for (const before of passed.toReversed()) {
    expect(storeBefore(store)).toBe(before);
    store = before;
  }
  expect(storesBefore("main-4")).toEqual(["main-3", "main-2", "main"]);
  expect(storesBefore("main")).toEqual([]);
  expect(storeBefore("main")).toBeUndefined();
  expect(storeBefore("demo-resident")).toBeUndefined();
});
