import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCore } from "./core-process.ts";
import type { BuiltCore } from "./core-process.ts";

const KILLS = 5;
const WRITERS = 8;
const ACKNOWLEDGED_BEFORE_KILL = 60;
/** Six starts with recovery, on a machine that other tests keep busy. */
const KILLS_MS_MAX = 120_000;
const json = { "content-type": "application/json" };

let core: BuiltCore;
let dataDir: string;

beforeAll(() => {
  core = buildCore();
  dataDir = mkdtempSync(join(tmpdir(), "tomoshibi-crash-"));
});

afterAll(() => {
  core.remove();
  rmSync(dataDir, { recursive: true });
});

async function readAll(stream: string): Promise<readonly string[]> {
  const messages: string[] = [];
  let offset = "-1";
  for (;;) {
    const answer = await fetch(`${stream}?offset=${offset}`);
    expect(answer.status).toBe(200);
    messages.push(...((await answer.json()) as string[]));
    offset = answer.headers.get("stream-next-offset") ?? "";
    if (answer.headers.has("stream-up-to-date")) return messages;
  }
}

/** Appends numbered messages until the server is gone; tells `onAcknowledged` of each answer. */
async function appendUntilGone(
  stream: string,
  name: string,
  onAcknowledged: (message: string) => void,
): Promise<void> {
  for (let count = 0; ; count += 1) {
    const message = `${name}/${count}`;
    const body = JSON.stringify(message);
    const answer = await fetch(stream, { method: "POST", headers: json, body }).catch(() => null);
    if (answer?.status !== 204) return;
    onAcknowledged(message);
  }
}

describe("the stream core and crashes", () => {
  test(
    "[REL3] kill -9 during appends loses nothing that was acknowledged",
    async () => {
      const acknowledged: string[] = [];
      for (let round = 0; round <= KILLS; round += 1) {
        // Starting again at once also proves that the lock is gone with its process.
        const running = await core.start(dataDir);
        const stream = `${running.baseUrl}/kills`;
        const created = await fetch(stream, { method: "PUT", headers: json });
        expect(created.status).toBe(round === 0 ? 201 : 200);
        const stored = await readAll(stream);
        expect(new Set(stored).size).toBe(stored.length);
        expect(acknowledged.filter((message) => !stored.includes(message))).toEqual([]);
        if (round === KILLS) return running.stop();

        const target = acknowledged.length + ACKNOWLEDGED_BEFORE_KILL;
        let killed: Promise<void> | undefined;
        const writers = Array.from({ length: WRITERS }, (_, writer) =>
          appendUntilGone(stream, `${round}/${writer}`, (message) => {
            acknowledged.push(message);
            if (acknowledged.length >= target) killed ??= running.kill();
          }),
        );
        await Promise.all(writers);
        await killed;
      }
    },
    KILLS_MS_MAX,
  );

  const hasStrace = spawnSync("strace", ["-V"]).status === 0;
  if (!hasStrace) return;

  test(
    "[REL3] strace sees an fdatasync between every request and its acknowledgement",
    async () => {
      const log = join(dataDir, "strace.log");
      const calls = "trace=fdatasync,fsync,read,write,writev";
      const running = await core.start(dataDir, [
        "strace",
        "-f",
        "-o",
        log,
        "-e",
        calls,
        "-s",
        "40",
      ]);
      const stream = `${running.baseUrl}/traced`;
      await fetch(stream, { method: "PUT", headers: json });
      const count = 20;
      for (let index = 0; index < count; index += 1) {
        const answer = await fetch(stream, { method: "POST", headers: json, body: `"${index}"` });
        expect(answer.status).toBe(204);
      }
      await running.stop();
      let requests = 0;
      let isSynced = false;
      const acknowledgedUnsynced: string[] = [];
      let acknowledgements = 0;
      for (const line of readFileSync(log, "utf8").split("\n")) {
        if (line.includes('"POST /')) {
          requests += 1;
          isSynced = false;
        } else if (/f(?:data)?sync\(\d+\)\s+= 0/.test(line)) isSynced = true;
        else if (line.includes('"HTTP/1.1 204')) {
          acknowledgements += 1;
          if (!isSynced) acknowledgedUnsynced.push(line);
        }
      }
      expect([requests, acknowledgements]).toEqual([count, count]);
      expect(acknowledgedUnsynced).toEqual([]);
    },
    KILLS_MS_MAX,
  );
});
