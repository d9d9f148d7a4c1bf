/** The app's files: the right form, type and cache for each, and the headers that protect the app. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestRelay } from "../testing/relay-fixture.ts";
import { findAssets } from "./assets.ts";

const SCRIPT = "export const answer = 42;";
const WORKER_PATH = "/assets/worker-Ay4hM2_q.js";
const SCRIPT_PATH = "/assets/main-Bx3kQ9_z.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tomoshibi-assets-"));
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  write("index.html", "<!doctype html>");
  write("service-worker.js", "self;");
  write("app.webmanifest", "{}");
  write(SCRIPT_PATH, SCRIPT);
  write(WORKER_PATH, SCRIPT);
  write(`${SCRIPT_PATH}.br`, brotliCompressSync(SCRIPT));
  write(`${SCRIPT_PATH}.gz`, gzipSync(SCRIPT));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const assets = await findAssets(folder);
  if (assets === undefined) throw new Error("there is an app");
  const relay = await createTestRelay({ assets });
  return relay.app.request(path, { headers });
}

describe("the app's files", () => {
  test("come compressed beforehand, in the smallest form the browser takes", async () => {
    const cases = [
      { accept: "gzip, deflate, br", encoding: "br" },
      { accept: "gzip;q=0.5, br;q=0", encoding: "gzip" },
      { accept: "", encoding: null },
    ];
    const tags = new Set<string | null>();
    for (const { accept, encoding } of cases) {
      const answer = await get(SCRIPT_PATH, { "accept-encoding": accept });
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect(answer.headers.get("vary")).toBe("accept-encoding");
      tags.add(answer.headers.get("etag"));
    }
    expect(tags.size).toBe(3);
  });

  test("are cached for ever where their name changes with their content, and asked for again otherwise", async () => {
    const immutable = "public, max-age=31536000, immutable";
    expect((await get(SCRIPT_PATH)).headers.get("cache-control")).toBe(immutable);
    for (const path of ["/", "/index.html", "/service-worker.js", "/app.webmanifest"]) {
      const answer = await get(path);
      expect([path, answer.headers.get("cache-control")]).toEqual([path, "no-cache"]);
      const etag = answer.headers.get("etag") ?? "";
      expect((await get(path, { "if-none-match": etag })).status).toBe(304);
    }
    expect((await get("/app.webmanifest")).headers.get("content-type")).toBe(
      "application/manifest+json",
    );
  });

  test("end with the shell for every page, but a missing script is missing", async () => {
    const page = await get("/household/3", { accept: "text/html" });
    expect([page.status, await page.text()]).toEqual([200, "<!doctype html>"]);
    expect((await get("/assets/gone-00000000.js", { accept: "*/*" })).status).toBe(404);
    expect((await get("/v1/nothing", { accept: "text/html" })).status).toBe(404);
  });

  test("are only those of the folder", async () => {
    writeFileSync(join(dirname(folder), "tomoshibi-secret.txt"), "secret");
    for (const path of ["/..%2ftomoshibi-secret.txt", "/%2e%2e/tomoshibi-secret.txt", "/%ff"]) {
      expect((await get(path)).status).toBe(404);
    }
    rmSync(join(dirname(folder), "tomoshibi-secret.txt"));
  });

  test("come with headers that let nothing from elsewhere in", async () => {
    for (const path of ["/", "/healthz", "/missing.js"]) {
      const { headers } = await get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(policy).not.toContain("unsafe-inline");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("permissions-policy")).toContain("camera=(self), geolocation=(self)");
    }
  });

  test("[REL7] let the engine's worker alone ask other relays", async () => {
    const connectOf = async (path: string) =>
      /connect-src[^;]*/.exec((await get(path)).headers.get("content-security-policy") ?? "")?.[0];
    expect(await connectOf(WORKER_PATH)).toContain("https:");
    for (const path of ["/", SCRIPT_PATH, "/service-worker.js"])
      expect([path, await connectOf(path)]).toEqual([path, "connect-src 'self'"]);
  });

  test("are not there when nobody built them", async () => {
    expect(await findAssets(join(folder, "nowhere"))).toBeUndefined();
    const relay = await createTestRelay();
    expect((await relay.app.request("/")).status).toBe(404);
  });
});
