/** The rows of table `streams` and how to read them. */
import type { StreamRow } from "./rows.ts";

/** A row as the driver gives it. */
export interface StoredStream {
  readonly stream_id: number;
  readonly association: string;
  readonly stream: string;
  readonly content_type: string;
  readonly ttl_seconds: number | null;
  readonly expires_at_ms: number | null;
  readonly deadline_ms: number | null;
  readonly message_count: number;
  readonly husk_count: number;
  readonly byte_count: number;
  readonly running_hash: Uint8Array;
  readonly is_closed: boolean;
  readonly stream_seq: string | null;
}

/** The columns of a StoredStream. */
export const STREAM_COLUMNS = `stream_id, association, stream, content_type, ttl_seconds, expires_at_ms, deadline_ms,
  message_count, byte_count, running_hash, is_closed, stream_seq, husk_count`;

/** Reads a row. */
export function toStreamRow(stored: StoredStream): StreamRow {
  return {
    streamId: stored.stream_id,
    key: { association: stored.association, stream: stored.stream },
    config: {
      contentType: stored.content_type,
      ttlSeconds: stored.ttl_seconds,
      expiresAtMs: stored.expires_at_ms,
    },
    deadlineMs: stored.deadline_ms,
    messageCount: stored.message_count,
    huskCount: stored.husk_count,
    byteCount: stored.byte_count,
    runningHash: stored.running_hash,
    isClosed: stored.is_closed,
    streamSeq: stored.stream_seq,
  };
}
