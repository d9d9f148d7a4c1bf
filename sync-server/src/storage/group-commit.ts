/**
 * Group commit: many concurrent callers share one transaction and one fsync, so that a surge costs the disk little. [REL3]
 *
 * Invariants: callers are served in order; a caller's writes are never split; if a shared transaction fails, each caller
 * is tried alone once, so that one caller's bad write cannot fail its neighbours'.
 */
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import { GROUP_BYTES_MAX, GROUP_WRITES_MAX, WAITING_CALLERS_MAX } from "./storage.ts";
import type { StorageError, Write } from "./storage.ts";

/** A queue of writers before a transaction. */
export interface GroupCommit<Answer> {
  /** Answers after the transaction that holds these writes is committed. */
  submit(writes: readonly Write[]): Promise<Result<readonly Answer[], StorageError>>;
  /** Waits until everything submitted is answered; what comes later is refused. */
  drain(): Promise<void>;
}

/** Makes a queue whose `commit` does one whole transaction, durably, or throws; before each it gives way to other work. */
export function createGroupCommit<Answer>(
  commit: (writes: readonly Write[]) => Promise<readonly Answer[]>,
  giveWay: () => Promise<void> = toWhatArrived,
): GroupCommit<Answer> {
  const waiting: Caller<Answer>[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await giveWay();
      await commitGroup(takeGroup(waiting), commit);
    }
    running = undefined;
  }

  return {
    submit(writes) {
      if (isClosed) return Promise.resolve(err(unavailable(new Error("storage is closed"))));
      if (waiting.length >= WAITING_CALLERS_MAX) return Promise.resolve(err({ type: "Busy" }));
      return new Promise((answer) => {
        waiting.push({ writes, answer });
        running ??= run();
      });
    },
    async drain() {
      isClosed = true;
      await running;
    },
  };
}

/**
 * PGlite answers within one turn of the event loop. Without giving way, requests that already arrived would never be read from their
 * sockets before the next transaction starts, and every group would hold one caller.
 */
function toWhatArrived(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Wraps what an adapter caught. */
export function unavailable(cause: unknown): StorageError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return NO_ROOM_CODES.some((known) => known === code)
    ? { type: "DiskFull" }
    : { type: "Unavailable", cause };
}

/** The system's code for a full disk, and Postgres's. */
const NO_ROOM_CODES = ["ENOSPC", "53100"];

interface Caller<Answer> {
  readonly writes: readonly Write[];
  readonly answer: (result: Result<readonly Answer[], StorageError>) => void;
}

function takeGroup<Answer>(waiting: Caller<Answer>[]): Caller<Answer>[] {
  let writeCount = 0;
  let byteCount = 0;
  let callerCount = 0;
  for (const { writes } of waiting) {
    writeCount += writes.length;
    byteCount += writes.reduce((sum, write) => sum + byteLength(write), 0);
    const isOver = writeCount > GROUP_WRITES_MAX || byteCount > GROUP_BYTES_MAX;
    if (isOver && callerCount > 0) break;
    callerCount += 1;
  }
  return waiting.splice(0, callerCount);
}

async function commitGroup<Answer>(
  group: readonly Caller<Answer>[],
  commit: (writes: readonly Write[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await commit(group.flatMap(({ writes }) => writes));
    let from = 0;
    for (const { writes, answer } of group) {
      answer(ok(answers.slice(from, from + writes.length)));
      from += writes.length;
    }
  } catch (cause) {
    const [only] = group;
    if (group.length === 1 && only) return only.answer(err(unavailable(cause)));
    for (const caller of group) await commitGroup([caller], commit);
  }
}

function byteLength(write: Write): number {
  if (write.type !== "append" && write.type !== "create") return 0;
  return write.messages.reduce((sum, message) => sum + message.bytes.length, 0);
}
