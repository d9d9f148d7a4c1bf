/** `GET /metrics`, on a port of its own: it is for whoever runs the relay, not for whoever reaches it. */
import { Hono } from "hono";
import type { Prometheus } from "./prometheus.ts";

/** Makes the route. */
export function createMetricsRoutes(prometheus: Prometheus): Hono {
  return new Hono().get("/metrics", async (c) => {
    const text = await prometheus.text();
    return c.body(text, 200, {
      "content-type": prometheus.contentType,
      "cache-control": "no-store",
    });
  });
}
