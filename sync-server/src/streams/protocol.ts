/** The words of the Durable Streams protocol 1.0, and this relay's limits on it. */

/** Headers of requests and answers. */
export const HEADER = {
  nextOffset: "stream-next-offset",
  upToDate: "stream-up-to-date",
  closed: "stream-closed",
  cursor: "stream-cursor",
  seq: "stream-seq",
  ttl: "stream-ttl",
  expiresAt: "stream-expires-at",
  dataEncoding: "stream-sse-data-encoding",
  producerId: "producer-id",
  producerEpoch: "producer-epoch",
  producerSeq: "producer-seq",
  producerExpectedSeq: "producer-expected-seq",
  producerReceivedSeq: "producer-received-seq",
  forkedFrom: "stream-forked-from",
} as const;

/** Stands for the stream's beginning. */
export const OFFSET_BEGINNING = "-1";
/** Stands for the stream's end at the time of asking. */
export const OFFSET_NOW = "now";
/** The type of a stream that was created without one. */
export const DEFAULT_CONTENT_TYPE = "application/octet-stream";
/** The type whose bodies are lists of messages. */
export const JSON_TYPE = "application/json";

/** Bytes of one request's body. */
export const APPEND_BYTES_MAX = 1024 * 1024;
/** Messages of one request's body. */
export const APPEND_MESSAGES_MAX = 10_000;
/** Bytes of one answer, unless a single message is longer. */
export const PAGE_BYTES_MAX = 1024 * 1024;
/** Messages of one answer. */
export const PAGE_MESSAGES_MAX = 2000;
/** How long a long-poll waits for news. */
export const LONG_POLL_MS = 25_000;
/** How long an event stream stays open: middleboxes cut what lasts longer. */
export const EVENT_STREAM_MS = 60_000;
/** Live readers at once; more are asked to come back. */
export const LIVE_READERS_MAX = 10_000;
