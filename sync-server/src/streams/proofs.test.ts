/** That the proofs about crashes can fail: a core that acknowledges before it stores is found out by each. */
import { expect, test } from "vitest";
import { systemClock as clock } from "../platform/system.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import type { Storage, Write } from "../storage/storage.ts";
import type { CoreProcess } from "./core-process.ts";
import { expectKillsToLoseNothing } from "./crashes.ts";
import { serveStreams } from "./serve.ts";
import { readTrace } from "./trace.ts";

/** A core in this process, over a storage that outlives it as a disk does. */
async function startOver(storage: Storage): Promise<CoreProcess> {
  const server = await serveStreams({ storage, clock, port: 0 });
  return { baseUrl: server.baseUrl, kill: server.close, stop: server.close };
}

/** Answers appends that only memory holds: what a crash takes. */
function acknowledgeEarly(disk: Storage, shadow: Storage): Storage {
  return {
    ...shadow,
    async transact<const Writes extends readonly Write[]>(writes: Writes) {
      const made = writes.filter((write) => write.type === "create");
      if (made.length > 0) await disk.transact(made);
      return shadow.transact(writes);
    },
  };
}

/** The same streams, as a process finds them when it starts. */
async function copyOf(disk: Storage): Promise<Storage> {
  const copy = createMemoryStorage({ clock });
  const associations = await disk.associations();
  for (const association of associations.ok ? associations.value : []) {
    const heads = await disk.streams(association);
    for (const head of heads.ok ? heads.value : []) {
      const request = { key: head.key, after: "start" } as const;
      const read = await disk.read([request], { messagesMax: 100_000, bytesMax: 1e9 });
      const [page] = read.ok ? read.value : [];
      const messages = page?.type === "page" ? page.messages : [];
      await copy.transact([{ type: "create", key: head.key, config: head, messages }]);
    }
  }
  return copy;
}

test("[REL3] the proof by kill -9 passes a core that stores before it answers", async () => {
  const disk = createMemoryStorage({ clock });
  await expectKillsToLoseNothing(() => startOver(disk));
  expect((await disk.associations()).ok).toBe(true);
});

test("[REL3] the proof by kill -9 finds out a core that answers before it stores", async () => {
  const disk = createMemoryStorage({ clock });
  const start = async () => startOver(acknowledgeEarly(disk, await copyOf(disk)));
  await expect(expectKillsToLoseNothing(start)).rejects.toThrow(/to deeply equal \[\]/);
});

const REQUEST = '11 read(19, "POST /v1/streams/open/traced HTTP"..., 65536) = 190';
const ANSWER = '11 writev(19, [{iov_base="HTTP/1.1 204 No Content"..., iov_len=300}], 1) = 300';
const SYNC = "12 fdatasync(21) = 0";

test("[REL3] the proof by strace finds an answer before its sync, by another's sync, or after one that failed", () => {
  const honest = [REQUEST, SYNC, ANSWER, REQUEST, SYNC, ANSWER].join("\n");
  expect(readTrace(honest)).toEqual({ requests: 2, acknowledgements: 2, unsynced: [] });
  const inTwoLines = ["12 fdatasync(21 <unfinished ...>", "12 <... fdatasync resumed>) = 0"];
  expect(readTrace([REQUEST, ...inTwoLines, ANSWER].join("\n")).unsynced).toEqual([]);
  const planted = [
    [REQUEST, ANSWER, SYNC],
    [REQUEST, SYNC, ANSWER, REQUEST, ANSWER],
    [REQUEST, "12 fdatasync(21) = -1 EIO (Input/output error)", ANSWER],
    [REQUEST, "12 fdatasync(21 <unfinished ...>", ANSWER, "12 <... fdatasync resumed>) = 0"],
  ];
  for (const lines of planted) expect(readTrace(lines.join("\n")).unsynced).toEqual([ANSWER]);
});
