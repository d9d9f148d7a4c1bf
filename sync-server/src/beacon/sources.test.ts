/** Where telegrams come from: a folder on this machine, a feed at a local server. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { keepBeacon } from "./keep-beacon.ts";
import {
  FETCHES_MAX,
  type Source,
  feedFetcher,
  feedSource,
  folderSource,
  linksIn,
} from "./sources.ts";

const SWIFT = readFileSync(
  new URL("fixtures/20210219091253_0_VXSE51_010000.xml", import.meta.url),
  "utf8",
);
const entryOf = (title: string, href: string) =>
  `<entry><title>${title}</title><link type="application/xml" href="${href}"/></entry>`;
const feedOf = (...entries: string[]) =>
  `<?xml version="1.0"?><!-- JMA --><feed xmlns="http://www.w3.org/2005/Atom" lang="ja">${entries.join("")}</feed>`;

async function newsOf(source: Source): Promise<readonly string[]> {
  const news = await source.news();
  if (!news.ok) throw new Error(news.error);
  return news.value.map((bytes) => new TextDecoder().decode(bytes));
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "telegrams-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

/** Serves what `answers` says by path, and notes what was asked for. */
async function serve(answers: Map<string, string>) {
  const asked: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "";
    asked.push(path);
    const body = answers.get(path);
    if (path === "/eqvol.xml" && request.headers["if-modified-since"] === body?.length.toString())
      return response.writeHead(304).end();
    return response
      .writeHead(body === undefined ? 404 : 200, { "last-modified": `${body?.length}` })
      .end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("[STR2] a folder gives each telegram once, and waits for one that is being written", async () => {
  const path = await folder();
  const source = folderSource(path);
  await writeFile(join(path, "a.xml"), SWIFT);
  await writeFile(join(path, "b.xml"), SWIFT.slice(0, 900));
  await writeFile(join(path, "notes.txt"), "no telegram");
  expect(await newsOf(source)).toEqual([SWIFT]);
  expect(await newsOf(source)).toEqual([]);
  await writeFile(join(path, "b.xml"), SWIFT);
  expect(await newsOf(source)).toEqual([SWIFT]);
  expect(await newsOf(source)).toEqual([]);
});

test("[STR2] a telegram that comes slowly is waited for as long as it grows, and what stays half is given as it is", async () => {
  const path = await folder();
  const source = folderSource(path);
  await writeFile(join(path, "half.xml"), SWIFT.slice(0, 900));
  const given: string[] = [];
  for (let part = 1; part <= 20; part += 1) {
    await writeFile(join(path, "slow.xml"), SWIFT.slice(0, Math.ceil((SWIFT.length * part) / 20)));
    given.push(...(await newsOf(source)));
  }
  expect(given).toEqual([SWIFT.slice(0, 900), SWIFT]);
});

test("[STR2] what cannot be read in a folder keeps nothing else back", async () => {
  const path = await folder();
  const source = folderSource(path);
  await writeFile(join(path, "a.xml"), SWIFT);
  await mkdir(join(path, "b.xml"));
  await writeFile(join(path, "c.xml"), SWIFT);
  expect(await newsOf(source)).toEqual([SWIFT, SWIFT]);
});

test("[STR2] a folder that is not there is told, and read once it is", async () => {
  const source = folderSource(join(await folder(), "later"));
  expect(await source.news()).toEqual({ ok: false, error: "unreachable" });
});

test("[STR2] a feed's telegrams of 震度 are fetched once each, the oldest first, and nothing from elsewhere", async () => {
  const answers = new Map([
    ["/1.xml", "one"],
    ["/2.xml", "two"],
    ["/3.xml", "three"],
  ]);
  const { url, asked } = await serve(answers);
  const old = entryOf("震度速報", `${url}/1.xml`);
  answers.set(
    "/eqvol.xml",
    feedOf(
      entryOf("震源・震度に関する情報", "/2.xml"),
      entryOf("津波警報・注意報・予報a", `${url}/3.xml`),
      entryOf("震度速報", "http://192.0.2.1/secret.xml"),
      old,
    ),
  );
  const source = feedSource(`${url}/eqvol.xml`, feedFetcher(new AbortController().signal));
  expect(await newsOf(source)).toEqual(["one", "two"]);
  expect(await newsOf(source)).toEqual([]);
  expect(asked).toEqual(["/eqvol.xml", "/1.xml", "/2.xml", "/eqvol.xml"]);
  answers.set("/4.xml", "four");
  answers.set("/eqvol.xml", feedOf(entryOf("震度速報", "/4.xml"), old));
  expect(await newsOf(source)).toEqual(["four"]);
});

/** A feed of these telegrams, oldest first; `answer` says what becomes of one, by its name. */
function feedAnswering(names: readonly string[], answer: (name: string) => Response) {
  const url = "https://feed.example";
  const asked: string[] = [];
  const listing = feedOf(...names.map((name) => entryOf("震度速報", `/${name}`)).toReversed());
  const source = feedSource(`${url}/eqvol.xml`, async (address) => {
    const name = new URL(address).pathname.slice(1);
    if (name === "eqvol.xml") return new Response(listing);
    asked.push(name);
    return answer(name);
  });
  return { source, asked };
}

test.each([403, 408, 425, 429, 503])(
  "[STR2] a telegram that was answered %i is fetched again",
  async (status) => {
    let isRefused = true;
    const { source } = feedAnswering(
      ["1"],
      () => new Response("one", { status: isRefused ? status : 200 }),
    );
    expect(await newsOf(source)).toEqual([]);
    isRefused = false;
    expect(await newsOf(source)).toEqual(["one"]);
    expect(await newsOf(source)).toEqual([]);
  },
);

test("[STR2] a telegram that is gone is not asked for again, and one that is refused for hours no more in the end", async () => {
  const { source, asked } = feedAnswering(
    ["gone", "refused"],
    (name) => new Response(null, { status: name === "gone" ? 410 : 403 }),
  );
  for (let round = 0; round < FETCHES_MAX + 5; round += 1) await newsOf(source);
  expect(asked.filter((name) => name === "gone")).toHaveLength(1);
  expect(asked.filter((name) => name === "refused")).toHaveLength(FETCHES_MAX);
});

test("[STR2] a telegram whose fetching breaks off keeps no other back", async () => {
  const { source } = feedAnswering(["stuck", "2"], (name) => {
    if (name === "stuck") throw new Error("timed out");
    return new Response(name);
  });
  await source.news();
  expect(await newsOf(source)).toEqual(["2"]);
});

test("[STR2] a feed that cannot be reached, or is none, gives nothing and is asked again", async () => {
  const { url } = await serve(new Map([["/eqvol.xml", "<html></html>"]]));
  const fetchFeed = feedFetcher(new AbortController().signal);
  expect((await feedSource(`${url}/eqvol.xml`, fetchFeed).news()).ok).toBe(false);
  expect((await feedSource(`${url}/nothing.xml`, fetchFeed).news()).ok).toBe(false);
  expect(linksIn(new Uint8Array([0xff, 0x3c]), url)).toBeUndefined();
});

test("[STR2] a feed is asked once a minute, at its twentieth second", () => {
  const { waitMs } = feedSource("https://feed.example/eqvol.xml", feedFetcher(AbortSignal.abort()));
  const at = Date.UTC(2024, 0, 1, 16, 10, 5);
  expect([waitMs(at), waitMs(at + 15_000), waitMs(at + 54_999)]).toEqual([15_000, 60_000, 20_001]);
});

test("[STR2] sources are asked again and again until the relay stops, one batch after another", async () => {
  const stopping = new AbortController();
  const links: boolean[] = [];
  let asked = 0;
  const source: Source = {
    news: async () => {
      asked += 1;
      return asked === 1
        ? { ok: false, error: "unreachable" }
        : { ok: true, value: [new Uint8Array([asked])] };
    },
    waitMs: () => 1,
  };
  const taken = await new Promise<number>((resolve, reject) => {
    let count = 0;
    keepBeacon({
      beacon: {
        announce: async (telegrams) => {
          count += telegrams.length;
          if (count === 3) resolve(count);
          return { written: telegrams.length, passed: [] };
        },
      },
      ...{ sources: [source], clock: createManualClock(), stopping: stopping.signal },
      onAnnounced: () => undefined,
      onLink: (_place, isUp) => void links.push(isUp),
      onBroken: reject,
    });
  });
  stopping.abort();
  expect([taken, links]).toEqual([3, [false, true]]);
});
