/** Where telegrams come from: a folder that something else fills, or JMA's Atom feed. */
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { type XmlDocument, XmlElement, parseXml } from "@rgrove/parse-xml";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import { readBody } from "../streams/bodies.ts";
import { TELEGRAM_BYTES_MAX } from "./telegram.ts";

/** Telegrams that were not given before. */
export interface Source {
  /** Errors: `unreachable`, with what was read before it; it is asked again. */
  news(): Promise<Result<readonly Uint8Array[], "unreachable">>;
  /** How long to wait before asking again. Units: Unix milliseconds in, milliseconds out. */
  waitMs(nowMs: number): number;
}

/** Telegrams that are read at once. */
const BATCH_MAX = 100;
/** How often a folder is looked at. */
const FOLDER_MS = 2_000;
/** JMA asks that its feeds be fetched once a minute, not at its beginning. */
const FEED_MS = 60_000;
const FEED_SECOND_MS = 20_000;
/** Times a file is read that is not whole and does not grow. */
const ATTEMPTS_MAX = 5;
const FETCH_MS_MAX = 20_000;
const FEED_BYTES_MAX = 4 * 1024 * 1024;
/** Times a telegram of a feed is asked for that is not given: once a minute, some six hours. */
export const FETCHES_MAX = 360;
/** Answers that a telegram is not there and will not be; any other refusal may be over in a minute. */
const GONE = new Set([404, 410]);
/** Addresses of telegrams that are remembered; the feed lists far fewer. */
const SEEN_MAX = 5_000;

/** The `.xml` files of a folder. */
export function folderSource(folder: string): Source {
  const seen = new Set<string>();
  const attempts = new Map<string, { readonly count: number; readonly byteCount: number }>();
  return {
    async news() {
      try {
        const names = (await readdir(folder)).filter((name) => /\.xml$/i.test(name));
        const fresh = names
          .filter((name) => !seen.has(name))
          .toSorted()
          .slice(0, BATCH_MAX);
        const telegrams: Uint8Array[] = [];
        for (const name of fresh) {
          // One that is gone again, or may not be read, takes nothing from the others.
          const bytes = await readFile(join(folder, name)).catch(() => undefined);
          const byteCount = bytes?.length ?? 0;
          const last = attempts.get(name);
          const count = last?.byteCount === byteCount ? last.count + 1 : 1;
          attempts.set(name, { count, byteCount });
          // Whoever writes it may not have finished.
          if (!(bytes && isWhole(bytes)) && count < ATTEMPTS_MAX) continue;
          seen.add(name);
          attempts.delete(name);
          if (bytes !== undefined) telegrams.push(new Uint8Array(bytes));
        }
        return ok(telegrams);
      } catch {
        return err("unreachable");
      }
    },
    waitMs: () => FOLDER_MS,
  };
}

/** What fetches; rejects where nobody answers. */
export type FetchFeed = (
  url: string,
  headers: Readonly<Record<string, string>>,
) => Promise<Response>;

/** The telegrams that an Atom feed names: those of 震度, each given once, and from the feed's own origin only. */
export function feedSource(feedUrl: string, fetchFeed: FetchFeed): Source {
  /** How often each was asked for; as often as may be once that is settled. */
  const fetches = new Map<string, number>();
  const countOf = (link: string) => fetches.get(link) ?? 0;
  let modified: string | undefined;

  async function listed(): Promise<readonly string[] | undefined> {
    const headers = modified === undefined ? {} : { "if-modified-since": modified };
    const answer = await fetchFeed(feedUrl, headers);
    if (answer.status === 304) return [];
    const body = answer.ok ? await readBody(answer, FEED_BYTES_MAX) : undefined;
    const links = body && linksIn(body, feedUrl);
    if (links === undefined) return undefined;
    // Only once all that it names has been fetched: a 304 would hide what is left.
    const due = links.filter((link) => countOf(link) < FETCHES_MAX);
    // What was asked for in vain comes last: it keeps nothing newer back.
    const fresh = due.toSorted((left, right) => countOf(left) - countOf(right));
    if (fresh.length <= BATCH_MAX) modified = answer.headers.get("last-modified") ?? undefined;
    return fresh.slice(0, BATCH_MAX);
  }

  return {
    async news() {
      const telegrams: Uint8Array[] = [];
      try {
        const links = await listed();
        if (links === undefined) return err("unreachable");
        for (const link of links) {
          fetches.set(link, countOf(link) + 1);
          const answer = await fetchFeed(link, {});
          const bytes = answer.ok ? await readBody(answer, TELEGRAM_BYTES_MAX) : undefined;
          // It may be there in a minute.
          if (answer.ok || GONE.has(answer.status)) fetches.set(link, FETCHES_MAX);
          else modified = undefined;
          if (bytes !== undefined) telegrams.push(bytes);
        }
        const forgotten = [...fetches.keys()].slice(0, Math.max(0, fetches.size - SEEN_MAX));
        for (const link of forgotten) fetches.delete(link);
        return ok(telegrams);
      } catch {
        modified = undefined;
        return telegrams.length > 0 ? ok(telegrams) : err("unreachable");
      }
    },
    waitMs: (nowMs) => FEED_MS - ((((nowMs - FEED_SECOND_MS) % FEED_MS) + FEED_MS) % FEED_MS),
  };
}

/** Fetches as the relay does. */
export function feedFetcher(stopping: AbortSignal): FetchFeed {
  return (url, headers) =>
    fetch(url, {
      headers,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(FETCH_MS_MAX)]),
    });
}

/** Titles of the telegrams that matter here; the feed of tests adds letters to some. */
const TITLES = /^(震度速報|震源・震度に関する情報)/;

/** Addresses of telegrams, the oldest first. Errors: undefined for what is no feed. */
export function linksIn(bytes: Uint8Array, feedUrl: string): readonly string[] | undefined {
  const root = parsed(bytes)?.root;
  if (root?.name !== "feed") return undefined;
  const origin = new URL(feedUrl).origin;
  const links = elements(root, "entry").flatMap((entry) => {
    const title = elements(entry, "title")[0]?.text.trim() ?? "";
    const href = elements(entry, "link")[0]?.attributes.href ?? "";
    if (!TITLES.test(title) || !URL.canParse(href, feedUrl)) return [];
    const url = new URL(href, feedUrl);
    return url.origin === origin ? [url.href] : [];
  });
  return [...new Set(links)].toReversed();
}

function elements(parent: XmlElement, name: string): readonly XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement => child instanceof XmlElement && child.name === name,
  );
}

function isWhole(bytes: Uint8Array): boolean {
  return bytes.length > TELEGRAM_BYTES_MAX || parsed(bytes) !== undefined;
}

function parsed(bytes: Uint8Array): XmlDocument | undefined {
  try {
    return parseXml(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
