/** How much every adapter of the storage port says that it holds; a part of storage.contract.ts. */
import { utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { beforeEach, describe, expect, test } from "vitest";
import type { AppendWrite, Storage } from "./storage.ts";

/** Registers the part. `open` gives a storage that may hold other associations' streams. */
export function describeSums(adapter: string, open: () => { storage: Storage }): void {
  let association = "";
  let storage: Storage;
  let run = 0;

  beforeEach(() => {
    ({ storage } = open());
    run += 1;
    association = `${adapter}-sums-${run}`;
  });

  async function append(stream: string, ...texts: readonly string[]): Promise<void> {
    const messages = texts.map((text) => {
      return { id: null, author: null, seq: null, bytes: utf8ToBytes(text) };
    });
    const config = { contentType: "text/plain", ttlSeconds: null, expiresAtMs: null };
    const key = { association, stream };
    const write: AppendWrite = { type: "append", key, createWith: config, messages };
    expect((await storage.transact([write])).ok).toBe(true);
  }

  describe(`storage: sums of ${adapter}`, () => {
    test("[REL4] usage sums an association's streams", async () => {
      await append("safety", "aa", "b");
      await append("members", "c");
      expect(await storage.usage(association)).toEqual({
        ok: true,
        value: { streamCount: 2, messageCount: 3, byteCount: 4 },
      });
    });

    test("[REL4] totals sum everything, and apart from it the streams of one name", async () => {
      const intake = `intake of ${association}`;
      const ask = async () => {
        const result = await storage.totals(intake);
        if (!result.ok) throw new Error("storage failed", { cause: result.error });
        return result.value;
      };
      const before = await ask();
      expect(before.named).toEqual({ messageCount: 0, byteCount: 0 });
      await append("safety", "aa", "b");
      await append(intake, "ccc");
      const after = await ask();
      expect(after.named).toEqual({ messageCount: 1, byteCount: 3 });
      expect(after.associationCount - before.associationCount).toBe(1);
      expect(after.streamCount - before.streamCount).toBe(2);
      expect(after.messageCount - before.messageCount).toBe(3);
      expect(after.byteCount - before.byteCount).toBe(6);
      expect(after.diskBytes).toBeGreaterThan(0);
    });

    test("[REL4] a bounded stream has room again for as many messages as became husks", async () => {
      const key = { association, stream: "intake" };
      const limit = { messagesMax: 2, bytesMax: 100 };
      const one = async (byte: number) => {
        const id = new Uint8Array(32).fill(byte);
        const bytes = new Uint8Array([byte]);
        const messages = [{ id, author: null, seq: null, bytes }];
        const config = { contentType: "text/plain", ttlSeconds: null, expiresAtMs: null };
        const done = await storage.transact([
          { type: "append", key, createWith: config, messages, limit },
        ]);
        return done.ok ? done.value[0].type : done.error.type;
      };
      expect([await one(1), await one(2), await one(3)]).toEqual(["appended", "appended", "full"]);
      const id = new Uint8Array(32).fill(1);
      await storage.transact([{ type: "erase", key, id, husk: new Uint8Array() }]);
      expect([await one(3), await one(4)]).toEqual(["appended", "full"]);
      const head = await storage.head(key);
      expect(head.ok && head.value).toMatchObject({ messageCount: 3, liveCount: 2, byteCount: 2 });
    });

    test("[REL7] every association and stream can be listed", async () => {
      await append("safety", "aa");
      await append("household/2", "b", "c");
      const associations = await storage.associations();
      const found = associations.ok ? associations.value : [];
      expect(found).toContain(association);
      expect(new Set(found).size).toBe(found.length);
      const streams = await storage.streams(association);
      const heads = streams.ok ? streams.value : [];
      expect(heads.map(({ key, messageCount }) => [key.stream, messageCount])).toEqual([
        ["household/2", 2],
        ["safety", 1],
      ]);
      expect(await storage.streams("nobody's")).toEqual({ ok: true, value: [] });
    });

    test("[REL7] a setting that is put replaces what is there, and `settle` does not", async () => {
      const name = `setting-${association}`;
      const [first, second] = [new Uint8Array([1]), new Uint8Array([2])];
      await storage.settle(name, first);
      await storage.settle(name, second);
      expect(await storage.setting(name)).toEqual({ ok: true, value: first });
      const put = await storage.transact([{ type: "putSetting", name, value: second }]);
      expect(put).toEqual({ ok: true, value: [{ type: "done" }] });
      expect(await storage.setting(name)).toEqual({ ok: true, value: second });
    });
  });
}
