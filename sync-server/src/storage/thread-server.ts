/** The database's side of a threaded storage: it opens the storage and answers calls that come over a port. [REL3] */
import type { MessagePort } from "node:worker_threads";
import { err } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { OpenStorageError } from "./pglite.ts";
import type { Storage, StorageError } from "./storage.ts";
import type { Subscribers } from "./subscribers.ts";
import { type Call, type Report, carryCause, carryError } from "./thread-protocol.ts";

/** What the storage is opened with: the caller's clock, and subscribers who are told across. */
export interface ThreadWorld {
  readonly clock: Clock;
  readonly subscribers: Subscribers;
}

/** Opens a storage and serves it until `close` was answered, or for ever. */
export async function serveStorage(
  port: MessagePort,
  nowMs: number,
  open: (world: ThreadWorld) => Promise<Result<Storage, OpenStorageError>>,
): Promise<void> {
  const post = (report: Report) => port.postMessage(report);
  let latestMs = nowMs;
  const opened = await open({
    clock: { nowMs: () => latestMs },
    // Posted before the answer of the write that made them: who sees an answer has heard of its changes.
    subscribers: tellAll((changes) => post({ type: "changes", changes })),
  });
  if (!opened.ok) return post({ type: "opened", failure: carryError(opened.error) });
  const storage = opened.value;
  port.on("message", (call: Call) => {
    latestMs = call.nowMs;
    void answer(storage, call).then(post);
  });
  post({ type: "opened", failure: undefined });
}

async function answer(storage: Storage, { id, method, args }: Call): Promise<Report> {
  const ask = storage[method] as (
    ...asked: readonly unknown[]
  ) => Promise<Result<unknown, StorageError> | undefined>;
  try {
    const result = await ask(...args);
    const value = result?.ok === false ? err(carryError(result.error)) : result;
    return { type: "answer", id, value };
  } catch (cause) {
    return { type: "broken", id, cause: carryCause(cause) };
  }
}

/** Nobody subscribes in this thread; every association's changes are somebody's across the port. */
function tellAll(tell: (changes: Parameters<Subscribers["notify"]>[0]) => void): Subscribers {
  return {
    subscribe: () => () => undefined,
    notify: (changes) => {
      if (changes.length > 0) tell(changes);
    },
    has: () => true,
    associations: () => [],
  };
}
