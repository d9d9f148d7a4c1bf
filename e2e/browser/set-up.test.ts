/** `npm start` as a person meets it: it prints an address that answers, stops when told to, and says what is wrong. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import { findFreePort } from "./support/relay.ts";
import { inRepository } from "./support/repository.ts";

const running = new Set<Start>();
afterEach(async () => {
  for (const start of running) await start.end("SIGTERM");
});

test("npm start prints an address that serves the app, and stops when told to", async () => {
  const start = await startOn(await freshFolder());
  await eventually("the address is printed", () => start.output().includes(start.url));
  const page = await fetch(start.url);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(await page.text()).toContain("灯 Tomoshibi");
  expect(await start.end("SIGTERM")).toBe(0);
  await expect(fetch(start.url)).rejects.toThrow("fetch failed");
});

test("a second start on the same data folder ends with a sentence and leaves the first alone", async () => {
  const folder = await freshFolder();
  const first = await startOn(folder);
  await eventually("the address is printed", () => first.output().includes(first.url));
  const second = await startOn(folder);
  expect(await second.ended()).not.toBe(0);
  expect(second.output()).toContain(folder);
  expect(second.output()).not.toMatch(/\n\s+at /);
  expect((await fetch(first.url)).ok).toBe(true);
});

test("a data folder that cannot be written ends it with a sentence", async () => {
  const folder = await freshFolder();
  const file = join(folder, "a-file-not-a-folder");
  await writeFile(file, "");
  const start = await startOn(join(file, "data"));
  expect(await start.ended()).not.toBe(0);
  expect(start.output()).toContain(file);
  expect(start.output()).not.toMatch(/\n\s+at /);
});

interface Start {
  readonly url: string;
  output(): string;
  /** Waits for its end; the answer is the exit code. */
  ended(): Promise<number | null>;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

async function startOn(dataDir: string): Promise<Start> {
  const port = await findFreePort();
  const child = spawn(
    process.execPath,
    [inRepository("scripts/start.mjs"), "--port", String(port), "--data", dataDir],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  // Not "exit": what it printed last may come after that.
  const closed = once(child, "close");
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const start: Start = {
    url: `http://localhost:${port}`,
    output: () => printed,
    ended: async () => (await closed, child.exitCode),
    end: async (signal) => {
      running.delete(start);
      child.kill(signal);
      return start.ended();
    },
  };
  running.add(start);
  return start;
}

async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tomoshibi-start-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
