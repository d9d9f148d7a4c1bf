/**
 * The storage port: what the relay asks of the place where streams live. [REL1] [REL3]
 *
 * Guarantees every adapter keeps (storage.contract.ts proves them):
 * - What `transact` answers is **durable**: the fsync happened before the promise resolved. Many concurrent callers share
 *   one transaction and one fsync (group commit); each write is judged and answered for itself, in the order given.
 * - A stream is an append-only sequence of messages; position counts them from 1. A message id is stored once in its
 *   stream: appending it again is answered `known` and changes nothing.
 * - The running hash is SHA-256(previous running hash ‖ id), starting from 32 zero bytes; an offset is a position and the
 *   first 8 bytes of the running hash there (offset.ts). An offset that this storage did not give out, because it lost
 *   messages or was set back, is answered `gone`.
 * - A caller that sees an answer, and then reads, sees what it wrote. Subscribers are told after the commit, never before.
 *
 * Left to others: who may append (admission), HTTP (streams/routes.ts), what the bytes mean (the replicas).
 */
import type { Result } from "@tomoshibi/shared/base/result.ts";

/** Names one stream: the association's id as text, and the stream's name, which may contain slashes. */
export interface StreamKey {
  readonly association: string;
  readonly stream: string;
}

/** A place in a stream: 16 digits of position, `_`, 16 hex digits of the running hash. Sorts as text. */
export type Offset = string;

/** What is fixed when a stream is created. A TTL slides: reading (`touch`) and writing start it again. */
export interface StreamConfig {
  readonly contentType: string;
  readonly ttlSeconds: number | null;
  readonly expiresAtMs: number | null;
}

/**
 * A stream's state without its messages. `incarnation` differs when a stream was deleted and made anew; `liveCount` counts
 * the messages that are no husks.
 */
export interface StreamHead extends StreamConfig {
  readonly key: StreamKey;
  readonly incarnation: string;
  readonly tail: Offset;
  readonly messageCount: number;
  readonly liveCount: number;
  readonly byteCount: number;
  readonly isClosed: boolean;
}

/**
 * A message to append.
 *
 * Shape: id is 32 bytes, an entry's id; null lets storage make one from the running hash and the bytes, for raw streams,
 *        which may hold the same bytes twice. author is 16 hex digits and seq its own count, both null when unknown.
 */
export interface NewMessage {
  readonly id: Uint8Array | null;
  readonly author: string | null;
  readonly seq: number | null;
  readonly bytes: Uint8Array;
}

/** A stored message. `arrivedAtMs` is by the relay's clock, and only for people to look at. */
export interface Message extends NewMessage {
  readonly id: Uint8Array;
  readonly position: number;
  readonly arrivedAtMs: number;
  readonly isHusk: boolean;
}

/** One request of an idempotent producer of Durable Streams: a retry is answered, not stored again. */
export interface ProducerStep {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
}

/** A card's look-up record: `blob` is sealed under the card's code, `state` is a short word that admission owns. [MEM6] */
export interface Invite {
  readonly id: string;
  readonly association: string;
  readonly blob: Uint8Array;
  readonly state: string;
}

/** Makes a stream; the messages are its first. Equal config: `exists`, and the messages are not appended. */
export interface CreateWrite {
  readonly type: "create";
  readonly key: StreamKey;
  readonly config: StreamConfig;
  readonly messages: readonly NewMessage[];
  readonly close?: boolean;
}

/**
 * Appends messages to one stream, all or none of them.
 *
 * `createWith`: makes the stream if it is missing. `limit`: refuses with `full` what would grow the stream beyond it, husks
 * not counted (the bounded intake, REL4). The other conditions are those of Durable Streams and are judged in this order: producer,
 * closed, contentType, streamSeq. `messages` may be empty only with `close`.
 */
export interface AppendWrite {
  readonly type: "append";
  readonly key: StreamKey;
  readonly messages: readonly NewMessage[];
  readonly createWith?: StreamConfig;
  readonly limit?: { readonly messagesMax: number; readonly bytesMax: number };
  readonly contentType?: string;
  readonly streamSeq?: string;
  readonly producer?: ProducerStep;
  readonly close?: boolean;
}

/** Removes a stream and its messages. */
export interface DeleteWrite {
  readonly type: "delete";
  readonly key: StreamKey;
}

/** Starts a stream's TTL again, as a read does. */
export interface TouchWrite {
  readonly type: "touch";
  readonly key: StreamKey;
}

/** Puts a husk in the place of a message's bytes; its id, position and every offset stay. [ERA1] */
export interface EraseWrite {
  readonly type: "erase";
  readonly key: StreamKey;
  readonly id: Uint8Array;
  readonly husk: Uint8Array;
}

/** Stores an invite, replacing the one with the same id. */
export interface PutInviteWrite {
  readonly type: "putInvite";
  readonly invite: Invite;
}

/** Stores a setting of the relay's own, replacing what was there. */
export interface PutSettingWrite {
  readonly type: "putSetting";
  readonly name: string;
  readonly value: Uint8Array;
}

/** Everything that can be written; see each. */
export type Write =
  | CreateWrite
  | AppendWrite
  | DeleteWrite
  | TouchWrite
  | EraseWrite
  | PutInviteWrite
  | PutSettingWrite;

/** Answer to a `create`: `conflict` when the stream exists with another config. */
export interface CreateAnswer {
  readonly type: "created" | "exists" | "conflict";
  readonly head: StreamHead;
}

/** What became of one message: stored now, or its id was there before. */
export interface MessageOutcome {
  readonly type: "accepted" | "known";
  readonly position: number;
}

/** Answer to an `append`. Only `appended` changed anything; `outcomes` has one item a message, in order. */
export type AppendAnswer =
  | {
      readonly type: "appended";
      readonly head: StreamHead;
      readonly outcomes: readonly MessageOutcome[];
    }
  | { readonly type: "notFound" }
  | { readonly type: "closed"; readonly head: StreamHead }
  | { readonly type: "full"; readonly head: StreamHead }
  | { readonly type: "contentTypeMismatch"; readonly head: StreamHead }
  | { readonly type: "streamSeqRegressed"; readonly head: StreamHead }
  | { readonly type: "producerDuplicate"; readonly head: StreamHead; readonly seq: number }
  | { readonly type: "producerStale"; readonly epoch: number }
  | { readonly type: "producerEpochMidway" }
  | { readonly type: "producerGap"; readonly expectedSeq: number };

/** Answer to a `delete` or `touch`. */
export interface PlainAnswer {
  readonly type: "done" | "notFound";
}

/** The answer that belongs to a write. */
export type AnswerTo<W extends Write> = W extends CreateWrite
  ? CreateAnswer
  : W extends AppendWrite
    ? AppendAnswer
    : PlainAnswer;

/** The answers to a list of writes, each at its write's place. */
export type AnswersTo<Writes extends readonly Write[]> = {
  readonly [Index in keyof Writes]: AnswerTo<Writes[Index]>;
};

/** One stream to read: what follows `after`; "start" and "tail" stand for the two ends, and a number for so many before the tail. */
export interface ReadRequest {
  readonly key: StreamKey;
  readonly after: Offset | "start" | "tail" | number;
}

/** How much one read may bring; the first message always comes, however long. */
export interface ReadLimit {
  readonly messagesMax: number;
  readonly bytesMax: number;
}

/** Answer to a read; `gone` means the offset is not of this stream as it is now: read from the start. [REL1] */
export type ReadAnswer =
  | {
      readonly type: "page";
      readonly head: StreamHead;
      readonly start: Offset;
      readonly next: Offset;
      readonly messages: readonly Message[];
    }
  | { readonly type: "notFound" }
  | { readonly type: "gone"; readonly head: StreamHead };

/** A stream grew, was made, closed or erased from; `head` is null when it was deleted. Touches are no news. */
export interface StreamChange {
  readonly key: StreamKey;
  readonly head: StreamHead | null;
}

/** Sums over an association's streams. */
export interface Usage {
  readonly streamCount: number;
  readonly messageCount: number;
  readonly byteCount: number;
}

/** Sums over everything stored, `named` over the streams of one name; `diskBytes` is what the database takes. */
export interface Totals extends Usage {
  readonly associationCount: number;
  readonly named: Pick<Usage, "messageCount" | "byteCount">;
  readonly diskBytes: number;
}

/**
 * Why storage could not do it. Nothing of a failed `transact` is acknowledged, though after `Unavailable` some of it may
 * be there: senders send again, ids make that harmless.
 */
export type StorageError =
  | { readonly type: "Busy" }
  /** The disk has no room: what is there can be read, nothing new is taken. */
  | { readonly type: "DiskFull" }
  | { readonly type: "Unavailable"; readonly cause: unknown };

/** The port; see the module's docstring for what it promises. */
export interface Storage {
  /** Applies writes in order, in one transaction and one fsync; answers each. At most WRITES_MAX writes a call. */
  transact<const Writes extends readonly Write[]>(
    writes: Writes,
  ): Promise<Result<AnswersTo<Writes>, StorageError>>;
  /** Reads many streams of any association at once; the limit is for each stream. */
  read(
    requests: readonly ReadRequest[],
    limit: ReadLimit,
  ): Promise<Result<readonly ReadAnswer[], StorageError>>;
  /** The stream's head, or undefined if there is none (never made, deleted, expired). */
  head(key: StreamKey): Promise<Result<StreamHead | undefined, StorageError>>;
  /** Per stream the highest seq stored of an author: how a sender learns that it was cloned or set back. [REL2] [ENT6] */
  highestSeq(
    association: string,
    author: string,
  ): Promise<Result<ReadonlyMap<string, number>, StorageError>>;
  /** How much an association holds. */
  usage(association: string): Promise<Result<Usage, StorageError>>;
  /** How much there is in all, and in the streams of one name. Cost: O(streams). */
  totals(stream: string): Promise<Result<Totals, StorageError>>;
  /** Every association that has a stream. Cost: O(streams). */
  associations(): Promise<Result<readonly string[], StorageError>>;
  /** The heads of an association's streams, by name. */
  streams(association: string): Promise<Result<readonly StreamHead[], StorageError>>;
  /** The invite with this look-up id. */
  invite(id: string): Promise<Result<Invite | undefined, StorageError>>;
  /** Which invites of an association have one of these states, in any order; without their blobs. Cost: O(invites). */
  invites(
    association: string,
    states: readonly string[],
  ): Promise<Result<readonly Pick<Invite, "id" | "state">[], StorageError>>;
  /** The relay's own setting with this name, for example the seed of its key. */
  setting(name: string): Promise<Result<Uint8Array | undefined, StorageError>>;
  /** Stores a setting unless it is there, durably; answers the one that is there now, so that all callers agree. */
  settle(name: string, value: Uint8Array): Promise<Result<Uint8Array, StorageError>>;
  /** Calls back after each commit that changed a stream of the association. The answer ends it. */
  subscribe(association: string, onChange: (change: StreamChange) => void): () => void;
  /** Finishes what was taken on, then frees file, lock and memory. */
  close(): Promise<void>;
}

/** Writes in one call of `transact`. */
export const WRITES_MAX = 2048;
/** Writes of all callers in one shared transaction (group commit). */
export const GROUP_WRITES_MAX = 512;
/** Message bytes in one shared transaction, beyond which the next callers wait for the next one. */
export const GROUP_BYTES_MAX = 8 * 1024 * 1024;
/** Callers that may wait for a transaction; more are answered `Busy`. */
export const WAITING_CALLERS_MAX = 10_000;
/** Length of an association's or a stream's name, in UTF-16 units. */
export const NAME_LENGTH_MAX = 512;
