/** Headers for browsers: nothing is sniffed or cached, and pages of other origins may ask (a token, not a cookie, admits). */
import type { MiddlewareHandler } from "hono";
import { HEADER } from "./protocol.ts";

const METHODS = "GET, HEAD, PUT, POST, DELETE, OPTIONS";
const REQUEST_HEADERS = [
  "authorization",
  "content-type",
  "if-none-match",
  HEADER.seq,
  HEADER.ttl,
  HEADER.expiresAt,
  HEADER.closed,
  HEADER.producerId,
  HEADER.producerEpoch,
  HEADER.producerSeq,
].join(", ");
const ANSWER_HEADERS = ["etag", "location", ...Object.values(HEADER)].join(", ");

/** Answers preflights and sets the headers on every answer. Longer-lived caching is left to none: REL5. */
export function allowBrowsers(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === "OPTIONS") c.res = new Response(null, { status: 204 });
    else await next();
    c.header("access-control-allow-origin", "*");
    c.header("access-control-allow-methods", METHODS);
    c.header("access-control-allow-headers", REQUEST_HEADERS);
    c.header("access-control-expose-headers", ANSWER_HEADERS);
    c.header("x-content-type-options", "nosniff");
    c.header("cross-origin-resource-policy", "cross-origin");
    if (!c.res.headers.has("cache-control")) c.header("cache-control", "private, no-store");
  };
}
