/**
 * Lets the app ask this relay from another relay's origin, as a device of an association with several does. [REL7]
 *
 * Safe for any origin: there is no cookie and no address that is trusted; what admits is a signature made on the device.
 */
import type { MiddlewareHandler } from "hono";
import { NONCE_HEADER } from "@tomoshibi/shared/relay-api/paths.ts";

/** How long a browser remembers that it may ask, so that a check-in is one request and not two. Seconds. */
const PREFLIGHT_SECONDS = "7200";

/** Answers preflights and sets the headers on every answer. */
export function allowOtherOrigins(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === "OPTIONS") {
      c.res = new Response(null, { status: 204 });
      c.header("access-control-allow-methods", "GET, PUT, POST");
      c.header("access-control-allow-headers", "content-type");
      c.header("access-control-max-age", PREFLIGHT_SECONDS);
    } else await next();
    c.header("access-control-allow-origin", "*");
    c.header("access-control-expose-headers", `${NONCE_HEADER}, retry-after`);
    c.header("cross-origin-resource-policy", "cross-origin");
  };
}
