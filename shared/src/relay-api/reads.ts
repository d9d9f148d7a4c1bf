/**
 * Reading many streams with one request, and the token that says who reads. [REL5]
 *
 * Durable Streams reads one stream a request; a browser allows six connections to a host, and a phone should hold one. So
 * this request carries an offset for each stream, waits until any of them has news, and answers for all (decision 0003).
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
  isUint,
} from "../base/cbor.ts";
import { type AssociationId, type DeviceId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import { sign, SIGNATURE_BYTES, type VerifySignature, verify } from "../crypto/sign.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";
import { OFFSET_START, newestCount } from "./paths.ts";

/** Proves that a certified device asks, with a nonce the relay gave; no wall clock. [REL5] */
export interface ReadToken {
  readonly device: DeviceId;
  readonly nonce: Uint8Array;
  readonly signature: Uint8Array;
}

/** A read over many streams. */
export interface ReadRequest {
  readonly token: ReadToken;
  /** How long the relay may wait for news; 0 answers at once. */
  readonly waitMs: number;
  readonly streams: readonly { readonly stream: StreamName; readonly offset: string }[];
}

/** What a relay answers for one stream. */
export interface StreamRead {
  readonly stream: StreamName;
  /** gone: the offset is not of this stream's history (a wiped or restored relay): start over and send what is missing.
   * denied: this device may not read it. [REL1] */
  readonly state: "ok" | "gone" | "denied";
  readonly nextOffset: string;
  readonly isUpToDate: boolean;
  /** Entries; in the stream `membership`, statements. With the relay's own arrival time, Unix seconds. */
  readonly messages: readonly { readonly bytes: Uint8Array; readonly arrivedAtSeconds: number }[];
}

/**
 * Tells whether a relay's answer goes on from the offset that was asked for: positions have no gaps, so that the next one follows
 * from how many messages came. One that does not is the answer to another question (a proxy's copy, a device that was set back
 * since), or passes over something; its messages are still messages, and its offset is not to be kept. [REL1]
 */
export function goesOnFrom(asked: string, { nextOffset, messages }: StreamRead): boolean {
  const newest = newestCount(asked);
  const end = positionOf(nextOffset);
  if (newest !== undefined) return end !== undefined && messages.length <= Math.min(newest, end);
  const from = positionOf(asked);
  return from !== undefined && end === from + messages.length;
}

function positionOf(offset: string): number | undefined {
  if (offset === OFFSET_START) return 0;
  const [, digits] = OFFSET.exec(offset) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const OFFSET = /^(\d{16})_[0-9a-f]{16}$/u;

/** Makes a token. The relay's key is part of what is signed, so that no relay can use it at another. */
export function signReadToken(
  device: DeviceId,
  signSeed: Uint8Array,
  relayKey: Uint8Array,
  nonce: Uint8Array,
): ReadToken {
  return { device, nonce, signature: sign(tokenBytes(device, relayKey, nonce), signSeed) };
}

/** Tells whether a token was made by the holder of a key for this relay. The nonce's age is the relay's business. */
export function isReadTokenBy(
  token: ReadToken,
  signKey: Uint8Array,
  relayKey: Uint8Array,
  verifySignature: VerifySignature = verify,
): boolean {
  return verifySignature(token.signature, tokenBytes(token.device, relayKey, token.nonce), signKey);
}

/** Encodes a token, as it stands in requests. */
export function tokenFields(token: ReadToken): CborValue {
  return [idBytes(token.device), token.nonce, token.signature];
}

/** Decodes a token. Errors: undefined when malformed. */
export function decodeToken(value: CborValue | undefined): ReadToken | undefined {
  if (!isTuple(value, 3)) return undefined;
  const [device, nonce, signature] = value;
  if (!isBytes(device, ID_BYTES.device) || !isBytes(nonce) || nonce.length > 64) return undefined;
  if (!isBytes(signature, SIGNATURE_BYTES)) return undefined;
  return { device: toId("device", device), nonce, signature };
}

/** Encodes a read. */
export function encodeReadRequest(request: ReadRequest): Uint8Array {
  return encodeCbor([
    1,
    tokenFields(request.token),
    request.waitMs,
    request.streams.map(({ stream, offset }) => [stream, offset]),
  ]);
}

/** Decodes a read. Errors: undefined when malformed. */
export function decodeReadRequest(bytes: Uint8Array): ReadRequest | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 4) || value[0] !== 1) return undefined;
  const token = decodeToken(value[1]);
  const [, , waitMs, streams] = value;
  if (token === undefined || !isUint(waitMs) || !isList(streams)) return undefined;
  const decoded: { stream: StreamName; offset: string }[] = [];
  for (const item of streams) {
    if (!isTuple(item, 2) || !isText(item[0], 64) || !isText(item[1], 64)) return undefined;
    const stream = parseStreamName(item[0]);
    if (stream === undefined) return undefined;
    decoded.push({ stream, offset: item[1] });
  }
  return { token, waitMs, streams: decoded };
}

const STATES = ["ok", "gone", "denied"] as const;

/** Encodes the answer to a read. */
export function encodeReadAnswer(reads: readonly StreamRead[]): Uint8Array {
  return encodeCbor([
    1,
    reads.map((read) => [
      read.stream,
      STATES.indexOf(read.state),
      read.nextOffset,
      read.isUpToDate ? 1 : 0,
      read.messages.map(({ bytes, arrivedAtSeconds }) => [bytes, arrivedAtSeconds]),
    ]),
  ]);
}

/** Decodes the answer to a read. Errors: undefined when malformed. */
export function decodeReadAnswer(bytes: Uint8Array): readonly StreamRead[] | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 2) || value[0] !== 1 || !isList(value[1])) return undefined;
  const reads = value[1].map(decodeStreamRead);
  return reads.every((read) => read !== undefined) ? reads : undefined;
}

function decodeStreamRead(item: CborValue): StreamRead | undefined {
  if (!isTuple(item, 5)) return undefined;
  const [name, stateIndex, nextOffset, upToDate, list] = item;
  if (!isText(name, 64) || !isUint(stateIndex) || !isText(nextOffset, 64) || !isUint(upToDate, 1))
    return undefined;
  const stream = parseStreamName(name);
  const state = STATES[stateIndex];
  if (stream === undefined || state === undefined || !isList(list)) return undefined;
  const messages: { bytes: Uint8Array; arrivedAtSeconds: number }[] = [];
  for (const message of list) {
    if (!isTuple(message, 2) || !isBytes(message[0]) || !isUint(message[1])) return undefined;
    messages.push({ bytes: message[0], arrivedAtSeconds: message[1] });
  }
  return { stream, state, nextOffset, isUpToDate: upToDate === 1, messages };
}

function tokenBytes(device: DeviceId, relayKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return encodeCbor(["tomoshibi/read/1", relayKey, nonce, idBytes(device)]);
}

/** A request to put an invite's blob: [1, association, invite device id, blob, token]. [MEM6] */
export interface InvitePut {
  readonly association: AssociationId;
  readonly inviteDevice: DeviceId;
  readonly blob: Uint8Array;
  readonly token: ReadToken;
}

/** Encodes an invite to be put. */
export function encodeInvitePut(put: InvitePut): Uint8Array {
  return encodeCbor([
    1,
    idBytes(put.association),
    idBytes(put.inviteDevice),
    put.blob,
    tokenFields(put.token),
  ]);
}

/** Decodes an invite to be put. Errors: undefined when malformed. */
export function decodeInvitePut(bytes: Uint8Array): InvitePut | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 5) || value[0] !== 1) return undefined;
  const [, association, inviteDevice, blob] = value;
  const token = decodeToken(value[4]);
  if (!isBytes(association, ID_BYTES.association) || !isBytes(inviteDevice, ID_BYTES.device))
    return undefined;
  if (!isBytes(blob) || token === undefined) return undefined;
  return {
    association: toId("association", association),
    inviteDevice: toId("device", inviteDevice),
    blob,
    token,
  };
}
