/** What every store of a replica promises. */
import Dexie from "dexie";
import { describe, expect, test } from "vitest";
import type { DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import type { ReplicaStore } from "./replica-store.ts";
import type { EntryRow } from "./rows.ts";

/** Runs the suite; `open` gives an empty store each time. */
export function testReplicaStore(name: string, open: () => ReplicaStore): void {
  describe(`${name} keeps the promises of a replica's store:`, () => {
    test("[ENT7] a transaction that fails leaves nothing of what it wrote", async () => {
      const store = open();
      await store.keyValues.bulkPut([value("a", 1), value("b", 2)]);
      const failing = store.transaction("rw", ["keyValues", "entries"], async () => {
        await store.keyValues.put(value("a", 9));
        await store.keyValues.where("key").startsWith("b").delete();
        await store.entries.bulkPut([entry("e1", 1)]);
        throw new Error("out of battery");
      });
      await expect(failing).rejects.toThrow("out of battery");
      expect(await store.keyValues.toArray()).toEqual([value("a", 1), value("b", 2)]);
      expect(await store.entries.toArray()).toEqual([]);
    });

    test("[ENT7] a transaction sees what it wrote, and answers", async () => {
      const store = open();
      const answer = await store.transaction("rw", ["keyValues"], async () => {
        await store.keyValues.add(value("a", 1));
        return (await store.keyValues.get("a"))?.value;
      });
      expect(answer).toBe(1);
      await expect(store.keyValues.add(value("a", 2))).rejects.toThrow(
        /ConstraintError|constraint/u,
      );
      expect((await store.keyValues.get("a"))?.value).toBe(1);
    });

    test("[ENT7] one transaction comes after the other: one that fails takes nothing of another along, nor leaves half of itself", async () => {
      const store = open();
      const failing = store.transaction("rw", ["keyValues"], async () => {
        await store.keyValues.put(value("a", 1));
        await store.keyValues.get("a");
        await store.keyValues.put(value("c", 1));
        throw new Error("out of battery");
      });
      const other = store.transaction("rw", ["keyValues"], () =>
        store.keyValues.put(value("b", 2)),
      );
      await expect(failing).rejects.toThrow("out of battery");
      await other;
      expect(await store.keyValues.toArray()).toEqual([value("b", 2)]);
    });

    test("rows come in the order of their keys, whatever the order of writing", async () => {
      const store = open();
      await store.households.bulkPut([10, 9, 100].map((number) => ({ ...HOUSEHOLD, number })));
      expect((await store.households.toArray()).map(({ number }) => number)).toEqual([9, 10, 100]);
      await store.keyValues.bulkPut([value("b", 0), value("a", 0), value("B", 0)]);
      const seen: string[] = [];
      await store.keyValues.each(({ key }) => void seen.push(key));
      expect(seen).toEqual(["B", "a", "b"]);
    });

    test("an end of a chain is found by its compound index", async () => {
      const store = open();
      const others = [entry("e4", 12, "f".repeat(16)), entry("e5", 1, "0".repeat(16))];
      await store.entries.bulkPut([entry("e1", 2), entry("e2", 10), entry("e3", 9), ...others]);
      const [lower, upper] = [Dexie.minKey, Dexie.maxKey].map((end) => ["safety", AUTHOR, end]);
      const chain = () => store.entries.where("[stream+author+seq]").between(lower, upper);
      expect((await chain().reverse().first())?.entryId).toBe("e2");
      const small = chain()
        .reverse()
        .filter(({ seq }) => seq < 10);
      expect((await small.first())?.entryId).toBe("e3");
      expect((await chain().toArray()).map(({ seq }) => seq)).toEqual([2, 9, 10]);
    });

    test("updates change what is there and nothing else", async () => {
      const store = open();
      await store.entries.bulkPut([entry("e1", 1), entry("e2", 2)]);
      await store.entries.bulkUpdate([
        { key: "e2" as EntryId, changes: { state: "kept", reason: "revoked" } },
        { key: "e9" as EntryId, changes: { state: "kept" } },
      ]);
      const rows = await store.entries.bulkGet(["e1", "e2", "e9"] as EntryId[]);
      expect(rows.map((row) => row?.state)).toEqual(["applied", "kept", undefined]);
      await store.entries.bulkDelete(["e1" as EntryId]);
      expect(await store.entries.get("e1" as EntryId)).toBeUndefined();
    });

    test("rows are found by an index, sorted by a property, and its values listed once", async () => {
      const store = open();
      await store.entries.bulkPut([
        { ...entry("e1", 3), incident: "i2" },
        { ...entry("e2", 1), incident: "i1" },
        { ...entry("e3", 2), incident: "i1" },
        entry("e4", 4),
      ]);
      const found = await store.entries.where("incident").equals("i1").sortBy("seq");
      expect(found.map(({ entryId }) => entryId)).toEqual(["e2", "e3"]);
      expect(await store.entries.orderBy("incident").uniqueKeys()).toEqual(["i1", "i2"]);
      expect(await store.entries.where("incident").equals("i1").delete()).toBe(2);
      expect(await store.entries.where("incident").equals("i1").toArray()).toEqual([]);
    });
  });
}

const AUTHOR = "a".repeat(16);
const HOUSEHOLD = {
  ...{ group: 1, indexInGroup: 1, mark: "", name: "", kana: "", phone: "", address: "" },
  ...{ careNeeds: "", persons: [], walkingOrder: 1, devices: 0, unconfirmedDevices: 0 },
  cardMadeAtMs: undefined,
  hasWithdrawn: false,
  searchText: "",
};

function value(key: string, of: number) {
  return { key, value: of };
}

function entry(entryId: string, seq: number, author: string = AUTHOR): EntryRow {
  return {
    entryId: entryId as EntryId,
    stream: "safety",
    author: author as DeviceId,
    seq,
    bytes: Uint8Array.of(seq),
    variants: [],
    arrivedAtMs: 0,
    relayedAtSeconds: undefined,
    state: "applied",
    reason: undefined,
    signedBy: undefined,
    payload: undefined,
    kind: undefined,
    incident: undefined,
  };
}
