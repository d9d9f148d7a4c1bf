/**
 * The built app as files: found once at start, so that a request can only ever name what is there.
 *
 * Invariants: what `npm run build` compressed beforehand is sent as it is; files with a hash in their name never change, so
 * they are cached for ever, everything else is asked for again each time (by its ETag).
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";

/** One file of the app, in each form it exists in. */
export interface Asset {
  readonly contentType: string;
  readonly isImmutable: boolean;
  readonly etag: string;
  /** Paths on disk by content encoding; "identity" is always there. */
  readonly files: ReadonlyMap<Encoding, string>;
}

/** Forms of a file, the smallest first. */
export const ENCODINGS = ["br", "gzip", "identity"] as const;
/** A content encoding the relay can send. */
export type Encoding = (typeof ENCODINGS)[number];

/** The app's files by URL path. */
export type Assets = ReadonlyMap<string, Asset>;

/** The page that every address of the app opens. */
export const SHELL_PATH = "/index.html";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};

const SUFFIX: Readonly<Record<Encoding, string>> = { br: ".br", gzip: ".gz", identity: "" };

/** Looks through the folder of the built app. Errors: undefined when there is no app in it. */
export async function findAssets(folder: string): Promise<Assets | undefined> {
  const paths = await filesBelow(folder).catch(() => []);
  const onDisk = new Set(paths);
  const assets = new Map<string, Asset>();
  for (const path of paths) {
    const contentType = CONTENT_TYPES[extname(path)];
    if (contentType === undefined) continue;
    const url = `/${relative(folder, path).split(sep).join("/")}`;
    const forms = ENCODINGS.map((encoding) => [encoding, path + SUFFIX[encoding]] as const);
    assets.set(url, {
      contentType,
      isImmutable: isHashed(url),
      etag: createHash("sha256")
        .update(await readFile(path))
        .digest("base64url")
        .slice(0, 22),
      files: new Map(forms.filter(([, file]) => onDisk.has(file))),
    });
  }
  return assets.has(SHELL_PATH) ? assets : undefined;
}

/** Vite puts files whose names carry a hash of their content into this folder, and nothing else. */
function isHashed(url: string): boolean {
  return /^\/assets\/.+-[\w-]{8}\.\w+$/.test(url);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
