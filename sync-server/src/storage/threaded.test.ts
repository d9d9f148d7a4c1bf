/** The proxy of a threaded storage, with the thread's side in this one; crash and conformance tests run the built thread. */
import { MessageChannel } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { OpenStorageError } from "./pglite.ts";
import { createMemoryStorage } from "./memory.ts";
import { createManualClock, describeStorage } from "./storage.contract.ts";
import type { Storage } from "./storage.ts";
import { type ThreadWorld, serveStorage } from "./thread-server.ts";
import { type ThreadLink, keepThread } from "./threaded.ts";

const clock = createManualClock();
const LOOK_MS = 5;

interface FakeThread extends ThreadLink {
  /** Ends as a thread does that broke. */
  die(cause?: Error): void;
}

/** A thread's link; `open` is what the thread opens, and never answers where it is left out. */
function startFake(open?: (world: ThreadWorld) => Storage | OpenStorageError): FakeThread {
  const { port1, port2 } = new MessageChannel();
  const hearings = new Map<string, (value?: unknown) => void>();
  const end = async () => {
    port1.close();
    port2.close();
    queueMicrotask(() => hearings.get("exit")?.());
  };
  if (open !== undefined) {
    void serveStorage(port2, clock.nowMs(), async (world) => {
      const opened = open(world);
      return "type" in opened ? err(opened) : ok(opened);
    });
  }
  return {
    postMessage: (call) => port1.postMessage(call),
    on(event: string, hear: (value: never) => void) {
      if (event === "message") port1.on("message", hear as (value: unknown) => void);
      else hearings.set(event, hear as (value?: unknown) => void);
    },
    terminate: end,
    die(cause) {
      if (cause) hearings.get("error")?.(cause);
      void end();
    },
  };
}

async function keep(start: () => ThreadLink, onLink?: (isUp: boolean) => void): Promise<Storage> {
  const deps = { start, clock, dataDir: "data", lookMs: LOOK_MS, backOffMs: 1 };
  const kept = await keepThread({ ...deps, ...(onLink && { onLink }) });
  if (!kept.ok) throw new Error(kept.error.type);
  return kept.value;
}

const config = { contentType: "a/b", ttlSeconds: null, expiresAtMs: null };
const append = (association: string) => {
  const messages = [{ id: null, author: null, seq: null, bytes: new Uint8Array([1]) }];
  const key = { association, stream: "safety" };
  return { type: "append", key, createWith: config, messages } as const;
};

describe("a threaded storage", () => {
  let storage: Storage;
  beforeAll(async () => {
    storage = await keep(() => startFake(createMemoryStorage));
  });
  afterAll(() => storage.close());
  describeStorage("threaded", () => ({ storage, clock }));
});

test("[REL3] a change made in the thread is told before the write's answer", async () => {
  const storage = await keep(() => startFake(createMemoryStorage));
  onTestFinished(() => storage.close());
  const heard: string[] = [];
  storage.subscribe("watched", ({ key }) => heard.push(key.stream));
  const answer = await storage.transact([append("watched")]);
  expect(answer.ok).toBe(true);
  expect(heard).toEqual(["safety"]);
});

test("[REL3] a folder that the thread cannot open is answered as it is without a thread", async () => {
  const cause = Object.assign(new Error("no"), { code: "EACCES" });
  const start = () => startFake(() => ({ type: "Unwritable", dataDir: "data", cause }));
  const kept = await keepThread({ start, clock, dataDir: "data" });
  expect(kept).toMatchObject({
    ok: false,
    error: { type: "Unwritable", dataDir: "data", cause: { message: "no", code: "EACCES" } },
  });
});

test("[REL3] what was asked of a thread that ended is unavailable, and another takes its place", async () => {
  const memory = createMemoryStorage({ clock });
  const threads: FakeThread[] = [];
  const links: boolean[] = [];
  let sayBack = () => {};
  const isBack = new Promise<void>((resolve) => (sayBack = resolve));
  const storage = await keep(
    () => {
      const thread = startFake(() => ({ ...memory, usage: () => new Promise(() => undefined) }));
      threads.push(thread);
      return thread;
    },
    (isUp) => {
      links.push(isUp);
      if (isUp) sayBack();
    },
  );
  onTestFinished(() => storage.close());
  expect((await storage.transact([append("a")])).ok).toBe(true);
  const waiting = storage.usage("a");
  threads[0]?.die(new Error("out of memory"));
  expect(await waiting).toMatchObject({
    ok: false,
    error: { type: "Unavailable", cause: { message: "out of memory" } },
  });
  await isBack;
  expect(links).toEqual([false, true]);
  const head = await storage.head({ association: "a", stream: "safety" });
  expect(head.ok && head.value?.messageCount).toBe(1);
});

test("[REL3] a thread that says nothing more is ended", async () => {
  const storage = await keep(() =>
    startFake(() => ({
      ...createMemoryStorage({ clock }),
      head: () => new Promise(() => undefined),
    })),
  );
  onTestFinished(() => storage.close());
  const head = await storage.head({ association: "a", stream: "safety" });
  expect(head).toMatchObject({ ok: false, error: { type: "Unavailable" } });
});

test("[REL3] what breaks an invariant in the thread breaks it here", async () => {
  const storage = await keep(() => startFake(createMemoryStorage));
  onTestFinished(() => storage.close());
  await expect(storage.transact([append("")])).rejects.toThrow(/names/);
});

test("[REL3] [MEM5] what a lost thread may have committed unsaid is looked for: every subscriber hears of it", async () => {
  const memory = createMemoryStorage({ clock });
  const threads: FakeThread[] = [];
  const storage = await keep(() => {
    // As when it ends between the commit and its word.
    const lost = new Promise<never>(() => undefined);
    const isFirst = threads.length === 0;
    const transact = ((writes: never) =>
      isFirst
        ? memory.transact(writes).then(() => lost)
        : memory.transact(writes)) as typeof memory.transact;
    const thread = startFake(() => ({ ...memory, transact }));
    threads.push(thread);
    return thread;
  });
  onTestFinished(() => storage.close());
  const heard = new Promise<string>((resolve) => {
    storage.subscribe("a", ({ key }) => resolve(key.stream));
  });
  const isCommitted = new Promise<void>((resolve) => void memory.subscribe("a", () => resolve()));
  const unsaid = storage.transact([append("a")]);
  await isCommitted;
  threads[0]?.die();
  expect((await unsaid).ok).toBe(false);
  expect(await heard).toBe("safety");
});

test.each(["breaks", "is not answered"])(
  "[REL3] [MEM5] an association whose looking up %s keeps no other from hearing of it, and hears later",
  async (how) => {
    const memory = createMemoryStorage({ clock });
    for (const association of ["a", "b"]) await memory.transact([append(association)]);
    let isBroken = true;
    const streams: Storage["streams"] = async (association) => {
      if (association !== "a" || !isBroken) return memory.streams(association);
      if (how === "breaks") throw new Error("broke");
      return err({ type: "Busy" });
    };
    const threads: FakeThread[] = [];
    const storage = await keep(() => {
      const thread = startFake(() => ({ ...memory, streams }));
      threads.push(thread);
      return thread;
    });
    onTestFinished(() => storage.close());
    const heardBy = (association: string) =>
      new Promise<string>((resolve) => {
        storage.subscribe(association, ({ key }) => resolve(key.association));
      });
    const [first, other] = [heardBy("a"), heardBy("b")];
    threads[0]?.die();
    expect(await other).toBe("b");
    isBroken = false;
    expect(await first).toBe("a");
  },
);

test("[REL3] a thread that cannot even be begun is begun again later", async () => {
  const memory = createMemoryStorage({ clock });
  const threads: FakeThread[] = [];
  let begins = 0;
  let sayBack = () => {};
  const isBack = new Promise<void>((resolve) => (sayBack = resolve));
  const storage = await keep(
    () => {
      begins += 1;
      // As where the system has no room for another thread.
      if (begins === 2) throw new Error("no room for a thread");
      const thread = startFake(() => memory);
      threads.push(thread);
      return thread;
    },
    (isUp) => void (isUp && sayBack()),
  );
  onTestFinished(() => storage.close());
  threads[0]?.die();
  await isBack;
  expect(begins).toBe(3);
  expect((await storage.transact([append("a")])).ok).toBe(true);
});
