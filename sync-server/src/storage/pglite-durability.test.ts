import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FREE_BYTES_MIN, openPgliteStorage } from "./pglite.ts";
import { createManualClock } from "./storage.contract.ts";
import type { AppendWrite, Storage } from "./storage.ts";

const clock = createManualClock();
let dataDir: string;
let storage: Storage;
let syncCount = 0;
const logBytesMax = 4_000_000;

const onSync = () => void (syncCount += 1);

async function open(folder: string): Promise<Storage> {
  const opened = await openPgliteStorage({ dataDir: folder, clock, onSync, logBytesMax });
  if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
  return opened.value;
}

function append(bytes: Uint8Array, stream = "safety"): AppendWrite {
  const config = { contentType: "application/octet-stream", ttlSeconds: null, expiresAtMs: null };
  const messages = [{ id: null, author: null, seq: null, bytes }];
  return { type: "append", key: { association: "a", stream }, createWith: config, messages };
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "tomoshibi-durability-"));
  storage = await open(dataDir);
});

afterAll(async () => {
  await storage.close();
  rmSync(dataDir, { recursive: true });
});

describe("storage: pglite on a disk", () => {
  test("[REL3] every answer comes after at least one fdatasync of its own", async () => {
    for (let count = 0; count < 50; count += 1) {
      const before = syncCount;
      const result = await storage.transact([append(new Uint8Array(150))]);
      expect(result.ok && result.value[0].type).toBe("appended");
      expect(syncCount).toBeGreaterThan(before);
    }
  });

  test("[REL3] callers at the same time share their fdatasync", async () => {
    const before = syncCount;
    await Promise.all(
      Array.from({ length: 200 }, () => storage.transact([append(new Uint8Array(150))])),
    );
    expect(syncCount).toBeGreaterThan(before);
    expect(syncCount - before).toBeLessThan(20);
  });

  test("[REL3] a second start on the same folder is refused as locked", async () => {
    const second = await openPgliteStorage({ dataDir, clock });
    expect(second).toEqual({ ok: false, error: { type: "Locked", dataDir } });
  });

  test("[REL3] the lock holds where the folder's path is longer than a socket's can be", async () => {
    const deep = join(dataDir, "d".repeat(100), "e".repeat(100));
    mkdirSync(deep, { recursive: true });
    const { lockDataFolder } = await import("./data-lock.ts");
    const first = await lockDataFolder(deep);
    expect(first.ok).toBe(true);
    expect(await lockDataFolder(deep)).toEqual({ ok: false, error: { type: "Locked" } });
    if (first.ok) await first.value.release();
    const third = await lockDataFolder(deep);
    expect(third.ok).toBe(true);
    if (third.ok) await third.value.release();
  });

  test("[REL3] a folder that cannot be made is answered as unwritable", async () => {
    const file = join(dataDir, "a file");
    writeFileSync(file, "");
    const opened = await openPgliteStorage({ dataDir: join(file, "data"), clock });
    expect(opened.ok ? "opened" : opened.error.type).toBe("Unwritable");
  });

  test("[REL3] a system folder that takes nothing is answered as unwritable, at once", async () => {
    const opened = await openPgliteStorage({ dataDir: "/proc/nope", clock });
    expect(opened.ok ? "opened" : opened.error.type).toBe("Unwritable");
  });

  test("[REL3] [DEL3] a disk without room takes nothing new, still reads, and goes on once there is room", async () => {
    const folder = join(dataDir, "small");
    let freeBytes = FREE_BYTES_MIN;
    const freeBytesOf = () => freeBytes;
    const opened = await openPgliteStorage({ dataDir: folder, clock, freeBytesOf });
    if (!opened.ok) throw new Error(opened.error.type);
    const small = opened.value;
    const countOf = async () => {
      const head = await small.head({ association: "a", stream: "safety" });
      return head.ok && head.value?.messageCount;
    };
    await small.transact([append(new Uint8Array([1]))]);
    freeBytes -= 1;
    const refused = await Promise.all([
      small.transact([append(new Uint8Array([2]))]),
      small.transact([append(new Uint8Array([3]))]),
    ]);
    expect(refused).toEqual([0, 1].map(() => ({ ok: false, error: { type: "DiskFull" } })));
    expect(await countOf()).toBe(1);
    freeBytes += 1;
    expect((await small.transact([append(new Uint8Array([2]))])).ok).toBe(true);
    expect(await countOf()).toBe(2);
    await small.close();
    freeBytes -= 1;
    const again = await openPgliteStorage({ dataDir: folder, clock, freeBytesOf });
    expect(again).toMatchObject({
      ok: false,
      error: { type: "NoRoom", dataDir: folder, freeBytes },
    });
  }, 120_000);

  test("[REL3] what was stored is there after closing and opening again", async () => {
    await storage.transact([append(new Uint8Array([1, 2, 3]), "kept")]);
    await storage.close();
    storage = await open(dataDir);
    const request = { key: { association: "a", stream: "kept" }, after: "start" } as const;
    const result = await storage.read([request], { messagesMax: 10, bytesMax: 100 });
    const [page] = result.ok ? result.value : [];
    const bytes = page?.type === "page" ? page.messages.map((message) => message.bytes) : [];
    expect(bytes).toEqual([new Uint8Array([1, 2, 3])]);
  });

  test("[REL3] the write-ahead log stays bounded without a checkpointer", async () => {
    const logFolder = join(dataDir, "postgres", "pg_wal");
    const logBytes = () =>
      readdirSync(logFolder).reduce((sum, name) => sum + statSync(join(logFolder, name)).size, 0);
    for (let count = 0; count < 120; count += 1) {
      await storage.transact([append(new Uint8Array(1_000_000), `large/${count % 3}`)]);
    }
    expect(logBytes()).toBeLessThan(90_000_000);
  }, 120_000);
});
