/** The storage port on a real PostgreSQL server, shared by two processes as far as storage can tell. */
import { createHash } from "node:crypto";
import { concatBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { systemRandom } from "../platform/system.ts";
import { type PostgresServer, startPostgres } from "../testing/postgres-server.ts";
import { openPostgresStorage } from "./postgres.ts";
import { createManualClock, describeStorage } from "./storage.contract.ts";
import type { AppendWrite, Storage, StreamChange } from "./storage.ts";

const clock = createManualClock();
const PATIENCE = { timeout: 20_000, interval: 20 };
const wide = { messagesMax: 1000, bytesMax: 1_000_000 };
let server: PostgresServer;
let databaseUrl: string;
let storage: Storage;
let neighbour: Storage;
const links: boolean[] = [];

async function open(url: string, onLink?: (isUp: boolean) => void): Promise<Storage> {
  const opened = await openPostgresStorage({
    ...{ databaseUrl: url, clock, random: systemRandom },
    ...(onLink && { onLink }),
  });
  if (!opened.ok) throw new Error(opened.error.type, { cause: opened.error });
  return opened.value;
}

function append(text: string, stream: string, association = "a"): AppendWrite {
  const id = new Uint8Array(createHash("sha256").update(text).digest());
  const config = { contentType: "application/cbor", ttlSeconds: null, expiresAtMs: null };
  const messages = [{ id, author: null, seq: null, bytes: utf8ToBytes(text) }];
  return { type: "append", key: { association, stream }, createWith: config, messages };
}

beforeAll(async () => {
  server = await startPostgres();
  databaseUrl = await server.createDatabase("relay");
  // Both at once: one migrates, the other waits for it.
  [storage, neighbour] = await Promise.all([
    open(databaseUrl, (isUp) => links.push(isUp)),
    open(databaseUrl),
  ]);
});

afterAll(async () => {
  await Promise.all([storage?.close(), neighbour?.close()]);
  await server?.remove();
});

describeStorage("postgres", () => ({ storage, clock }));

describe("two processes on one database", () => {
  test("[REL1] [REL3] append to the same new streams without gaps, and each is answered its own position", async () => {
    const streams = ["x/1", "x/2", "x/3"];
    const positions: Record<string, number[]> = { "x/1": [], "x/2": [], "x/3": [] };
    const appendAll = async (by: Storage, name: string) => {
      await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const order = index % 2 === 0 ? streams : [...streams].reverse();
          const writes = order.map((stream) => append(`${name}/${index}/${stream}`, stream));
          const result = await by.transact(writes);
          expect(result.ok).toBe(true);
          for (const [at, answer] of (result.ok ? result.value : []).entries()) {
            const place = answer.type === "appended" ? (answer.outcomes[0]?.position ?? 0) : 0;
            positions[order[at] ?? ""]?.push(place);
          }
        }),
      );
    };
    await Promise.all([appendAll(storage, "one"), appendAll(neighbour, "other")]);
    for (const stream of streams) {
      const sorted = (positions[stream] ?? []).sort((left, right) => left - right);
      expect(sorted).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
      const result = await neighbour.read(
        [{ key: { association: "a", stream }, after: "start" }],
        wide,
      );
      const page = result.ok ? result.value[0] : undefined;
      if (page?.type !== "page") throw new Error("the stream is there");
      let running = new Uint8Array(32);
      for (const { id } of page.messages) {
        running = new Uint8Array(createHash("sha256").update(concatBytes(running, id)).digest());
      }
      expect(page.head.tail.slice(17)).toBe(Buffer.from(running).toString("hex").slice(0, 16));
    }
  });

  test("[REL2] an id that one stored is known to the other", async () => {
    await storage.transact([append("once", "known")]);
    const again = await neighbour.transact([append("once", "known")]);
    expect(again.ok && again.value[0]).toMatchObject({
      type: "appended",
      outcomes: [{ type: "known", position: 1 }],
    });
  });

  test("[REL1] what one commits wakes the other's subscribers, of that association only", async () => {
    const heard: StreamChange[] = [];
    const strange: StreamChange[] = [];
    const stops = [
      neighbour.subscribe("woken", (change) => heard.push(change)),
      neighbour.subscribe("asleep", (change) => strange.push(change)),
    ];
    const result = await storage.transact([append("news", "safety", "woken")]);
    const [answer] = result.ok ? result.value : [];
    await vi.waitFor(() => expect(heard).toHaveLength(1), PATIENCE);
    expect(heard[0]).toEqual({
      key: { association: "woken", stream: "safety" },
      head: answer?.type === "appended" ? answer.head : undefined,
    });
    await storage.transact([{ type: "delete", key: { association: "woken", stream: "safety" } }]);
    await vi.waitFor(() => expect(heard.at(-1)?.head).toBeNull(), PATIENCE);
    expect(strange).toEqual([]);
    for (const stop of stops) stop();
  });

  test("[REL3] news of many streams with long names arrives whole", async () => {
    const heard = new Set<string>();
    const stop = neighbour.subscribe("many", ({ key }) => heard.add(key.stream));
    const names = Array.from({ length: 300 }, (_, index) => `町会/${"長".repeat(100)}/${index}`);
    await storage.transact(names.map((name) => append(name, name, "many")));
    await vi.waitFor(() => expect(heard.size).toBe(300), PATIENCE);
    stop();
  });
});

describe("a server that goes away", () => {
  test("[REL3] fails requests at once, is found again, and readers are told that they may have missed news", async () => {
    await storage.transact([append("before", "safety", "outage")]);
    const heard: StreamChange[] = [];
    const stop = storage.subscribe("outage", (change) => heard.push(change));
    links.length = 0;
    await server.stop();
    await vi.waitFor(() => expect(links).toEqual([false]), PATIENCE);
    const refused = await storage.transact([append("during", "safety", "outage")]);
    expect(refused.ok ? "stored" : refused.error.type).toBe("Unavailable");
    const unread = await storage.head({ association: "outage", stream: "safety" });
    expect(unread.ok ? "read" : unread.error.type).toBe("Unavailable");

    await server.start();
    await vi.waitFor(() => expect(links).toEqual([false, true]), PATIENCE);
    await vi.waitFor(
      () => expect(heard.map(({ key }) => key.stream)).toEqual(["safety"]),
      PATIENCE,
    );
    const stored = await storage.transact([append("after", "safety", "outage")]);
    expect(stored.ok && stored.value[0]).toMatchObject({ outcomes: [{ position: 2 }] });
    stop();
  });

  test("[REL3] a crash of the server loses nothing that was acknowledged", async () => {
    const acknowledged: string[] = [];
    const write = async (name: string) => {
      const result = await storage.transact([append(name, "crash")]);
      if (result.ok) acknowledged.push(name);
    };
    for (let round = 0; round < 3; round += 1) {
      const writers = Array.from({ length: 40 }, (_, index) => write(`${round}/${index}`));
      await Promise.race(writers);
      await server.stop("SIGKILL");
      await Promise.all(writers);
      await server.start();
      await vi.waitFor(() => expect(links.at(-1)).toBe(true), PATIENCE);
      await vi.waitFor(async () => {
        const result = await storage.read(
          [{ key: { association: "a", stream: "crash" }, after: "start" }],
          wide,
        );
        if (!result.ok) throw new Error("the database is back");
        const [page] = result.value;
        const texts = page?.type === "page" ? page.messages.map(({ bytes }) => text(bytes)) : [];
        expect(acknowledged.filter((name) => !texts.includes(name))).toEqual([]);
      }, PATIENCE);
    }
    expect(acknowledged.length).toBeGreaterThan(0);
  });
});

describe("a database that cannot be used", () => {
  const openErrorOf = async (url: string) => {
    const opened = await openPostgresStorage({
      ...{ databaseUrl: url, clock, random: createSeededRandom(1) },
    });
    if (opened.ok) await opened.value.close();
    return opened.ok ? "opened" : opened.error;
  };

  test("[REL3] a server without fsync is refused, at the start and while running", async () => {
    await server.run("alter system set fsync = off");
    await server.run("select pg_reload_conf()");
    const refusal = { type: "DatabaseUnsuitable", setting: "fsync", value: "off", wanted: "on" };
    await vi.waitFor(async () => expect(await openErrorOf(databaseUrl)).toEqual(refusal), PATIENCE);
    await vi.waitFor(async () => {
      const result = await storage.transact([append("not durable", "unsafe")]);
      expect(result.ok ? "acknowledged" : result.error.type).toBe("Unavailable");
    }, PATIENCE);
    await server.run("alter system reset fsync");
    await server.run("select pg_reload_conf()");
    await vi.waitFor(async () => {
      expect((await storage.transact([append("durable", "unsafe")])).ok).toBe(true);
    }, PATIENCE);
  });

  test("[REL3] a database whose default is not to wait for the disk is told to wait", async () => {
    const url = await server.createDatabase("careless");
    await server.run("alter database careless set synchronous_commit = off");
    const careless = await open(url);
    await server.run(
      `create table seen (value text);
       create function note() returns trigger language plpgsql as
         $$ begin insert into seen values (current_setting('synchronous_commit')); return new; end $$;
       create trigger note after insert on messages for each row execute function note()`,
      url,
    );
    expect((await careless.transact([append("kept", "safety")])).ok).toBe(true);
    expect(await server.run("select value from seen", url)).toEqual([{ value: "on" }]);
    expect(await server.run("show synchronous_commit", url)).toEqual([
      { synchronous_commit: "off" },
    ]);
    await careless.close();
  });

  test("[REL3] another encoding, a newer schema and a missing database are told apart", async () => {
    await server.run("create database latin encoding 'LATIN1' template template0 locale 'C'");
    const latin = databaseUrl.replace("/relay?", "/latin?");
    expect(await openErrorOf(latin)).toMatchObject({ setting: "server_encoding", value: "LATIN1" });
    const newer = await server.createDatabase("newer");
    await (await open(newer)).close();
    await server.run("insert into schema_version values (99)", newer);
    expect(await openErrorOf(newer)).toMatchObject({ type: "DatabaseUnusable" });
    const nowhere = databaseUrl.replace("/relay?", "/nowhere?");
    expect(await openErrorOf(nowhere)).toMatchObject({ type: "DatabaseUnreachable" });
  });
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
