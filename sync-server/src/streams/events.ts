/** Server-sent events of the Durable Streams protocol. Pure. */
import { mediaType } from "../storage/media-type.ts";
import type { StreamHead } from "../storage/storage.ts";
import { isAtEnd, isJson, isUpToDate, pageBody } from "./pages.ts";
import type { Page } from "./pages.ts";

/** Tells whether a stream's bytes must be wrapped: events are text. */
export function needsBase64(head: StreamHead): boolean {
  return !isJson(head) && !mediaType(head.contentType).startsWith("text/");
}

/** The events for a page: its data, if any, and where the reader is now. */
export function pageEvents(page: Page, cursor: string): string {
  const control = {
    streamNextOffset: page.next,
    ...(isAtEnd(page) ? { streamClosed: true } : { streamCursor: cursor }),
    ...(isUpToDate(page) && { upToDate: true }),
  };
  const data = page.messages.length === 0 ? "" : event("data", dataText(page));
  return data + event("control", JSON.stringify(control));
}

function dataText(page: Page): string {
  const body = pageBody(page);
  return Buffer.from(body).toString(needsBase64(page.head) ? "base64" : "utf8");
}

function event(name: string, text: string): string {
  // Every kind of line end starts a new data line, or a payload could end the event and forge the next one. A reader
  // takes one leading space away, so that a line's own first space is sent behind another.
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => `data:${line.startsWith(" ") ? " " : ""}${line}\n`);
  return `event: ${name}\n${lines.join("")}\n`;
}
