/** The stream core on a socket, without admission: for conformance suites and crash tests, never part of the relay. */
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createStreamRoutes } from "./routes.ts";
import type { StreamRoutesDeps } from "./routes.ts";

/** A running stream core; streams stand below `baseUrl`. */
export interface StreamServer {
  readonly baseUrl: string;
  close(): Promise<void>;
}

/** Where streams stand, and the association that all of them belong to. */
const OPEN_PATH = "/v1/streams/open";

/** Longer than clients keep idle connections: a request must not meet the end of the connection it was sent on. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Listens on 127.0.0.1; port 0 takes a free one.
 *
 * Errors: rejects with what the socket says (EADDRINUSE).
 */
export function serveStreams(deps: StreamRoutesDeps & { port: number }): Promise<StreamServer> {
  const app = new Hono().route("/v1/streams", createStreamRoutes(deps));
  return new Promise((resolve, reject) => {
    const serverOptions = { keepAliveTimeout: KEEP_ALIVE_MS };
    const options = { fetch: app.fetch, port: deps.port, hostname: "127.0.0.1", serverOptions };
    const server = serve(options, ({ port }: AddressInfo) => {
      resolve({
        baseUrl: `http://127.0.0.1:${port}${OPEN_PATH}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", reject);
  });
}
