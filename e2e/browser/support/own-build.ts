/**
 * A copy of the built app that a test may replace by a "next version", without building twice.
 *
 * The next version differs as a real one does: a file with another content, and a service worker whose list of files says so.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { inRepository } from "./repository.ts";

/** A copy of the app, for a relay of its own. */
export interface OwnBuild {
  /** What a relay serves. */
  readonly clientDir: string;
  /** What わたしの町会 calls the version it holds now. */
  readonly version: string;
  /** Puts a version in its place that calls itself this. The relay has to be started again to serve it. */
  release(next: string): Promise<void>;
  dispose(): Promise<void>;
}

/** Copies the built app. */
export async function copyBuild(): Promise<OwnBuild> {
  const clientDir = await mkdtemp(join(tmpdir(), "tomoshibi-build-"));
  await cp(inRepository("client/dist"), clientDir, { recursive: true });
  const { version } = JSON.parse(await readFile(inRepository("package.json"), "utf8")) as {
    version: string;
  };
  return {
    clientDir,
    version,
    release: (next) => release(clientDir, version, next),
    dispose: () => rm(clientDir, { recursive: true, force: true }),
  };
}

async function release(clientDir: string, version: string, next: string): Promise<void> {
  const screen = await fileThatSays(join(clientDir, "assets"), version);
  await rewrite(screen, (text) => text.replaceAll(version, next));
  const entry = `{"revision":null,"url":"assets/${basename(screen)}"}`;
  await rewrite(join(clientDir, "service-worker.js"), (text) => {
    if (!text.includes(entry)) throw new Error(`the service worker does not list ${screen}`);
    return text.replace(entry, entry.replace("null", `"${next}"`));
  });
}

/** The screen's own file: a number that stands in one place only is this app's version. */
async function fileThatSays(folder: string, version: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("association-screen"));
  for (const name of names.filter((each) => each.endsWith(".js"))) {
    const path = join(folder, name);
    if ((await readFile(path, "utf8")).includes(version)) return path;
  }
  throw new Error(`no file of わたしの町会 says ${version}`);
}

/** The compressed forms beside it are of the old text: a relay sends the plain one where there are none. */
async function rewrite(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, "utf8")));
  await rm(`${path}.br`, { force: true });
  await rm(`${path}.gz`, { force: true });
}
