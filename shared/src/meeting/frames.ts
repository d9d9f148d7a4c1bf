/**
 * Frames: bytes too large for one QR code, shown as codes that follow one another until the other side has seen enough. [MEET2]
 *
 * The bytes are cut into equal chunks. The first frames are the chunks as they are; every further one is the XOR of chunks that
 * its number chooses by a hash (a random linear code over GF(2)), so that no frame that was missed is waited for: any frames, a
 * few more than there are chunks, give the whole. What was put together must hash to the name that its frames bear.
 */
import { bytesToQrText, qrTextToBytes } from "../base/qr-text.ts";
import { bytesToHex, concatBytes, hexToBytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor, isBytes, isTuple, isUint } from "../base/cbor.ts";
import { sha256 } from "../crypto/hash.ts";

/** What QR codes of frames begin with. */
export const FRAME_PREFIX = "TOMOSHIBI-F:";
/** Most bytes of a chunk: some 97 modules a side, which a camera reads from a screen while they change. */
export const CHUNK_BYTES_MAX = 700;
/** Most chunks: at two and a half frames a second, under two minutes of holding two phones still. */
export const CHUNKS_MAX = 256;
/** Largest content of frames. */
export const FRAMES_BYTES_MAX = CHUNK_BYTES_MAX * CHUNKS_MAX;
/** Frames have numbers below this; whoever shows them begins anew there. */
export const FRAME_NUMBERS = 65_536;

const NAME_BYTES = 8;

/** One frame. */
export interface Frame {
  /** First bytes of the hash of the whole, as hex. */
  readonly name: string;
  /** Bytes of the whole. */
  readonly length: number;
  readonly number: number;
  readonly data: Uint8Array;
}

/** Frames seen so far of one whole. */
export interface Collection {
  readonly name: string;
  readonly length: number;
  /** Independent frames; as many as there are chunks are enough. */
  readonly rows: readonly Row[];
}

/** A sum of chunks: which ones, as one bit each, and what it is. Its lowest chunk is in no other row as the lowest. */
interface Row {
  readonly lowest: number;
  readonly mask: Uint8Array;
  readonly data: Uint8Array;
}

/** Writes the text of a frame's QR code. Errors: throws when the bytes are none or too many (callers check first). */
export function frameText(bytes: Uint8Array, number: number): string {
  if (bytes.length === 0 || bytes.length > FRAMES_BYTES_MAX)
    throw new Error("Broken invariant: bytes do not fit frames");
  const name = sha256(bytes).slice(0, NAME_BYTES);
  const { chunks, chunkBytes } = shapeOf(bytes.length);
  const mask = maskOf(bytesToHex(name), chunks, number);
  const data = new Uint8Array(chunkBytes);
  for (let index = 0; index < chunks; index += 1) {
    if (!hasBit(mask, index)) continue;
    addInto(data, bytes.subarray(index * chunkBytes, (index + 1) * chunkBytes));
  }
  return bytesToQrText(FRAME_PREFIX, encodeCbor([1, name, bytes.length, number, data]));
}

/** Reads a frame. Errors: undefined when the text is not exactly one; never throws. */
export function textToFrame(text: string): Frame | undefined {
  const bytes = qrTextToBytes(FRAME_PREFIX, text.trim());
  const value = bytes && decodeCbor(bytes);
  if (!isTuple(value, 5) || value[0] !== 1) return undefined;
  const [, name, length, number, data] = value;
  if (!isBytes(name, NAME_BYTES) || !isUint(length, FRAMES_BYTES_MAX) || length === 0)
    return undefined;
  if (!isUint(number, FRAME_NUMBERS - 1) || !isBytes(data, shapeOf(length).chunkBytes))
    return undefined;
  return { name: bytesToHex(name), length, number, data };
}

/** Begins to collect the whole that a frame is part of. */
export function beginCollection({ name, length }: Frame): Collection {
  return { name, length, rows: [] };
}

/** Adds a frame. Shape: the same collection when it brings nothing new, or is of another whole. */
export function collect(collection: Collection, frame: Frame): Collection {
  const { name, length, rows } = collection;
  if (frame.name !== name || frame.length !== length) return collection;
  const { chunks } = shapeOf(length);
  const mask = maskOf(name, chunks, frame.number);
  const data = Uint8Array.from(frame.data);
  for (const row of rows) {
    if (!hasBit(mask, row.lowest)) continue;
    addInto(mask, row.mask);
    addInto(data, row.data);
  }
  const lowest = lowestBit(mask, chunks);
  if (lowest === undefined) return collection;
  // Rows stay in the order of their lowest chunk: taking them off in that order brings none of them back.
  const next = [...rows, { lowest, mask, data }].toSorted(
    (left, right) => left.lowest - right.lowest,
  );
  return { ...collection, rows: next };
}

/** How many chunks the whole has. */
export function chunksOf({ length }: Pick<Collection, "length">): number {
  return shapeOf(length).chunks;
}

/**
 * Puts the whole together.
 *
 * Errors: undefined while frames are missing; broken when they contradict one another, so that somebody must begin anew.
 */
export function wholeOf(collection: Collection): Uint8Array | "broken" | undefined {
  const { name, length, rows } = collection;
  const { chunks } = shapeOf(length);
  if (rows.length < chunks) return undefined;
  const solved: Uint8Array[] = [];
  // From the last chunk down, each row holds only chunks that are known, and its own.
  for (const { lowest, mask, data } of rows.toReversed()) {
    const own = Uint8Array.from(data);
    for (let index = lowest + 1; index < chunks; index += 1)
      if (hasBit(mask, index)) addInto(own, solved[index] ?? new Uint8Array());
    solved[lowest] = own;
  }
  const padded = concatBytes(...solved);
  const whole = padded.slice(0, length);
  const isPadded = padded.slice(length).every((byte) => byte === 0);
  return isPadded && bytesToHex(sha256(whole).slice(0, NAME_BYTES)) === name ? whole : "broken";
}

/** Equal chunks, as few as the limit allows; the last is filled up with zeros. */
function shapeOf(length: number): { readonly chunks: number; readonly chunkBytes: number } {
  const chunks = Math.ceil(length / CHUNK_BYTES_MAX);
  return { chunks, chunkBytes: Math.ceil(length / chunks) };
}

/** Which chunks a frame is the sum of: its own for the first ones, then those that a hash of its number says. */
function maskOf(name: string, chunks: number, number: number): Uint8Array {
  const mask = new Uint8Array(Math.ceil(chunks / 8));
  const own = number % chunks;
  if (number >= chunks) {
    const chance = sha256(encodeCbor(["tomoshibi/frame/1", hexToBytes(name), number]));
    for (let index = 0; index < chunks; index += 1) if (hasBit(chance, index)) flipBit(mask, index);
  }
  // A sum of nothing says nothing.
  if (lowestBit(mask, chunks) === undefined) flipBit(mask, own);
  return mask;
}

function hasBit(bits: Uint8Array, index: number): boolean {
  return (((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
}

function flipBit(bits: Uint8Array, index: number): void {
  bits[index >> 3] = (bits[index >> 3] ?? 0) ^ (1 << (index & 7));
}

function lowestBit(bits: Uint8Array, count: number): number | undefined {
  for (let index = 0; index < count; index += 1) if (hasBit(bits, index)) return index;
  return undefined;
}

function addInto(sum: Uint8Array, bytes: Uint8Array): void {
  for (const [index, byte] of bytes.entries()) sum[index] = (sum[index] ?? 0) ^ byte;
}
