/** A page of messages as a body, an ETag and headers. Pure. */
import { mediaType } from "../storage/media-type.ts";
import type { ReadAnswer, StreamHead } from "../storage/storage.ts";
import { joinJsonItems } from "./json-items.ts";
import { HEADER, JSON_TYPE } from "./protocol.ts";

/** A read that found its stream. */
export type Page = Extract<ReadAnswer, { type: "page" }>;

/** Tells whether the page ends where the stream ended when it was read. */
export function isUpToDate(page: Page): boolean {
  return page.next === page.head.tail;
}

/** Tells whether nothing can ever follow this page. */
export function isAtEnd(page: Page): boolean {
  return page.head.isClosed && isUpToDate(page);
}

/** The page's messages as one body: a JSON array, or the bytes one after another. */
export function pageBody(page: Page): Uint8Array {
  const parts = page.messages.map((message) => message.bytes);
  if (isJson(page.head)) return joinJsonItems(parts);
  return new Uint8Array(Buffer.concat(parts));
}

/** Tells whether a stream's messages are JSON values. */
export function isJson(head: StreamHead): boolean {
  return mediaType(head.contentType) === JSON_TYPE;
}

/** Headers that tell where the page ends. */
export function pageHeaders(page: Page): Record<string, string> {
  return {
    [HEADER.nextOffset]: page.next,
    ...(isUpToDate(page) && { [HEADER.upToDate]: "true" }),
    ...(isAtEnd(page) && { [HEADER.closed]: "true" }),
  };
}

/** Names the page's content: the same ETag means the same bytes and the same knowledge of the end. */
export function pageETag(page: Page): string {
  const end = isAtEnd(page) ? "closed" : isUpToDate(page) ? "tail" : "more";
  return `"${page.head.incarnation}:${page.start}:${page.next}:${end}"`;
}

/** Tells whether an If-None-Match names the ETag. */
export function matchesETag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
