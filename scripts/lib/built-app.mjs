/**
 * Reads what the build made, to know what a browser loads: nothing here trusts a list that the build keeps of itself.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { parseAst } from "vite";
import { inRepository } from "./paths.mjs";

/** Opens a built app. Errors: throws when there is none. */
export function openBuiltApp(folder = inRepository("client", "dist")) {
  if (!existsSync(`${folder}/index.html`)) throw new Error("no built app: npm run build makes one");
  const read = (path) => readFileSync(`${folder}${path}`);
  return {
    read,
    shellFiles: () => shellFiles((path) => read(path).toString()),
    workerFiles: () => workerFiles((path) => read(path).toString(), scriptsIn(folder)),
    precachedFiles: () => precachedFiles(read("/service-worker.js").toString()),
  };
}

/**
 * The page, its styles and every script that it loads without anybody asking for more, as paths from the root.
 *
 * Scripts fetched by `import()` do not count, for the check-in path has none; the browser tests hold the page to it.
 */
export function shellFiles(readText) {
  const html = readText("/index.html");
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*>/g)].map(([tag]) => tag);
  const loaded = tags
    .filter((tag) => tag.startsWith("<script") || /rel="(stylesheet|modulepreload)"/.test(tag))
    .map((tag) => /(?:src|href)="([^"]+)"/.exec(tag)?.[1])
    .filter((path) => path !== undefined);
  return ["/index.html", ...closureOf(loaded, readText)];
}

/**
 * The engine's worker and every script it imports statically; `scripts` are all scripts of the app, for a worker may be
 * started by a chunk that is loaded later. Errors: throws when none of them starts it.
 */
export function workerFiles(readText, scripts) {
  const workers = scripts.flatMap((path) =>
    [...readText(path).matchAll(/["'`]([^"'`]*\/worker-[\w-]+\.js)["'`]/g)].map(([, found]) =>
      posix.resolve(posix.dirname(path), found),
    ),
  );
  if (workers.length === 0) throw new Error("no script starts a worker-….js");
  return closureOf(workers, readText);
}

/** What the service worker fetches at installation, from the list that the build put into it. */
export function precachedFiles(serviceWorkerText) {
  const files = [...serviceWorkerText.matchAll(/["']?url["']?:\s*["'`]([^"'`]+)["'`]/g)].map(
    ([, path]) => posix.resolve("/", path),
  );
  if (!files.includes("/index.html")) throw new Error("the service worker precaches no index.html");
  return [...new Set(files)];
}

function scriptsIn(folder) {
  return readdirSync(`${folder}/assets`)
    .filter((name) => name.endsWith(".js"))
    .map((name) => `/assets/${name}`);
}

function closureOf(paths, readText) {
  const found = new Set();
  const visit = (path) => {
    if (found.has(path)) return;
    found.add(path);
    if (path.endsWith(".js")) for (const next of staticImports(path, readText(path))) visit(next);
  };
  for (const path of paths) visit(path);
  return [...found];
}

function staticImports(path, text) {
  return parseAst(text)
    .body.map((node) => node.source?.value)
    .filter((source) => typeof source === "string")
    .map((source) => posix.resolve(posix.dirname(path), source));
}
