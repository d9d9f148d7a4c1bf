/** The relay's parts with a meter attached; they behave as they do without. */
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { WaitingReads } from "../admission/waiting-reads.ts";
import type { Storage, Write } from "../storage/storage.ts";
import type { MeasuredCommit, Meter } from "./meter.ts";

/** Counts requests by route, method and status. */
export function measureRequests(deps: {
  readonly meter: Meter;
  readonly clock: Clock;
}): MiddlewareHandler {
  const { meter, clock } = deps;
  return async (c, next) => {
    const startedAtMs = clock.nowMs();
    meter.requestStarted();
    await next();
    const ms = clock.nowMs() - startedAtMs;
    meter.requestEnded({ method: c.req.method, route: routePath(c), status: c.res.status, ms });
  };
}

/** Counts reads that wait for news. */
export function measureWaiting(waitingReads: WaitingReads, meter: Meter): WaitingReads {
  return {
    async wait(...asked) {
      meter.readWaits(true);
      try {
        await waitingReads.wait(...asked);
      } finally {
        meter.readWaits(false);
      }
    },
  };
}

/** Measures transactions: what they added, and how long their senders waited. */
export function measureStorage(
  storage: Storage,
  deps: { readonly meter: Meter; readonly clock: Clock },
): Storage {
  const { meter, clock } = deps;
  return {
    ...storage,
    async transact(writes) {
      const startedAtMs = clock.nowMs();
      const result = await storage.transact(writes);
      const ms = clock.nowMs() - startedAtMs;
      if (result.ok) {
        // The answers stand at their writes' places, which the type says for each and not for all.
        const added = sumAdded(writes, result.value as readonly Answer[]);
        meter.committed({ outcome: "committed", ms, ...added });
      } else {
        const outcome = OUTCOMES[result.error.type];
        meter.committed({ outcome, ms, messageCount: 0, byteCount: 0 });
      }
      return result;
    },
  };
}

const OUTCOMES = { Busy: "busy", DiskFull: "full", Unavailable: "unavailable" } as const;

/** As much of any answer as is looked at here. */
interface Answer {
  readonly type: string;
  readonly outcomes?: readonly { readonly type: string }[];
}

function sumAdded(
  writes: readonly Write[],
  answers: readonly Answer[],
): Pick<MeasuredCommit, "messageCount" | "byteCount"> {
  const added = writes.flatMap((write, index) => {
    const answer = answers[index];
    if (write.type === "create") return answer?.type === "created" ? write.messages : [];
    if (write.type !== "append") return [];
    return write.messages.filter((_, at) => answer?.outcomes?.[at]?.type === "accepted");
  });
  const byteCount = added.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { messageCount: added.length, byteCount };
}
