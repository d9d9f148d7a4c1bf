/**
 * The entry: the signed, sealed unit that carries a record or changes, is stored and travels. [ENT1] [ENT2] [ENT4]
 *
 * Invariants: one encoding per entry; the id covers association, stream, chain position and content, so an entry cannot be
 * replayed elsewhere; a husk has the id of the entry it was. Who the author is and what the payload may say is left to
 * membership and records.
 */
import { equalBytes } from "../base/bytes.ts";
import { type CborValue, decodeCbor, encodeCbor, isBytes, isTuple, isUint } from "../base/cbor.ts";
import {
  type AssociationId,
  type DeviceId,
  type EntryId,
  ID_BYTES,
  idBytes,
  toId,
} from "../base/ids.ts";
import { deriveKey, sha256 } from "../crypto/hash.ts";
import { NONCE_BYTES, open, seal, sharedSecret } from "../crypto/seal.ts";
import { SIGNATURE_BYTES, type VerifySignature, sign, verify } from "../crypto/sign.ts";
import { type Audience, type StreamName, isWriteOnlyForMembers, sealedFor } from "./stream-name.ts";

/** The version of the frame; it stays the same for all payloads. [ENT8] */
export const ENTRY_VERSION = 1;
/** Largest encoded entry; what is larger becomes a blob. [ENT5] */
export const ENTRY_BYTES_MAX = 64 * 1024;
/** Bytes of `prev`, the start of the previous id; eight zeros for the first entry. */
export const PREV_BYTES = 8;

/** An entry as it was decoded, in the stream where it was found. */
export interface Entry {
  readonly version: number;
  readonly author: DeviceId;
  /** The author's own count of its entries in this stream, from 1. */
  readonly seq: number;
  readonly prev: Uint8Array;
  /** Number of the audience's epoch; 0 in streams whose boxes stay open. */
  readonly epoch: number;
  /** The sealed payload; undefined in a husk. */
  readonly box: Uint8Array | undefined;
  readonly boxHash: Uint8Array;
  readonly signature: Uint8Array;
}

/** The key of one epoch of one audience, as writers and readers hold it. [KEY1] */
export interface EpochKey {
  readonly audience: Audience;
  readonly number: number;
  /** Hash of the epoch's statement, 32 bytes; for a household's first key, the hash that stands for it. */
  readonly epochId: Uint8Array;
  /** X25519 public key of a write-only audience; undefined for symmetric audiences. */
  readonly publicKey: Uint8Array | undefined;
  /** The 32-byte secret; undefined where one may write but not read. */
  readonly secret: Uint8Array | undefined;
}

/** Where an author's chain in one stream stands. */
export interface ChainHead {
  readonly seq: number;
  /** Id of the entry with that seq; undefined before the first. */
  readonly entryId: EntryId | undefined;
}

/** The place of an entry, which its bytes do not repeat but its signature covers. */
export interface EntryPlace {
  readonly association: AssociationId;
  readonly stream: StreamName;
}

/** What sealing needs of the author. */
export interface Author {
  readonly device: DeviceId;
  readonly signSeed: Uint8Array;
  readonly sealSeed: Uint8Array;
}

/** An entry ready to be stored and sent. */
export interface SealedEntry {
  readonly entryId: EntryId;
  readonly entry: Entry;
  readonly bytes: Uint8Array;
}

/**
 * Seals and signs the next entry of an author's chain. Synchronous, for it runs inside the storage transaction that read
 * `head`. [ENT7]
 *
 * Shape:  `key` undefined only for streams whose boxes stay open; payload is the encoded `[kind, …]`.
 * Errors: throws when the key does not fit the stream, or the entry would exceed ENTRY_BYTES_MAX (callers check first).
 */
export function sealEntry(
  place: EntryPlace,
  author: Author,
  head: ChainHead,
  key: EpochKey | undefined,
  payload: Uint8Array,
): SealedEntry {
  const unsigned = {
    version: ENTRY_VERSION,
    author: author.device,
    seq: head.seq + 1,
    prev:
      head.entryId === undefined
        ? new Uint8Array(PREV_BYTES)
        : idBytes(head.entryId).slice(0, PREV_BYTES),
    epoch: key?.number ?? 0,
  };
  const box = sealBox(place, author, unsigned, key, payload);
  const boxHash = sha256(box);
  const signed = signedBytes(place, unsigned, boxHash);
  const entry: Entry = { ...unsigned, box, boxHash, signature: sign(signed, author.signSeed) };
  const bytes = encodeEntry(entry);
  if (bytes.length > ENTRY_BYTES_MAX)
    throw new Error("Broken invariant: entry exceeds ENTRY_BYTES_MAX");
  return { entryId: toId("entry", sha256(signed)), entry, bytes };
}

/** Encodes an entry or husk in its one form. [ENT1] */
export function encodeEntry(entry: Entry): Uint8Array {
  const box: CborValue = entry.box ?? [entry.boxHash];
  return encodeCbor([
    entry.version,
    idBytes(entry.author),
    entry.seq,
    entry.prev,
    entry.epoch,
    box,
    entry.signature,
  ]);
}

/** Decodes an entry from outside. Errors: undefined when it is not exactly one entry of this frame, or too large. */
export function decodeEntry(bytes: Uint8Array): Entry | undefined {
  if (bytes.length > ENTRY_BYTES_MAX) return undefined;
  const value = decodeCbor(bytes);
  if (!isTuple(value, 7)) return undefined;
  const [version, author, seq, prev, epoch, box, signature] = value;
  if (!isUint(version) || version !== ENTRY_VERSION || !isBytes(author, ID_BYTES.device))
    return undefined;
  if (!isUint(seq) || seq < 1 || !isBytes(prev, PREV_BYTES) || !isUint(epoch)) return undefined;
  if (!isBytes(signature, SIGNATURE_BYTES)) return undefined;
  const frame = { version, author: toId("device", author), seq, prev, epoch, signature };
  if (isBytes(box)) return { ...frame, box, boxHash: sha256(box) };
  if (isTuple(box, 1) && isBytes(box[0], 32)) return { ...frame, box: undefined, boxHash: box[0] };
  return undefined;
}

/** Names an entry: the hash of what its author signed; a husk keeps the id it had. [ENT2] */
export function entryIdOf(place: EntryPlace, entry: Entry): EntryId {
  return toId("entry", sha256(signedBytes(place, entry, entry.boxHash)));
}

/** Tells whether the holder of a signing key wrote this entry for this place. [ENT2] [ENT3] */
export function isSignedBy(
  place: EntryPlace,
  entry: Entry,
  signKey: Uint8Array,
  verifySignature: VerifySignature = verify,
): boolean {
  return verifySignature(entry.signature, signedBytes(place, entry, entry.boxHash), signKey);
}

/**
 * Opens an entry's box with one epoch's key.
 *
 * Shape:  `authorSealKey` is the sealing key of the author's certificate (needed for write-only audiences).
 * Errors: undefined for a husk, a wrong key, or a box that was tampered with.
 */
export function openEntry(
  place: EntryPlace,
  entry: Entry,
  key: EpochKey | undefined,
  authorSealKey: Uint8Array,
): Uint8Array | undefined {
  if (entry.box === undefined) return undefined;
  const audience = sealedFor(place.stream);
  if (audience === undefined) return entry.epoch === 0 ? entry.box : undefined;
  if (key?.secret === undefined || key.audience !== audience || key.number !== entry.epoch)
    return undefined;
  const secret = isWriteOnlyForMembers(audience)
    ? sharedSecret(key.secret, authorSealKey)
    : key.secret;
  if (secret === undefined) return undefined;
  return open(
    boxKey(place, key, secret),
    boxNonce(place, entry),
    entry.box,
    associatedBytes(place, entry),
  );
}

/** Turns an entry into its husk: content gone, signature still valid. [ENT2] [ERA1] */
export function toHusk(entry: Entry): Entry {
  return { ...entry, box: undefined };
}

/** Tells whether `entry` says it follows the entry with id `previous`. */
export function follows(entry: Entry, previous: EntryId): boolean {
  return equalBytes(entry.prev, idBytes(previous).slice(0, PREV_BYTES));
}

/** An entry's frame, before it is sealed and signed. */
export type Unsigned = Pick<Entry, "version" | "author" | "seq" | "prev" | "epoch">;

/** Seals a payload for a stream's readers. Errors: throws when the key does not fit the stream. [ENT4] */
export function sealBox(
  place: EntryPlace,
  author: Pick<Author, "sealSeed">,
  unsigned: Unsigned,
  key: EpochKey | undefined,
  payload: Uint8Array,
): Uint8Array {
  const audience = sealedFor(place.stream);
  if (audience === undefined) return payload;
  if (key === undefined || key.audience !== audience)
    throw new Error("Broken invariant: no key for the stream");
  const secret = isWriteOnlyForMembers(audience)
    ? key.publicKey && sharedSecret(author.sealSeed, key.publicKey)
    : key.secret;
  if (secret === undefined) throw new Error("Broken invariant: the key cannot seal");
  return seal(
    boxKey(place, key, secret),
    boxNonce(place, unsigned),
    payload,
    associatedBytes(place, unsigned),
  );
}

function boxKey(place: EntryPlace, key: EpochKey, secret: Uint8Array): Uint8Array {
  return deriveKey(secret, [
    "tomoshibi/box-key/1",
    idBytes(place.association),
    place.stream,
    key.epochId,
  ]);
}

/** A repeated nonce needs a fork by one author; GCM-SIV then reveals equality and nothing else. */
function boxNonce(place: EntryPlace, entry: Unsigned): Uint8Array {
  const hash = sha256(
    encodeCbor(["tomoshibi/nonce/1", place.stream, idBytes(entry.author), entry.seq]),
  );
  return hash.slice(0, NONCE_BYTES);
}

function frameFields(entry: Unsigned): CborValue[] {
  return [entry.version, idBytes(entry.author), entry.seq, entry.prev, entry.epoch];
}

function associatedBytes(place: EntryPlace, entry: Unsigned): Uint8Array {
  return encodeCbor([
    "tomoshibi/box/1",
    idBytes(place.association),
    place.stream,
    frameFields(entry),
  ]);
}

function signedBytes(place: EntryPlace, entry: Unsigned, boxHash: Uint8Array): Uint8Array {
  const frame: CborValue[] = [...frameFields(entry), boxHash];
  return encodeCbor(["tomoshibi/entry/1", idBytes(place.association), place.stream, frame]);
}
