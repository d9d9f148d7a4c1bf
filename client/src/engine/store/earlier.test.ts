import "fake-indexeddb/auto";
import Dexie from "dexie";
import { expect, onTestFinished, test } from "vitest";
import type { ProfileView } from "../views.ts";
import { openDatabase } from "./database.ts";
import { readEarlier } from "./earlier.ts";

const profile = { key: "me", associationName: "ひばり町会" } as ProfileView;
const circular = (id: string, publishedAtMs: number, isWithdrawn = false) =>
  ({ circular: id, title: id, body: "", publishedAtMs, isWithdrawn }) as never;

test("[MEM1] [DEL3] a store from before is read, and stays as it was", async () => {
  const database = openDatabase("earlier-test");
  onTestFinished(() => Dexie.delete(database.name));
  await database.profile.add(profile);
  await database.circulars.bulkAdd([
    ...[circular("old", 1), circular("withdrawn", 2, true), circular("new", 3)],
  ]);
  const intent = { id: "one", createdAtMs: 1, state: "stored" } as never;
  await database.intents.add(intent);
  database.close();

  const read = await readEarlier("earlier-test");
  expect(read).toMatchObject({ profile, intents: [{ id: "one", state: "stored" }] });
  expect(read?.circulars.map(({ title }) => title)).toEqual(["new", "old"]);
  expect(await readEarlier("earlier-test")).toEqual(read);
});

test("looking for a store that is not there makes none, and one that nobody joined in has nothing to show", async () => {
  expect(await readEarlier("never-there")).toBeUndefined();
  expect(await Dexie.exists("tomoshibi-never-there")).toBe(false);
  const database = openDatabase("nobody-joined");
  onTestFinished(() => Dexie.delete(database.name));
  await database.open();
  database.close();
  expect(await readEarlier("nobody-joined")).toBeUndefined();
});
