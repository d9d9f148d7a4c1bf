/**
 * The Durable Streams protocol 1.0 over the storage port, as a Hono sub-app: `/{association}/{stream}`, where a stream's
 * name may contain slashes. [REL1] [REL3]
 *
 * Raw appends are kept even when their bytes repeat; entries come in by bundles, which storage tells apart by their ids.
 * Forks and subscriptions, extensions of the protocol, are not offered. Left to others: who may do what (`admit`).
 */
import { Hono } from "hono";
import type { Context } from "hono";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { isName } from "../storage/check-writes.ts";
import type { Storage, StreamKey } from "../storage/storage.ts";
import { answerAppend, answerCreate, answerFailure, headHeaders } from "./answers.ts";
import { readBody } from "./bodies.ts";
import { readLive } from "./live.ts";
import { matchesETag, pageBody, pageETag, pageHeaders } from "./pages.ts";
import {
  APPEND_BYTES_MAX,
  EVENT_STREAM_MS,
  LONG_POLL_MS,
  PAGE_BYTES_MAX,
  PAGE_MESSAGES_MAX,
} from "./protocol.ts";
import { parseAppend, parseCreate, parseRead } from "./requests.ts";
import { allowBrowsers } from "./browsers.ts";

/** What somebody wants of a stream. */
export interface StreamVisit {
  readonly wish: "create" | "append" | "delete" | "read";
  readonly key: StreamKey;
  readonly request: Request;
}

/** What the routes need of the world. */
export interface StreamRoutesDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Asked first: an answer of its own ends the visit (a refusal, a forwarding); undefined lets it go on. */
  readonly admit?: (visit: StreamVisit) => Promise<Response | undefined>;
  /** Ends live reads, so that the relay can stop. */
  readonly stopping?: AbortSignal;
  readonly longPollMs?: number;
  readonly eventStreamMs?: number;
}

/** Makes the routes; mount them where the association's name begins. */
export function createStreamRoutes(deps: StreamRoutesDeps): Hono {
  const live = readLive({
    ...deps,
    longPollMs: deps.longPollMs ?? LONG_POLL_MS,
    eventStreamMs: deps.eventStreamMs ?? EVENT_STREAM_MS,
  });
  const path = "/:association/:stream{.+}";
  const visit =
    (wish: StreamVisit["wish"], answer: (c: Context, key: StreamKey) => Promise<Response>) =>
    async (c: Context) => {
      const key = { association: c.req.param("association"), stream: c.req.param("stream") };
      if (!isKey(key)) return answerFailure("Malformed");
      const refusal = await deps.admit?.({ wish, key, request: c.req.raw });
      return refusal ?? answer(c, key);
    };
  return new Hono()
    .use(allowBrowsers())
    .put(
      path,
      visit("create", (c, key) => create(deps, c, key)),
    )
    .post(
      path,
      visit("append", (c, key) => append(deps, c, key)),
    )
    .delete(
      path,
      visit("delete", (_, key) => remove(deps, key)),
    )
    .get(
      path,
      visit("read", (c, key) => (c.req.method === "HEAD" ? head(deps, key) : read(c, key))),
    );

  async function read(c: Context, key: StreamKey): Promise<Response> {
    const wanted = parseRead(new URL(c.req.url).searchParams);
    if (!wanted.ok) return answerFailure(wanted.error.type);
    if (wanted.value.live !== "no") return live(c.req.raw, key, wanted.value);
    const limit = { messagesMax: PAGE_MESSAGES_MAX, bytesMax: PAGE_BYTES_MAX };
    const result = await deps.storage.read([{ key, after: wanted.value.after }], limit);
    if (!result.ok) return answerFailure(result.error.type);
    const [page] = result.value;
    if (page?.type === "gone") return answerFailure("Gone");
    if (page?.type !== "page") return answerFailure("NotFound");
    if (page.head.ttlSeconds !== null) await deps.storage.transact([{ type: "touch", key }]);
    const etag = pageETag(page);
    const headers = { ...pageHeaders(page), etag };
    if (wanted.value.after !== "tail" && matchesETag(c.req.header("if-none-match"), etag)) {
      return new Response(null, { status: 304, headers });
    }
    const type = { "content-type": page.head.contentType };
    return new Response(new Uint8Array(pageBody(page)), { headers: { ...headers, ...type } });
  }
}

async function create(deps: StreamRoutesDeps, c: Context, key: StreamKey): Promise<Response> {
  const body = await readBody(c.req.raw, APPEND_BYTES_MAX);
  if (!body) return answerFailure("TooLarge");
  const write = parseCreate(key, c.req.raw.headers, body);
  if (!write.ok) return answerFailure(write.error.type);
  const result = await deps.storage.transact([write.value]);
  if (!result.ok) return answerFailure(result.error.type);
  return answerCreate(result.value[0], c.req.url.replace(/[?#].*$/, ""));
}

async function append(deps: StreamRoutesDeps, c: Context, key: StreamKey): Promise<Response> {
  const body = await readBody(c.req.raw, APPEND_BYTES_MAX);
  if (!body) return answerFailure("TooLarge");
  const write = parseAppend(key, c.req.raw.headers, body);
  if (!write.ok) return answerFailure(write.error.type);
  const result = await deps.storage.transact([write.value]);
  if (!result.ok) return answerFailure(result.error.type);
  return answerAppend(result.value[0], write.value);
}

async function remove(deps: StreamRoutesDeps, key: StreamKey): Promise<Response> {
  const result = await deps.storage.transact([{ type: "delete", key }]);
  if (!result.ok) return answerFailure(result.error.type);
  const [{ type }] = result.value;
  return type === "done" ? new Response(null, { status: 204 }) : answerFailure("NotFound");
}

async function head(deps: StreamRoutesDeps, key: StreamKey): Promise<Response> {
  const result = await deps.storage.head(key);
  if (!result.ok) return answerFailure(result.error.type);
  if (!result.value) return answerFailure("NotFound");
  return new Response(null, { headers: headHeaders(result.value) });
}

function isKey(key: {
  association: string | undefined;
  stream: string | undefined;
}): key is StreamKey {
  return isName(key.association ?? "") && isName(key.stream ?? "");
}
