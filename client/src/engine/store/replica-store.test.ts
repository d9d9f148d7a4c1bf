import { expect, test } from "vitest";
import { freshDatabase } from "../replica/testing/replica-world.ts";
import { testReplicaStore } from "./replica-store.contract.ts";
import { createMemoryStore } from "./testing/memory-store.ts";

testReplicaStore("Dexie", freshDatabase);
testReplicaStore("the store in memory", createMemoryStore);

test("the store in memory has the tables of the database", () => {
  const names = (store: { readonly tables: readonly { readonly name: string }[] }) =>
    store.tables.map(({ name }) => name).toSorted();
  expect(names(createMemoryStore())).toEqual(names(freshDatabase()));
});

test("a crash before a commit undoes it, one after a commit does not; a copy stays what it was", async () => {
  let crash: "before" | "after" | undefined;
  const store = createMemoryStore({
    onCommit: (phase) => {
      if (phase === crash) throw new Error("crash");
    },
  });
  await store.keyValues.put({ key: "a", value: 1 });
  const image = store.image();
  crash = "before";
  await expect(store.keyValues.put({ key: "a", value: 2 })).rejects.toThrow("crash");
  expect((await store.keyValues.get("a"))?.value).toBe(1);
  crash = "after";
  await expect(store.keyValues.put({ key: "a", value: 3 })).rejects.toThrow("crash");
  expect((await store.keyValues.get("a"))?.value).toBe(3);
  expect((await createMemoryStore({ image }).keyValues.get("a"))?.value).toBe(1);
});

test("[ENT7] a copy made while a transaction is open holds nothing of it", async () => {
  const store = createMemoryStore();
  await store.keyValues.bulkPut([
    { key: "changed", value: 1 },
    { key: "deleted", value: 1 },
  ]);
  const before = await store.keyValues.toArray();
  const image = await store.transaction("rw", ["keyValues"], async () => {
    await store.keyValues.put({ key: "changed", value: 2 });
    await store.keyValues.put({ key: "changed", value: 3 });
    await store.keyValues.bulkDelete(["deleted"]);
    await store.keyValues.add({ key: "added", value: 1 });
    return store.image();
  });
  expect(await createMemoryStore({ image }).keyValues.toArray()).toEqual(before);
  expect((await store.keyValues.get("changed"))?.value).toBe(3);
});

test("[ENT7] a write outside of a transaction ends none that begins meanwhile", async () => {
  const store = createMemoryStore();
  const within = store.transaction("rw", ["keyValues"], async () => {
    for (const key of ["a", "b", "c"]) await store.keyValues.put({ key, value: 1 });
    throw new Error("aborted");
  });
  const outside = store.keyValues.put({ key: "outside", value: 1 });
  await expect(within).rejects.toThrow("aborted");
  await outside;
  expect((await store.keyValues.toArray()).map(({ key }) => key)).toEqual(["outside"]);
});
