/** Serves the app: a file if there is one, the shell for every other address a person may open. */
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { type Context, Hono } from "hono";
import { FORM_SECURITY_POLICY, WORKER_SECURITY_POLICY } from "../http/security-headers.ts";
import { FORM_PATH } from "@tomoshibi/shared/entry/form-link.ts";
import { type Asset, type Assets, ENCODINGS, type Encoding, SHELL_PATH } from "./assets.ts";

/** The no-app page: a page of its own, which loads nothing of the app. */
const FORM_FILE = "/form.html";

/** Makes the routes of the app's files; without a built app every address says so. */
export function createAssetRoutes(assets: Assets | undefined): Hono {
  const routes = new Hono();
  // Hono answers HEAD with this as well, and leaves the body out.
  routes.get("/*", async (c) => {
    if (assets === undefined)
      return c.text("アプリはここにありません / there is no app here\n", 404);
    const asset = assets.get(pathOf(c)) ?? (isPage(c) ? assets.get(SHELL_PATH) : undefined);
    return asset === undefined ? c.text("not found\n", 404) : send(c, asset);
  });
  return routes;
}

async function send(c: Context, asset: Asset): Promise<Response> {
  const encoding = chooseEncoding(asset, c.req.header("accept-encoding") ?? "");
  // One representation, one strong tag.
  const etag = `"${asset.etag}-${encoding}"`;
  const headers = new Headers({
    etag,
    "cache-control": asset.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    vary: "accept-encoding",
  });
  // A worker goes by its own script's policy, not by the page's.
  if (isWorker(c)) headers.set("content-security-policy", WORKER_SECURITY_POLICY);
  if (pathOf(c) === FORM_FILE) headers.set("content-security-policy", FORM_SECURITY_POLICY);
  if (c.req.header("if-none-match")?.split(/,\s*/).includes(etag)) {
    return new Response(null, { status: 304, headers });
  }
  const file = asset.files.get(encoding);
  const body = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  if (body === undefined) return c.text("not found\n", 404);
  headers.set("content-type", asset.contentType);
  headers.set("content-length", String(body.length));
  if (encoding !== "identity") headers.set("content-encoding", encoding);
  return new Response(new Uint8Array(body), { headers });
}

/** The smallest form that the browser takes; `q=0` means it does not. */
function chooseEncoding(asset: Asset, header: string): Encoding {
  const accepted = new Map(
    header.split(",").map((item) => {
      const [name = "", weight = ""] = item
        .trim()
        .toLowerCase()
        .split(/;\s*q=/);
      return [name, weight === "" || Number(weight) > 0] as const;
    }),
  );
  const isTaken = (encoding: Encoding) =>
    asset.files.has(encoding) && accepted.get(encoding) === true;
  return ENCODINGS.find(isTaken) ?? "identity";
}

function pathOf(c: Context): string {
  try {
    const path = decodeURIComponent(c.req.path);
    if (path === FORM_PATH) return FORM_FILE;
    return path === "/" ? SHELL_PATH : path;
  } catch {
    return c.req.path;
  }
}

function isWorker(c: Context): boolean {
  return /^\/assets\/worker-[\w-]+\.js$/.test(pathOf(c));
}

/** A missing script must fail as one, not arrive as a page of HTML. */
function isPage(c: Context): boolean {
  return extname(c.req.path) === "" && (c.req.header("accept") ?? "").includes("text/html");
}
