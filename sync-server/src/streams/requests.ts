/**
 * Reads requests of the Durable Streams protocol: headers and bodies in, what storage is asked out. Pure.
 */
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import { isName, isStorableText } from "../storage/check-writes.ts";
import { mediaType } from "../storage/media-type.ts";
import { decodeOffset } from "../storage/offset.ts";
import type {
  AppendWrite,
  CreateWrite,
  NewMessage,
  ProducerStep,
  ReadRequest,
  StreamConfig,
  StreamKey,
} from "../storage/storage.ts";
import { splitJsonItems } from "./json-items.ts";
import {
  APPEND_MESSAGES_MAX,
  DEFAULT_CONTENT_TYPE,
  HEADER,
  JSON_TYPE,
  OFFSET_BEGINNING,
  OFFSET_NOW,
} from "./protocol.ts";

/** Why a request is refused before storage is asked. */
export type RequestError =
  | { readonly type: "Malformed" }
  | { readonly type: "TooLarge" }
  | { readonly type: "NotOffered" };

/** What to read, and how long to stay. */
export interface StreamRead {
  readonly after: ReadRequest["after"];
  readonly live: "no" | "long-poll" | "sse";
  readonly cursor: string | undefined;
}

const malformed = err({ type: "Malformed" } as const);
const UINT = /^(?:0|[1-9]\d{0,15})$/;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** Reads a PUT. */
export function parseCreate(
  key: StreamKey,
  headers: Headers,
  body: Uint8Array,
): Result<CreateWrite, RequestError> {
  // Forks are an extension that nobody here needs; a fork made as a plain stream would be a lie.
  if (headers.has(HEADER.forkedFrom)) return err({ type: "NotOffered" });
  const config = parseConfig(headers);
  if (!config) return malformed;
  const messages = body.length === 0 ? ok([]) : parseMessages(config.contentType, body);
  if (!messages.ok) return messages;
  const close = isClosing(headers);
  return ok({ type: "create", key, config, messages: messages.value, close });
}

/** Reads a POST: an append, a close, or both. */
export function parseAppend(
  key: StreamKey,
  headers: Headers,
  body: Uint8Array,
): Result<AppendWrite, RequestError> {
  const producer = parseProducer(headers);
  const streamSeq = headers.get(HEADER.seq) ?? undefined;
  const close = isClosing(headers);
  if (producer === "malformed" || !isStorableText(streamSeq ?? "")) return malformed;
  const conditions = {
    ...(producer && { producer }),
    ...(streamSeq !== undefined && { streamSeq }),
    close,
  };
  if (body.length === 0) {
    return close ? ok({ type: "append", key, messages: [], ...conditions }) : malformed;
  }
  const contentType = headers.get("content-type");
  if (!contentType || !MEDIA_TYPE.test(mediaType(contentType))) return malformed;
  const messages = parseMessages(contentType, body);
  if (!messages.ok) return messages;
  if (messages.value.length === 0) return malformed;
  return ok({ type: "append", key, messages: messages.value, contentType, ...conditions });
}

/** Reads a GET's query. */
export function parseRead(query: URLSearchParams): Result<StreamRead, RequestError> {
  const offsets = query.getAll("offset");
  const live = query.get("live") ?? "no";
  if (offsets.length > 1 || (live !== "no" && live !== "long-poll" && live !== "sse")) {
    return malformed;
  }
  if (live !== "no" && offsets.length === 0) return malformed;
  const after = parseOffset(offsets[0] ?? OFFSET_BEGINNING);
  return after ? ok({ after, live, cursor: query.get("cursor") ?? undefined }) : malformed;
}

function parseOffset(offset: string): ReadRequest["after"] | undefined {
  if (offset === OFFSET_BEGINNING) return "start";
  if (offset === OFFSET_NOW) return "tail";
  return decodeOffset(offset) && offset;
}

function parseConfig(headers: Headers): StreamConfig | undefined {
  const contentType = headers.get("content-type") ?? DEFAULT_CONTENT_TYPE;
  const ttl = headers.get(HEADER.ttl);
  const expiresAt = headers.get(HEADER.expiresAt);
  if (!MEDIA_TYPE.test(mediaType(contentType)) || (ttl !== null && expiresAt !== null)) {
    return undefined;
  }
  const ttlSeconds = ttl === null ? null : parseUint(ttl);
  const expiresAtMs = expiresAt === null ? null : parseInstant(expiresAt);
  if (ttlSeconds === undefined || expiresAtMs === undefined) return undefined;
  return { contentType, ttlSeconds, expiresAtMs };
}

/** All three headers or none; "malformed" for anything between. */
function parseProducer(headers: Headers): ProducerStep | undefined | "malformed" {
  const id = headers.get(HEADER.producerId);
  const epochText = headers.get(HEADER.producerEpoch);
  const seqText = headers.get(HEADER.producerSeq);
  if (id === null && epochText === null && seqText === null) return undefined;
  const epoch = parseUint(epochText ?? "");
  const seq = parseUint(seqText ?? "");
  if (id === null || !isName(id) || epoch === undefined || seq === undefined) return "malformed";
  return { id, epoch, seq };
}

function parseMessages(
  contentType: string,
  body: Uint8Array,
): Result<readonly NewMessage[], RequestError> {
  const items = mediaType(contentType) === JSON_TYPE ? splitJsonItems(body) : [body];
  if (!items) return malformed;
  if (items.length > APPEND_MESSAGES_MAX) return err({ type: "TooLarge" });
  return ok(items.map((bytes) => ({ id: null, author: null, seq: null, bytes })));
}

function isClosing(headers: Headers): boolean {
  return headers.get(HEADER.closed)?.trim().toLowerCase() === "true";
}

function parseUint(text: string): number | undefined {
  const value = Number(text);
  return UINT.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

function parseInstant(text: string): number | undefined {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
