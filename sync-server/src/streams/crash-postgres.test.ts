/** Relay processes on one real Postgres server: they wake each other's readers, and kill -9 loses nothing. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { buildCore } from "./core-process.ts";
import type { BuiltCore } from "./core-process.ts";
import { expectKillsToLoseNothing, KILLS_MS_MAX } from "./crashes.ts";

const json = { "content-type": "application/json" };
/** The core's own long-poll takes longer by far: news must have ended it. */
const WOKEN_MS_MAX = 10_000;

let core: BuiltCore;
let server: PostgresServer;

beforeAll(async () => {
  core = buildCore();
  server = await startPostgres();
});

afterAll(async () => {
  core.remove();
  await server.remove();
});

describe("relay processes on one Postgres server", () => {
  test("[REL1] a reader that waits at one is woken by an append to the other", async () => {
    const databaseUrl = await server.createDatabase("shared");
    const [one, other] = await Promise.all([
      core.start(["--database", databaseUrl]),
      core.start(["--database", databaseUrl]),
    ]);
    const stream = `${one.baseUrl}/shared`;
    const created = await fetch(stream, { method: "PUT", headers: json });
    expect(created.status).toBe(201);
    for (let round = 0; round < 3; round += 1) {
      const signal = AbortSignal.timeout(WOKEN_MS_MAX);
      const tail = (await fetch(stream, { method: "HEAD" })).headers.get("stream-next-offset");
      const waiting = fetch(`${other.baseUrl}/shared?offset=${tail}&live=long-poll`, { signal });
      // Two questions later the reader has read and waits; if not, it reads what was appended, and is right as well.
      for (let question = 0; question < 2; question += 1) {
        await fetch(`${other.baseUrl}/shared`, { method: "HEAD" });
      }
      const appended = await fetch(stream, { method: "POST", headers: json, body: `"${round}"` });
      expect(appended.status).toBe(204);
      const woken = await waiting;
      expect(await woken.json()).toEqual([String(round)]);
      expect(woken.headers.get("stream-next-offset")).toBe(
        appended.headers.get("stream-next-offset"),
      );
    }
    await Promise.all([one.stop(), other.stop()]);
  });

  test(
    "[REL3] kill -9 of a relay during appends loses nothing that was acknowledged",
    async () => {
      const databaseUrl = await server.createDatabase("kills");
      await expectKillsToLoseNothing(() => core.start(["--database", databaseUrl]));
    },
    KILLS_MS_MAX,
  );
});
