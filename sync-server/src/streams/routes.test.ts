import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryStorage } from "../storage/memory.ts";
import { createManualClock } from "../storage/storage.contract.ts";
import type { Storage } from "../storage/storage.ts";
import { createStreamRoutes } from "./routes.ts";
import type { StreamVisit } from "./routes.ts";

const url = "/a/household/3";
const text = { "content-type": "text/plain" };

let storage: Storage;
const clock = createManualClock();

beforeEach(() => {
  storage = createMemoryStorage({ clock });
});

const put = (body: string, headers = {}) => ({
  method: "PUT",
  headers: { ...text, ...headers },
  body,
});
const post = (body: string) => ({ method: "POST", headers: text, body });

describe("stream routes", () => {
  test("[REL1] a relay that lost messages answers 410", async () => {
    const before = createStreamRoutes({ storage, clock });
    await before.request(url, put("one"));
    const tail = (await before.request(url, post("two"))).headers.get("stream-next-offset") ?? "";
    const restored = createMemoryStorage({ clock });
    const after = createStreamRoutes({ storage: restored, clock });
    await after.request(url, put("one"));
    expect((await after.request(`${url}?offset=${tail}`)).status).toBe(410);
    expect((await after.request(`${url}?offset=${tail}&live=long-poll`)).status).toBe(410);
    expect((await after.request(`${url}?offset=${tail}&live=sse`)).status).toBe(410);
    await after.request(url, post("another"));
    const gone = await after.request(`${url}?offset=${tail}`);
    expect(gone.status).toBe(410);
    expect(await gone.json()).toEqual({ code: "gone" });
  });

  test("[REL5] whoever is not admitted gets admission's answer and changes nothing", async () => {
    const visits: Pick<StreamVisit, "wish" | "key">[] = [];
    const routes = createStreamRoutes({
      storage,
      clock,
      admit: async ({ wish, key }) => {
        visits.push({ wish, key });
        return wish === "read" ? undefined : Response.json({ code: "refused" }, { status: 403 });
      },
    });
    expect((await routes.request(url, put("one"))).status).toBe(403);
    expect((await routes.request(url, post("one"))).status).toBe(403);
    expect((await routes.request(url, { method: "DELETE" })).status).toBe(403);
    expect((await routes.request(url)).status).toBe(404);
    expect((await routes.request(url, { method: "HEAD" })).status).toBe(404);
    expect(visits.map((visit) => visit.wish)).toEqual([
      "create",
      "append",
      "delete",
      "read",
      "read",
    ]);
    expect(visits[0]?.key).toEqual({ association: "a", stream: "household/3" });
  });

  test("[REL5] nothing of a stream may be cached on the way", async () => {
    const routes = createStreamRoutes({ storage, clock });
    await routes.request(url, put("one"));
    for (const query of ["", "?offset=now", "?offset=-1&live=long-poll"]) {
      const answer = await routes.request(url + query);
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
    }
  });

  test("[REL1] a fork is refused, not made as a plain stream", async () => {
    const routes = createStreamRoutes({ storage, clock });
    const fork = await routes.request(url, put("", { "stream-forked-from": "/a/other" }));
    expect(fork.status).toBe(501);
    expect((await routes.request(url)).status).toBe(404);
  });

  test("[REL1] a live reader of a stream with a TTL is not woken by its own reading", async () => {
    const routes = createStreamRoutes({ storage, clock, longPollMs: 50 });
    await routes.request(url, put("one", { "stream-ttl": "60" }));
    let heard = 0;
    storage.subscribe("a", () => void (heard += 1));
    const answer = await routes.request(`${url}?offset=now&live=long-poll`);
    expect(answer.status).toBe(204);
    expect(heard).toBe(0);
  });

  test("[REL3] a relay that stops lets its live readers go", async () => {
    const stopping = new AbortController();
    const routes = createStreamRoutes({ storage, clock, stopping: stopping.signal });
    await routes.request(url, put("one"));
    const poll = Promise.resolve(routes.request(`${url}?offset=now&live=long-poll`));
    const events = await routes.request(`${url}?offset=now&live=sse`);
    stopping.abort();
    expect((await poll).status).toBe(204);
    expect(await events.text()).toContain("event: control");
  });

  test("[REL1] a name that cannot be stored, and a body that is too long, are refused", async () => {
    const routes = createStreamRoutes({ storage, clock });
    expect((await routes.request(`/a/${"n".repeat(600)}`, put("one"))).status).toBe(400);
    expect((await routes.request("/a/%00", put("one"))).status).toBe(400);
    expect((await routes.request(url, put("x".repeat(2_000_000)))).status).toBe(413);
    expect((await routes.request(url)).status).toBe(404);
  });
});
