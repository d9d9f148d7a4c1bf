import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildCore } from "./core-process.ts";
import type { BuiltCore } from "./core-process.ts";
import { expectKillsToLoseNothing, KILLS_MS_MAX } from "./crashes.ts";

const json = { "content-type": "application/json" };

/** A sync that is done; one that another thread interrupted in the log ends on a line of its own. */
const SYNCED = /(?:f(?:data)?sync\(\d+\)|<\.\.\. f(?:data)?sync resumed>\))\s+= 0/;

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
      let requests = 0;
      let isSynced = false;
      const acknowledgedUnsynced: string[] = [];
      let acknowledgements = 0;
      for (const line of readFileSync(log, "utf8").split("\n")) {
        if (line.includes('"POST /')) {
          requests += 1;
          isSynced = false;
        } else if (SYNCED.test(line)) isSynced = true;
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
