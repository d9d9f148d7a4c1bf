/**
 * What a stream looks like inside storage: the rows that the rules of write-plan.ts read and make, for every adapter.
 */
import { encodeOffset } from "./offset.ts";
import type { Invite, Message, StreamConfig, StreamHead, StreamKey } from "./storage.ts";

/** A stream as it is stored. `deadlineMs`: when it expires, by TTL or date; null is never. */
export interface StreamRow {
  readonly streamId: number;
  readonly key: StreamKey;
  readonly config: StreamConfig;
  readonly deadlineMs: number | null;
  readonly messageCount: number;
  /** How many of the messages are husks. */
  readonly huskCount: number;
  readonly byteCount: number;
  readonly runningHash: Uint8Array;
  readonly isClosed: boolean;
  readonly streamSeq: string | null;
}

/** Where a message with a known id is, and what a husk would free. */
export interface KnownMessage {
  readonly position: number;
  readonly byteLength: number;
  readonly isHusk: boolean;
}

/** The last accepted step of an idempotent producer. */
export interface ProducerState {
  readonly epoch: number;
  readonly seq: number;
}

/** What an adapter must have read before: the streams, ids and producers that the writes name, and unused stream ids. */
export interface Loaded {
  readonly streams: ReadonlyMap<string, StreamRow>;
  /** By stream id, then id in hex. */
  readonly known: ReadonlyMap<number, ReadonlyMap<string, KnownMessage>>;
  /** By stream id, then producer id. */
  readonly producers: ReadonlyMap<number, ReadonlyMap<string, ProducerState>>;
  readonly freeStreamIds: readonly number[];
}

/** A message to store, with the part of the running hash that offsets show. */
export interface MessageRow extends Message {
  readonly streamId: number;
  readonly runningHash: Uint8Array;
}

/** What an adapter must store, in this order; everything before it in the same stream is already taken into account. */
export interface Changes {
  readonly wipedStreamIds: readonly number[];
  readonly streams: readonly StreamRow[];
  readonly messages: readonly MessageRow[];
  readonly producers: readonly (ProducerState & { streamId: number; producerId: string })[];
  readonly husks: readonly { streamId: number; position: number; bytes: Uint8Array }[];
  readonly invites: readonly Invite[];
  readonly settings: readonly { readonly name: string; readonly value: Uint8Array }[];
}

/** The text that stands for a stream in maps; U+0000 is in no name. */
export function streamKeyText(key: StreamKey): string {
  return `${key.association}\u0000${key.stream}`;
}

/** Rows are replaced, not changed: what follows from one is made once. */
const heads = new WeakMap<StreamRow, StreamHead>();

/** The public face of a stored stream. */
export function headOf(row: StreamRow): StreamHead {
  const known = heads.get(row);
  if (known !== undefined) return known;
  const head = makeHead(row);
  heads.set(row, head);
  return head;
}

function makeHead(row: StreamRow): StreamHead {
  return {
    ...row.config,
    key: row.key,
    incarnation: String(row.streamId),
    tail: encodeOffset(row.messageCount, row.runningHash),
    messageCount: row.messageCount,
    liveCount: row.messageCount - row.huskCount,
    byteCount: row.byteCount,
    isClosed: row.isClosed,
  };
}

/** Tells whether a stream's time is over; it is then treated as not there. */
export function isExpired(row: StreamRow, nowMs: number): boolean {
  return row.deadlineMs !== null && row.deadlineMs <= nowMs;
}
