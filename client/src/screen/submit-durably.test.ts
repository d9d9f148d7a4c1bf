import "fake-indexeddb/auto";
import { liveQuery } from "dexie";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  connectionOf,
  openDatabase,
  type ReplicaDatabase,
  reopenDatabase,
  wakeDatabase,
} from "../engine/api.ts";
import { submitDurably } from "./submit-durably.ts";

type Trouble = "none" | "lost" | "lostAfterwards" | "silent" | "full" | "gone";

/** A database whose writes go wrong in one of the ways that phones know, until it is opened again (`gone`: for ever). */
function openTroubled(name: string) {
  const database = openDatabase(name);
  onTestFinished(() => database.delete());
  const phone = { trouble: "none" as Trouble, opened: 0 };
  const lost = () => new DOMException("Connection to Indexed Database server lost", "UnknownError");
  database.use({
    stack: "dbcore",
    name: "trouble",
    create: (core) => {
      phone.opened += 1;
      if (phone.trouble !== "gone") phone.trouble = "none";
      return {
        ...core,
        table: (tableName) => {
          const table = core.table(tableName);
          return {
            ...table,
            get: (request) =>
              phone.trouble === "silent" ? new Promise(() => undefined) : table.get(request),
            mutate: async (request) => {
              if (phone.trouble === "full") throw new DOMException("", "QuotaExceededError");
              if (phone.trouble === "lost" || phone.trouble === "gone") throw lost();
              if (phone.trouble === "silent") return new Promise(() => undefined);
              const answer = await table.mutate(request);
              if (phone.trouble === "lostAfterwards") throw lost();
              return answer;
            },
          };
        },
      };
    },
  });
  return { database, phone };
}

const command = { type: "setPersons", persons: [], atMs: 1 } as const;
/** Time that passes at once: what waits for it has waited too long. */
const atOnce = (_ms: number, fire: () => void) => {
  const timer = setTimeout(fire, 0);
  return () => clearTimeout(timer);
};
const never = () => () => undefined;

function submit(database: ReplicaDatabase, setTimer = never as typeof atOnce): Promise<void> {
  return submitDurably({ database, nowMs: () => 1, setTimer }, command, "intent");
}

test.each(["lost", "lostAfterwards"] as const)(
  "[DEL2] a tap after the system cut the connection (%s) is stored, once",
  async (trouble) => {
    const { database, phone } = openTroubled(`submit-${trouble}`);
    await database.open();
    const before = phone.opened;
    phone.trouble = trouble;
    await submit(database);
    expect(await database.intents.toArray()).toMatchObject([{ id: "intent", state: "stored" }]);
    expect(phone.opened).toBeGreaterThan(before);
  },
);

test("[DEL2] a store that never answers is opened again, and the tap is stored", async () => {
  const { database, phone } = openTroubled("submit-silent");
  await database.open();
  phone.trouble = "silent";
  const fires: (() => void)[] = [];
  const submitting = submit(database, (_ms, fire) => {
    fires.push(fire);
    return () => undefined;
  });
  fires[0]?.();
  await submitting;
  expect(await database.intents.count()).toBe(1);
});

test("[DEL2] a full device, or one whose store is gone, is told at once: nothing is said to be saved", async () => {
  const full = openTroubled("submit-full");
  await full.database.open();
  const before = full.phone.opened;
  full.phone.trouble = "full";
  await expect(submit(full.database)).rejects.toMatchObject({ name: "QuotaExceededError" });
  expect(full.phone.opened).toBe(before);
  const gone = openTroubled("submit-gone");
  await gone.database.open();
  gone.phone.trouble = "gone";
  await expect(submit(gone.database)).rejects.toMatchObject({ name: "UnknownError" });
});

test("a page that comes to the front gets its store back, and its live queries ask anew", async () => {
  const { database, phone } = openTroubled("wake");
  await database.open();
  const seen: number[] = [];
  const watching = liveQuery(() => database.intents.count()).subscribe((count) => seen.push(count));
  onTestFinished(() => watching.unsubscribe());
  await vi.waitUntil(() => seen.length === 1);
  expect(await wakeDatabase(database, never)).toBe(false);
  const before = phone.opened;
  phone.trouble = "silent";
  expect(await wakeDatabase(database, atOnce)).toBe(true);
  await vi.waitUntil(() => seen.length > 1);
  expect(phone.opened).toBeGreaterThan(before);
});

test("a connection that two found broken is opened again once, and not where another is in use by then", async () => {
  const { database, phone } = openTroubled("reopen-once");
  await database.open();
  const broken = connectionOf(database);
  const before = phone.opened;
  await Promise.all([reopenDatabase(database, broken), reopenDatabase(database, broken)]);
  await reopenDatabase(database, broken);
  expect(phone.opened).toBe(before + 1);
  const again = connectionOf(database);
  expect(again).not.toBe(broken);
  await reopenDatabase(database, again);
  expect(phone.opened).toBe(before + 2);
});
