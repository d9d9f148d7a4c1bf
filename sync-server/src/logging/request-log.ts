/** One log line a request: which kind, how it went, how long, how much. [REL8] */
import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Logger } from "./log.ts";

const REQUEST_ID_BYTES = 6;

/** Logs each request by its route's pattern: the address itself names associations and streams. */
export function requestLog(deps: {
  readonly log: Logger;
  readonly clock: Clock;
  readonly random: Random;
}): MiddlewareHandler {
  return async (c, next) => {
    const startedAtMs = deps.clock.nowMs();
    await next();
    const line = {
      request: bytesToHex(deps.random.bytes(REQUEST_ID_BYTES)),
      method: c.req.method,
      route: routePath(c),
      status: c.res.status,
      ms: deps.clock.nowMs() - startedAtMs,
      bytesIn: lengthOf(c.req.header("content-length")),
      bytesOut: lengthOf(c.res.headers.get("content-length")),
    };
    if (c.res.status >= 500) deps.log.warn(line, "request");
    else deps.log.debug(line, "request");
  };
}

/** Logs what broke, by name only. */
export function logFailure(log: Logger, c: Context, fields: object): void {
  log.error({ route: routePath(c), ...fields }, "failed");
}

function lengthOf(header: string | null | undefined): number | undefined {
  return header === null || header === undefined ? undefined : Number(header);
}
