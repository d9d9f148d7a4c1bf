/**
 * The embedded database in a thread of its own, so that a surge of writes never keeps the relay from taking connections. [REL3]
 *
 * Why: PGlite answers within one turn of the event loop, and everything that waits for it is answered in that same turn.
 * Measured (docs/decisions/0018), in one thread a new connection waits until all of a surge is on the disk.
 *
 * Invariants: the port's own promises, for the thread's storage keeps them and messages keep their order; a thread that
 * ended, or is stuck (a full disk can leave Postgres in a loop that nothing else ends), is replaced, and what was asked of
 * it is answered `Unavailable`: its senders send again.
 */
import { Worker } from "node:worker_threads";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { unavailable } from "./group-commit.ts";
import type { OpenStorageError } from "./pglite.ts";
import type { AnswersTo, Storage, StorageError, StreamHead, Write } from "./storage.ts";
import { WAITING_CALLERS_MAX } from "./storage.ts";
import { createSubscribers } from "./subscribers.ts";
import type { Subscribers } from "./subscribers.ts";
import {
  type Call,
  type Method,
  type Report,
  type ThreadStart,
  toCause,
  toError,
} from "./thread-protocol.ts";

/** As much of a Worker, or of a port in a test, as is needed. */
export interface ThreadLink {
  postMessage(call: Call): void;
  on(event: "message", hear: (report: Report) => void): unknown;
  on(event: "error", hear: (cause: Error) => void): unknown;
  on(event: "exit", hear: () => void): unknown;
  terminate(): Promise<unknown>;
}

/** Room for young objects: V8's own choice takes some 20 MB more, and what passes through here lives for a moment. */
const SMALL_HEAP = { maxYoungGenerationSizeMb: 4 };
/** How often a thread that owes answers is looked at, and after how many looks without a word it counts as stuck. */
const LOOK_MS = 5_000;
const SILENT_LOOKS_MAX = 12;
/** The first and the longest wait before a thread is started again. */
const BACK_OFF_MS = { first: 500, longest: 30_000 };

/**
 * Opens the storage in a folder, in a thread that runs the built file `threadFile`.
 *
 * Errors: as `openPgliteStorage`. `onLink` is told when the thread was lost and when another took its place.
 */
export function openThreadedStorage(deps: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly threadFile: URL;
  readonly onLink?: (isUp: boolean) => void;
}): Promise<Result<Storage, OpenStorageError>> {
  const { dataDir, clock, threadFile, onLink } = deps;
  const start = (): ThreadLink => {
    const workerData: ThreadStart = { dataDir, nowMs: clock.nowMs() };
    return new Worker(threadFile, { workerData, resourceLimits: SMALL_HEAP });
  };
  return keepThread({ start, dataDir, clock, ...(onLink && { onLink }) });
}

/** What keeping a thread needs; `lookMs` and `backOffMs` are for tests. */
interface KeepThreadDeps {
  readonly start: () => ThreadLink;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly onLink?: (isUp: boolean) => void;
  readonly lookMs?: number;
  readonly backOffMs?: number;
}

/** Keeps a thread that serves a storage, and another when that one ends. */
export async function keepThread(deps: KeepThreadDeps): Promise<Result<Storage, OpenStorageError>> {
  const { onLink = () => undefined, backOffMs = BACK_OFF_MS.first } = deps;
  const subscribers = createSubscribers();
  let isClosed = false;
  let thread: Thread | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function ask<Value>(
    method: Method,
    ...args: readonly unknown[]
  ): Promise<Result<Value, StorageError>> {
    if (thread === undefined) return err(unavailable(new Error("the database's thread is lost")));
    return thread.ask(deps.clock.nowMs(), method, args) as Promise<Result<Value, StorageError>>;
  }
  async function begin(): Promise<Result<undefined, OpenStorageError>> {
    const started = openThread(deps.start(), deps, subscribers);
    const failure = await started.opened;
    if (failure !== undefined) {
      await started.end();
      return err(failure);
    }
    thread = started;
    void started.lost.then(() => {
      thread = undefined;
      if (isClosed) return;
      onLink(false);
      beginAgain(backOffMs);
    });
    return ok(undefined);
  }
  function beginAgain(waitMs: number): void {
    timer = setTimeout(() => {
      // One that throws, as where there is no room for a thread, is one that did not begin.
      const beginning = begin().catch((cause: unknown) => err(cause));
      void beginning.then((begun) => {
        if (begun.ok && isClosed) void thread?.end();
        else if (begun.ok) {
          onLink(true);
          void tellAll();
        } else if (!isClosed) beginAgain(Math.min(waitMs * 2, BACK_OFF_MS.longest));
      });
    }, waitMs);
  }

  /**
   * What the lost thread committed and did not say is known to nobody: admission would go by an old authority until the next
   * statement, for one that comes again is not new. When this thread is lost too, the next one tells.
   */
  async function tellAll(associations = subscribers.associations()): Promise<void> {
    const missed: string[] = [];
    for (const association of associations) {
      // What breaks for one, or is not answered, keeps no other from hearing.
      const heads = await ask<readonly StreamHead[]>("streams", association).catch(err);
      if (thread === undefined) return;
      if (heads.ok) subscribers.notify(heads.value.map((head) => ({ key: head.key, head })));
      else missed.push(association);
    }
    if (missed.length > 0 && !isClosed) timer = setTimeout(() => void tellAll(missed), backOffMs);
  }

  const first = await begin();
  if (!first.ok) return first;
  return ok({
    ...portOf(ask),
    subscribe: (association, onChange) => subscribers.subscribe(association, onChange),
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await thread?.ask(deps.clock.nowMs(), "close", []);
      await thread?.end();
    },
  });
}

type Ask = <Value>(
  method: Method,
  ...args: readonly unknown[]
) => Promise<Result<Value, StorageError>>;

function portOf(ask: Ask): Omit<Storage, "subscribe" | "close"> {
  return {
    transact: <const Writes extends readonly Write[]>(writes: Writes) =>
      ask<AnswersTo<Writes>>("transact", writes),
    read: (requests, limit) => ask("read", requests, limit),
    head: (key) => ask("head", key),
    highestSeq: (association, author) => ask("highestSeq", association, author),
    usage: (association) => ask("usage", association),
    totals: (stream) => ask("totals", stream),
    associations: () => ask("associations"),
    streams: (association) => ask("streams", association),
    invite: (id) => ask("invite", id),
    invites: (association, states) => ask("invites", association, states),
    setting: (name) => ask("setting", name),
    settle: (name, value) => ask("settle", name, value),
  };
}

interface Thread {
  /** Undefined once it serves; else why it does not. */
  readonly opened: Promise<OpenStorageError | undefined>;
  /** Resolves when it ended, whyever. */
  readonly lost: Promise<void>;
  ask(nowMs: number, method: Method, args: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

/** `close` answers nothing. */
type Answer = Result<unknown, StorageError> | undefined;

function toAnswer(answer: Answer): Answer {
  return answer?.ok === false ? err(toError(answer.error)) : answer;
}

interface Waiting {
  readonly answer: (value: unknown) => void;
  readonly fail: (cause: Error) => void;
}

function openThread(
  link: ThreadLink,
  deps: { readonly dataDir: string; readonly lookMs?: number },
  subscribers: Subscribers,
): Thread {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let silentLooks = 0;
  let isOpen = false;
  let sayOpened: (failure: OpenStorageError | undefined) => void = () => undefined;
  let sayLost = () => {};
  const opened = new Promise<OpenStorageError | undefined>((resolve) => (sayOpened = resolve));
  const lost = new Promise<void>((resolve) => (sayLost = resolve));

  // Looks are counted, not time: a machine that slept must not take its thread for a stuck one.
  const look = setInterval(() => {
    silentLooks = isOpen && waiting.size > 0 ? silentLooks + 1 : 0;
    if (silentLooks > SILENT_LOOKS_MAX) void link.terminate();
  }, deps.lookMs ?? LOOK_MS);
  look.unref();
  link.on("message", (report) => {
    silentLooks = 0;
    if (report.type === "changes") return subscribers.notify(report.changes);
    if (report.type === "opened") {
      isOpen = report.failure === undefined;
      return sayOpened(report.failure && toError(report.failure));
    }
    const caller = waiting.get(report.id);
    waiting.delete(report.id);
    if (report.type === "broken") caller?.fail(toCause(report.cause));
    else caller?.answer(toAnswer(report.value as Answer));
  });
  let cause = new Error("the database's thread ended");
  link.on("error", (thrown) => void (cause = thrown));
  link.on("exit", () => {
    clearInterval(look);
    isOpen = false;
    sayOpened({ type: "Unopenable", dataDir: deps.dataDir, cause });
    for (const { answer } of waiting.values()) answer(err(unavailable(cause)));
    waiting.clear();
    sayLost();
  });

  return {
    opened,
    lost,
    ask(nowMs, method, args) {
      const isBusy = waiting.size >= WAITING_CALLERS_MAX && method !== "close";
      if (isBusy) return Promise.resolve(err({ type: "Busy" }));
      const id = nextId;
      nextId += 1;
      return new Promise((answer, fail) => {
        waiting.set(id, { answer, fail });
        link.postMessage({ id, nowMs, method, args });
      });
    },
    async end() {
      await link.terminate();
      await lost;
    },
  };
}
