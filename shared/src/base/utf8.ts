/**
 * UTF-8, both ways, exactly: of one text one form, and nothing read that is not well formed.
 *
 * Not by the platform's decoder: it takes a leading U+FEFF for a byte order mark and leaves it out, so a comment that begins
 * with one would be refused everywhere; and most texts here are too short for it to be worth its call.
 *
 * Source: The Unicode Standard, table 3-7.
 */

/** Bytes that a text takes. Half a surrogate pair counts, and is written, as U+FFFD. */
export function utf8Size(text: string): number {
  let size = 0;
  for (let at = 0; at < text.length;) {
    const point = pointAt(text, at);
    size += sizeOf(point);
    at += unitsOf(point);
  }
  return size;
}

/** Writes a text where its bytes fit. */
export function writeUtf8(bytes: Uint8Array, start: number, text: string): void {
  let end = start;
  for (let at = 0; at < text.length;) {
    const point = pointAt(text, at);
    const size = sizeOf(point);
    bytes[end] = size === 1 ? point : (LEAD[size] ?? 0) | (point >> (6 * (size - 1)));
    for (let left = size - 1; left > 0; left -= 1)
      bytes[end + size - left] = 0x80 | ((point >> (6 * (left - 1))) & 0x3f);
    end += size;
    at += unitsOf(point);
  }
}

/** Reads a text. Errors: undefined when the bytes are not well formed. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const point = readPoint(bytes, at);
    if (point === undefined) return undefined;
    text += String.fromCodePoint(point);
    at += sizeOf(point);
  }
  return text;
}

function readPoint(bytes: Uint8Array, start: number): number | undefined {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return first;
  const size = sizeByLead(first);
  if (size === undefined || start + size > bytes.length) return undefined;
  let point = first & (0x7f >> size);
  for (let at = start + 1; at < start + size; at += 1) {
    const byte = bytes[at] ?? 0;
    if ((byte & 0xc0) !== 0x80) return undefined;
    point = (point << 6) | (byte & 0x3f);
  }
  const isShortest = sizeOf(point) === size;
  return isShortest && point <= POINT_MAX && !isSurrogate(point) ? point : undefined;
}

const POINT_MAX = 0x10_ffff;
const REPLACEMENT = 0xfffd;

/** What a first byte has set, by how many there are. */
const LEAD = [0, 0, 0xc0, 0xe0, 0xf0];

/** How many bytes a first byte announces; undefined for one that is no first byte. */
function sizeByLead(first: number): number | undefined {
  if (first < 0xc0 || first >= 0xf8) return undefined;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

function pointAt(text: string, at: number): number {
  const point = text.codePointAt(at) ?? REPLACEMENT;
  return isSurrogate(point) ? REPLACEMENT : point;
}

function isSurrogate(point: number): boolean {
  return point >= 0xd800 && point < 0xe000;
}

/** Bytes of a character. */
function sizeOf(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x1_0000 ? 3 : 4;
}

/** UTF-16 units of a character. */
function unitsOf(point: number): number {
  return point < 0x1_0000 ? 1 : 2;
}
