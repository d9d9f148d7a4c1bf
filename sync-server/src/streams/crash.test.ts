import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCore } from "./core-process.ts";
import type { BuiltCore } from "./core-process.ts";
import { expectKillsToLoseNothing, KILLS_MS_MAX } from "./crashes.ts";
import { readTrace } from "./trace.ts";

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

describe("the stream core and crashes", () => {
  test(
    "[REL3] kill -9 during appends loses nothing that was acknowledged",
    () => expectKillsToLoseNothing(() => core.start(["--data", dataDir])),
    KILLS_MS_MAX,
  );

  const hasStrace = spawnSync("strace", ["-V"]).status === 0;
  if (!hasStrace) return;

  test(
    "[REL3] strace sees an fdatasync between every request and its acknowledgement",
    async () => {
      const log = join(dataDir, "strace.log");
      const calls = "trace=fdatasync,fsync,read,write,writev";
      const running = await core.start(
        ["--data", dataDir],
        ["strace", "-f", "-o", log, "-e", calls, "-s", "40"],
      );
      const stream = `${running.baseUrl}/traced`;
      await fetch(stream, { method: "PUT", headers: json });
      const count = 20;
      for (let index = 0; index < count; index += 1) {
        const answer = await fetch(stream, { method: "POST", headers: json, body: `"${index}"` });
        expect(answer.status).toBe(204);
      }
      await running.stop();
      const { requests, acknowledgements, unsynced } = readTrace(readFileSync(log, "utf8"));
      expect([requests, acknowledgements]).toEqual([count, count]);
      expect(unsynced).toEqual([]);
    },
    KILLS_MS_MAX,
  );
});
