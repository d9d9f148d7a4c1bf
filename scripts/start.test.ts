/** What `npm start` says when it cannot start; the way when it can is walked by the browser tests. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { dependenciesMatchLockfile } from "./lib/install.mjs";
import { inRepository } from "./lib/paths.mjs";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

test("a Node that is too old is told in one line, with a non-zero exit code", async () => {
  const file = JSON.stringify(inRepository("scripts", "lib", "node-version.mjs"));
  const script = (version: string) => `import(${file}).then((m) => m.requireNode("${version}"))`;
  expect(await runNode(["-e", script("18.20.8")])).toEqual({
    exitCode: 1,
    lines: [expect.stringContaining("Node.js 18.20.8 is too old")],
  });
  expect((await runNode(["-e", script("20.18.3")])).exitCode).toBe(1);
  expect(await runNode(["-e", script("20.19.0")])).toEqual({ exitCode: 0, lines: [] });
  expect((await runNode(["-e", script("24.0.0")])).exitCode).toBe(0);
});

test.each(["start", "test"])("%s.mjs loads nothing before it has looked at Node", (name) => {
  const text = readFileSync(inRepository("scripts", `${name}.mjs`), "utf8");
  const loaded = [...text.matchAll(/^import .* from "([^"]+)"/gm)].map(([, path]) => path);
  const safe = /^node:|^\.\/lib\/(node-version|paths|say)\.mjs$/;
  expect(loaded).not.toEqual([]);
  expect(loaded.filter((path) => !safe.test(path ?? ""))).toEqual([]);
});

test("a taken port is told in one line, before anything is built", async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, listening));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await runNode([inRepository("scripts", "start.mjs"), "--port", String(port)])).toEqual({
    exitCode: 1,
    lines: [expect.stringContaining(`port ${port} is already in use`)],
  });
});

test.each([["--prt", "1"], ["--port", "http"], ["--port", "70000"], ["--data"]])(
  "arguments that mean nothing (%s %s) are told in one line with the usage",
  async (...args) => {
    expect(await runNode([inRepository("scripts", "start.mjs"), ...args])).toEqual({
      exitCode: 2,
      lines: [expect.stringContaining("usage: npm start -- --port 8787 --data ./data")],
    });
  },
);

test.each([
  ["backup.mjs", "--data", "x"],
  ["backup.mjs", "--data", "x", "--from", "y"],
  ["restore.mjs", "--from", "y"],
])("a back-up with arguments that mean nothing (%s %s …) is told its usage", async (...args) => {
  const [script = "", ...rest] = args;
  expect(await runNode([inRepository("scripts", script), ...rest])).toEqual({
    exitCode: 2,
    lines: [expect.stringContaining("usage: npm run ")],
  });
});

test("dependencies match when each wanted package is there in its version", async () => {
  const wanted = {
    "": { version: "1" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/ours": { link: true },
    "node_modules/for-another-system": { version: "2.0.0", optional: true },
  };
  const { "node_modules/for-another-system": _, ...installed } = wanted;
  expect(await matches(wanted, installed)).toBe(true);
  expect(await matches(wanted, { ...installed, "node_modules/a": { version: "1.0.1" } })).toBe(
    false,
  );
  expect(await matches(wanted, { "node_modules/ours": { link: true } })).toBe(false);
  expect(await matches(wanted, undefined)).toBe(false);
});

async function matches(wanted: object, installed: object | undefined) {
  const folder = await mkdtemp(join(tmpdir(), "tomoshibi-install-"));
  folders.push(folder);
  await mkdir(join(folder, "node_modules"));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify({ packages: wanted }));
  if (installed)
    await writeFile(
      join(folder, "node_modules", ".package-lock.json"),
      JSON.stringify({ packages: installed }),
    );
  return dependenciesMatchLockfile(folder);
}

function runNode(args: readonly string[]) {
  return new Promise<{ exitCode: number; lines: string[] }>((resolve) => {
    execFile(process.execPath, args, (error, output, errors) => {
      const lines = `${output}${errors}`.split("\n").filter((line) => line !== "");
      resolve({ exitCode: error ? Number(error.code) : 0, lines });
    });
  });
}
