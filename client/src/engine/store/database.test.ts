import "fake-indexeddb/auto";
import Dexie, { liveQuery } from "dexie";
import { expect, onTestFinished, test, vi } from "vitest";
import { submitCommand } from "../api.ts";
import { DATABASE_VERSION, openDatabase } from "./database.ts";

test("[DEL2] a live query shows an intent only when it is committed", async () => {
  const database = openDatabase("database-test");
  onTestFinished(() => database.delete());
  let shown: number | undefined;
  const query = liveQuery(() => database.intents.orderBy("createdAtMs").toArray());
  const screen = query.subscribe(({ length }) => (shown = length));
  onTestFinished(() => screen.unsubscribe());
  await vi.waitUntil(() => shown === 0);

  const { store, letGo } = await occupyIntents(database.backendDB());
  const saved = submitCommand(
    database,
    { type: "setPersons", persons: [], atMs: 1 },
    { nowMs: () => 1, newIntentId: () => "intent" },
  );
  // The transaction before it goes on for a while: the tap waits behind it, and so must the screen.
  for (let turns = 0; turns < 20; turns += 1) await turn(store);
  expect(shown).toBe(0);
  letGo();
  await saved;
  await vi.waitUntil(() => shown === 1);
});

test("[DEL3] an update of the app keeps all that an older version stored", async () => {
  // As version 1 declared it, with one row in each table that must never be dropped. [G14]
  const tables = {
    intents: "id, state, createdAtMs",
    keyValues: "key",
    statements: "id",
    entries: "entryId, [stream+author+seq], stream, state, kind, incident",
    outbox: "entryId, state",
    documents: "key, document",
  };
  const older = new Dexie("tomoshibi-upgrade-test");
  older.version(1).stores(tables);
  const row = { id: "1", key: "1", entryId: "1", state: "stored", stream: "safety" };
  for (const name of Object.keys(tables)) await older.table(name).add(row);
  older.close();

  const database = openDatabase("upgrade-test");
  onTestFinished(() => database.delete());
  for (const name of Object.keys(tables))
    expect(await database.table(name).toArray()).toEqual([row]);
  expect(await database.carried.toArray()).toEqual([]);
  expect(await database.groupMessages.toArray()).toEqual([]);
  expect(database.verno).toBe(DATABASE_VERSION);
});

/** A transaction of the engine that holds the table until it is let go. */
async function occupyIntents(idb: IDBDatabase) {
  const store = idb.transaction("intents", "readwrite").objectStore("intents");
  let isHeld = true;
  const hold = (): void => {
    if (isHeld) store.count().addEventListener("success", hold);
  };
  hold();
  await turn(store);
  return { store, letGo: () => void (isHeld = false) };
}

/** One request of a transaction, from asking to its answer. */
function turn(store: IDBObjectStore): Promise<void> {
  return new Promise((resolve) => {
    store.count().addEventListener("success", () => resolve());
  });
}
