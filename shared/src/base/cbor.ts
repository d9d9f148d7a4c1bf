/**
 * CBOR as the protocol allows it: arrays of unsigned integers, byte strings and text strings, in shortest form. One value has
 * one encoding and one hash; anything else is refused.
 *
 * Source: RFC 8949 §4.2; docs/protocol.md, head; docs/decisions/0030, for why this is no library.
 */
import { assert } from "./assert.ts";
import { readUtf8, utf8Size, writeUtf8 } from "./utf8.ts";

/** A value the wire may carry. */
export type CborValue = number | string | Uint8Array | readonly CborValue[];

/** Nesting that no honest structure reaches; deeper input is refused. */
export const CBOR_DEPTH_MAX = 16;

/** Major types, the upper three bits of an item's first byte. */
const UINT = 0;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;

/** Encodes a value in the one canonical form. Errors: throws on a negative, fractional or unsafe number (a bug of ours). */
export function encodeCbor(value: CborValue): Uint8Array {
  const writer: Writer = { bytes: new Uint8Array(FIRST_ROOM), length: 0 };
  write(writer, value, 0);
  return writer.bytes.slice(0, writer.length);
}

/**
 * Decodes bytes that arrived from outside.
 *
 * Errors: undefined when they are not exactly one canonical value of the allowed kinds; never throws.
 * Shape:  byte strings are copies: none keeps a whole bundle in memory.
 * Cost:   O(bytes); a length that is claimed and not there reserves nothing.
 */
export function decodeCbor(bytes: Uint8Array): CborValue | undefined {
  // Of a Buffer, which is a Uint8Array too, `slice` makes no copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader: Reader = { bytes: plain, at: 0 };
  const value = read(reader, 0);
  return reader.at === bytes.length ? value : undefined;
}

/** Narrows a decoded value to an array of exactly `length` items. */
export function isTuple(value: unknown, length: number): value is readonly CborValue[] {
  return Array.isArray(value) && value.length === length;
}

/** Narrows to an array of any length. */
export function isList(value: unknown): value is readonly CborValue[] {
  return Array.isArray(value);
}

/** Narrows to an unsigned safe integer not above `max`. */
export function isUint(value: unknown, max: number = Number.MAX_SAFE_INTEGER): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= max;
}

/** Narrows to a byte string of exactly `length` bytes. */
export function isBytes(value: unknown, length?: number): value is Uint8Array {
  return value instanceof Uint8Array && (length === undefined || value.length === length);
}

/** Narrows to a text of at most `lengthMax` UTF-16 units. */
export function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === "string" && value.length <= lengthMax;
}

interface Writer {
  bytes: Uint8Array;
  length: number;
}

/** An entry fits; what is larger doubles it. */
const FIRST_ROOM = 256;

function write(writer: Writer, value: CborValue, depth: number): void {
  assert(depth <= CBOR_DEPTH_MAX, "value has no canonical CBOR form");
  if (typeof value === "string") writeText(writer, value);
  else if (value instanceof Uint8Array) {
    writeHead(writer, BYTES, value.length);
    const start = reserve(writer, value.length);
    writer.bytes.set(value, start);
  } else if (isList(value)) {
    writeHead(writer, ARRAY, value.length);
    for (const item of value) write(writer, item, depth + 1);
  } else {
    assert(isUint(value), "value has no canonical CBOR form");
    writeHead(writer, UINT, value);
  }
}

function writeText(writer: Writer, text: string): void {
  const size = utf8Size(text);
  writeHead(writer, TEXT, size);
  const start = reserve(writer, size);
  writeUtf8(writer.bytes, start, text);
}

/** The type, and a number in as few bytes as hold it: below 24 in the first byte, else in 1, 2, 4 or 8 that follow. */
function writeHead(writer: Writer, major: number, argument: number): void {
  const minor = minorOf(argument);
  const size = sizeAfter(minor);
  const start = reserve(writer, 1 + size);
  writer.bytes[start] = (major << 5) | minor;
  let rest = argument;
  for (let at = start + size; at > start; at -= 1) {
    writer.bytes[at] = rest % 0x100;
    rest = Math.floor(rest / 0x100);
  }
}

/** The lower five bits of a first byte: the number itself, or how many bytes it takes. */
function minorOf(argument: number): number {
  if (argument < 24) return argument;
  if (argument < 0x100) return 24;
  if (argument < 0x1_0000) return 25;
  return argument < 0x1_0000_0000 ? 26 : 27;
}

function sizeAfter(minor: number): number {
  return minor < 24 ? 0 : 1 << (minor - 24);
}

/** Makes room at the end; answers where it starts. */
function reserve(writer: Writer, size: number): number {
  const start = writer.length;
  writer.length += size;
  if (writer.length > writer.bytes.length) {
    const larger = new Uint8Array(writer.length * 2);
    larger.set(writer.bytes);
    writer.bytes = larger;
  }
  return start;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

/** The value that starts here; undefined leaves the reader wherever the fault was found. */
function read(reader: Reader, depth: number): CborValue | undefined {
  const first = reader.bytes[reader.at];
  if (first === undefined || depth > CBOR_DEPTH_MAX) return undefined;
  reader.at += 1;
  const argument = readArgument(reader, first & 31);
  if (argument === undefined) return undefined;
  switch (first >> 5) {
    case UINT:
      return argument;
    case BYTES:
      return readBytes(reader, argument);
    case TEXT: {
      const bytes = readBytes(reader, argument);
      return bytes && readUtf8(bytes);
    }
    case ARRAY:
      return readArray(reader, argument, depth);
    default:
      return undefined;
  }
}

function readArgument(reader: Reader, minor: number): number | undefined {
  if (minor < 24) return minor;
  // 28 to 31: reserved, or of a length that comes later.
  const end = reader.at + sizeAfter(minor);
  if (minor > 27 || end > reader.bytes.length) return undefined;
  let argument = 0;
  for (; reader.at < end; reader.at += 1)
    argument = argument * 0x100 + (reader.bytes[reader.at] ?? 0);
  return isUint(argument) && minorOf(argument) === minor ? argument : undefined;
}

function readBytes(reader: Reader, length: number): Uint8Array | undefined {
  const start = reader.at;
  if (length > reader.bytes.length - start) return undefined;
  reader.at += length;
  return reader.bytes.slice(start, reader.at);
}

function readArray(reader: Reader, length: number, depth: number): CborValue[] | undefined {
  // An item takes a byte: what claims more than there is reserves nothing.
  if (length > reader.bytes.length - reader.at) return undefined;
  const items: CborValue[] = [];
  while (items.length < length) {
    const item = read(reader, depth + 1);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
