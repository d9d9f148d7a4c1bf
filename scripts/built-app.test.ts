import { expect, test } from "vitest";
import { precachedFiles, shellFiles, workerFiles } from "./lib/built-app.mjs";

const files: Record<string, string> = {
  "/index.html": `<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/assets/a.css">
    <script type="module" crossorigin src="/assets/main-1.js"></script>
    <link rel="modulepreload" crossorigin href="/assets/react-2.js">`,
  "/assets/main-1.js": `import { a } from "./react-2.js"; export * from "./deep-3.js"; import("./lazy-4.js");
    new Worker(new URL("/assets/worker-5_a-B.js", import.meta.url), { type: "module" });`,
  "/assets/react-2.js": "export const a = 1;",
  "/assets/deep-3.js": `import "./react-2.js";`,
  "/assets/worker-5_a-B.js": `import "./codec-6.js"; import("./automerge-7.js");`,
  "/assets/codec-6.js": "",
};
const scripts = Object.keys(files).filter((path) => path.endsWith(".js"));
const read = (path: string) => files[path] ?? "";

test("the shell is the page, its styles and what it imports, however deep, but nothing lazy", () => {
  expect(new Set(shellFiles(read))).toEqual(
    new Set([
      "/assets/a.css",
      "/assets/deep-3.js",
      "/assets/main-1.js",
      "/assets/react-2.js",
      "/index.html",
    ]),
  );
});

test("the worker is the script that is started as one and what it imports, but nothing lazy", () => {
  expect(workerFiles(read, scripts)).toEqual(["/assets/worker-5_a-B.js", "/assets/codec-6.js"]);
});

test("an app without a worker is an error, not zero bytes", () => {
  const withoutWorker = (path: string) => (path === "/assets/main-1.js" ? "" : read(path));
  expect(() => workerFiles(withoutWorker, scripts)).toThrow("no script starts");
});

test("the list of precached files is read from the service worker, minified or not", () => {
  const list = `x([{"revision":"1","url":"index.html"},{revision:null,url:\`assets/a.js\`}])`;
  expect(precachedFiles(list)).toEqual(["/index.html", "/assets/a.js"]);
  expect(() => precachedFiles("x([])")).toThrow("index.html");
});
