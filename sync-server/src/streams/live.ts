/**
 * Live reads: a long-poll answers at the first news, an event stream goes on for a while. Both watch before they read, so
 * that nothing appended in between is missed.
 */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { ReadAnswer, ReadRequest, Storage, StreamKey } from "../storage/storage.ts";
import { answerFailure } from "./answers.ts";
import type { Failure } from "./answers.ts";
import { nextCursor } from "./cursor.ts";
import { needsBase64, pageEvents } from "./events.ts";
import { isAtEnd, isUpToDate, pageBody, pageETag, pageHeaders } from "./pages.ts";
import type { Page } from "./pages.ts";
import { HEADER, LIVE_READERS_MAX, PAGE_BYTES_MAX, PAGE_MESSAGES_MAX } from "./protocol.ts";
import type { StreamRead } from "./requests.ts";
import { watchStream } from "./watch.ts";
import type { Watch } from "./watch.ts";

/** What live reads need of the world. */
export interface LiveDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly stopping?: AbortSignal;
  readonly longPollMs: number;
  readonly eventStreamMs: number;
}

/** Makes the function that answers live reads and counts how many there are. */
export function readLive(deps: LiveDeps) {
  let readerCount = 0;
  return async (request: Request, key: StreamKey, read: StreamRead): Promise<Response> => {
    if (readerCount >= LIVE_READERS_MAX) return answerFailure("Busy");
    readerCount += 1;
    const watch = watchStream(deps.storage, key);
    const signals = [request.signal, ...(deps.stopping ? [deps.stopping] : [])];
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      readerCount -= 1;
      watch.stop();
      for (const signal of signals) signal.removeEventListener("abort", end);
    };
    for (const signal of signals) {
      if (signal.aborted) end();
      else signal.addEventListener("abort", end);
    }
    if (read.live === "sse") return streamEvents(deps, key, read, watch, end);
    try {
      return await longPoll(deps, key, read, watch);
    } finally {
      end();
    }
  };
}

async function longPoll(
  deps: LiveDeps,
  key: StreamKey,
  read: StreamRead,
  watch: Watch,
): Promise<Response> {
  const untilMs = deps.clock.nowMs() + deps.longPollMs;
  let page = await readPage(deps.storage, key, read.after);
  while (typeof page !== "string" && page.messages.length === 0 && !isAtEnd(page)) {
    const hasNews = await watch.news(untilMs - deps.clock.nowMs());
    if (!hasNews) break;
    page = await readPage(deps.storage, key, page.next);
  }
  if (typeof page === "string") return answerFailure(page);
  const cursor = nextCursor(read.cursor, deps.clock.nowMs());
  const headers = {
    ...pageHeaders(page),
    ...(!isAtEnd(page) && { [HEADER.cursor]: cursor }),
  };
  if (page.messages.length === 0) return new Response(null, { status: 204, headers });
  return new Response(new Uint8Array(pageBody(page)), {
    headers: { ...headers, etag: pageETag(page), "content-type": page.head.contentType },
  });
}

async function streamEvents(
  deps: LiveDeps,
  key: StreamKey,
  read: StreamRead,
  watch: Watch,
  end: () => void,
): Promise<Response> {
  const untilMs = deps.clock.nowMs() + deps.eventStreamMs;
  const first = await readPage(deps.storage, key, read.after);
  if (typeof first === "string") {
    end();
    return answerFailure(first);
  }
  let pending: Page | undefined = first;
  let cursor = read.cursor;
  /** The next page worth telling; undefined when the event stream is over. */
  async function nextPage(after: Page): Promise<Page | undefined> {
    if (isAtEnd(after)) return undefined;
    if (isUpToDate(after) && !(await watch.news(untilMs - deps.clock.nowMs()))) return undefined;
    const page = await readPage(deps.storage, key, after.next);
    if (typeof page === "string") return undefined;
    const isNews = page.messages.length > 0 || isAtEnd(page);
    return isNews ? page : nextPage(page);
  }
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!pending) {
        end();
        return controller.close();
      }
      const page: Page = pending;
      cursor = nextCursor(cursor, deps.clock.nowMs());
      controller.enqueue(encoder.encode(pageEvents(page, cursor)));
      pending = await nextPage(page);
    },
    cancel: end,
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "private, no-store, no-cache",
      ...(needsBase64(first.head) && { [HEADER.dataEncoding]: "base64" }),
    },
  });
}

async function readPage(
  storage: Storage,
  key: StreamKey,
  after: ReadRequest["after"],
): Promise<Page | Failure> {
  const limit = { messagesMax: PAGE_MESSAGES_MAX, bytesMax: PAGE_BYTES_MAX };
  const result = await storage.read([{ key, after }], limit);
  if (!result.ok) return result.error.type;
  const answer: ReadAnswer | undefined = result.value[0];
  if (answer?.type === "gone") return "Gone";
  if (answer?.type !== "page") return "NotFound";
  if (answer.head.ttlSeconds !== null) await storage.transact([{ type: "touch", key }]);
  return answer;
}
