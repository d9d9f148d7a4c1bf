/** The socket: listening, and stopping without cutting off what was taken on. */
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";

/** Connections at once; more wait in the system's queue. */
const CONNECTIONS_MAX = 10_000;
/** How long a request may take to arrive: a full bundle over the slowest link that clients still use. */
const REQUEST_MS_MAX = 10 * 60_000;
/** How long a request's head may take to arrive. */
const HEADERS_MS_MAX = 20_000;
/** How long a connection is kept for the next request: longer than reverse proxies do, so that they close first. */
const KEEP_ALIVE_MS = 75_000;
/** How long requests under way may take once the relay stops; the rest of its five seconds is for storage. */
const FINISH_MS_MAX = 3_000;

/** Why the relay cannot listen: the system's code, EADDRINUSE for a taken port. */
export interface ListenError {
  readonly type: "CannotListen";
  readonly code: string;
}

/** A relay that listens. */
export interface ListeningServer {
  readonly port: number;
  /** Takes no more requests and waits for those under way, but not for ever. */
  stop(): Promise<void>;
}

/** Listens. Port 0 takes any that is free. */
export function listen(
  app: Hono,
  at: { readonly host: string; readonly port: number },
): Promise<Result<ListeningServer, ListenError>> {
  const serverOptions = {
    requestTimeout: REQUEST_MS_MAX,
    headersTimeout: HEADERS_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions }) as Server;
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      resolve(err({ type: "CannotListen", code: cause.code ?? cause.name })),
    );
    server.listen(at.port, at.host, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : at.port;
      resolve(ok({ port, stop: () => stop(server) }));
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => server.closeAllConnections(), FINISH_MS_MAX);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}
