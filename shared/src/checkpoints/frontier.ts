/**
 * The frontier of a checkpoint: exactly which statements and entries it sums up, so that whoever holds them can count again and
 * compare. Read only when the link is good; the digest does without it. [DOC4]
 *
 * Statements have no order, so that each is named by 4 bytes of a salted hash; authors are named by their place among the devices
 * that those statements certify, and entries by their authors' highest seq. Two marks, hashes over all the ids, say whether what
 * was found so is the very set: whoever holds one more or one less compares nothing, and accuses nobody.
 *
 * The salt is this frontier's own: nobody can make a statement beforehand that is taken for another.
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
} from "../base/cbor.ts";
import { equalBytes } from "../base/bytes.ts";
import { groupBy } from "../base/group-by.ts";
import { type DeviceId, type EntryId, type StatementId, idBytes } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";
import type { HeldItem } from "../meeting/overview.ts";
import { FRONTIER_MARK_BYTES } from "../records/record.ts";

/** An entry as frontiers see it. */
export interface SummedEntry extends HeldItem {
  readonly stream: StreamName;
}

/** What a checkpoint sums up. */
export interface Frontier {
  readonly salt: Uint8Array;
  readonly statementsMark: Uint8Array;
  /** The statements' short names, ascending. */
  readonly statements: readonly number[];
  readonly entriesMark: Uint8Array;
  /** By name, ascending. Authors by their place among the devices, ascending. */
  readonly streams: readonly {
    readonly stream: StreamName;
    readonly authors: readonly { readonly place: number; readonly seq: number }[];
  }[];
}

/** The streams that boards are folded from. [STR] */
export const SUMMED_STREAMS = ["alerts", "members", "officers", "safety"] as const;

/** Names a set. Law: the same set gives the same frontier, in any order. Shape: `devices` as {@link devicesInOrder} gives them. */
export function frontierOf(summed: {
  readonly salt: Uint8Array;
  readonly statements: readonly StatementId[];
  readonly devices: readonly DeviceId[];
  readonly entries: readonly SummedEntry[];
}): Frontier {
  const { salt, statements, devices, entries } = summed;
  const places = new Map(devices.map((device, place) => [device, place]));
  const shorts = new Set(statements.map((id) => shortName(salt, id)));
  const streams = [...groupBy(entries, ({ stream }) => stream)]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([stream, items]) => ({
      stream,
      authors: [...groupBy(items, ({ author }) => places.get(author) ?? -1)]
        .filter(([place]) => place >= 0)
        .map(([place, own]) => ({
          place,
          seq: own.reduce((highest, { seq }) => Math.max(highest, seq), 0),
        }))
        .toSorted((left, right) => left.place - right.place),
    }));
  return {
    salt,
    statementsMark: markOf(statements),
    statements: [...shorts].toSorted((left, right) => left - right),
    entriesMark: markOf(entries.map(({ entryId }) => entryId)),
    streams: streams.filter(({ authors }) => authors.length > 0),
  };
}

/** Of these statements those that a frontier names; whether they are the very set is {@link isWholeStatements}'s to say. */
export function findStatements(
  { salt, statements }: Frontier,
  ids: readonly StatementId[],
): readonly StatementId[] {
  const wanted = new Set(statements);
  return ids.filter((id) => wanted.has(shortName(salt, id)));
}

/** Tells whether these statements are exactly the ones that were summed up. */
export function isWholeStatements(frontier: Frontier, ids: readonly StatementId[]): boolean {
  // Cheap first: this is asked again with whatever arrives.
  if (ids.length < frontier.statements.length) return false;
  return equalBytes(markOf(ids), frontier.statementsMark);
}

/** Of the entries held those within a frontier; whether they are the very set is {@link isWholeSet}'s to say. */
export function findEntries<Item extends SummedEntry>(
  { streams }: Frontier,
  devices: readonly DeviceId[],
  held: Iterable<Item>,
): readonly Item[] {
  const highest = new Map<string, number>();
  for (const { stream, authors } of streams)
    for (const { place, seq } of authors) highest.set(`${stream} ${devices[place] ?? ""}`, seq);
  const found: Item[] = [];
  for (const item of held)
    if (item.seq <= (highest.get(`${item.stream} ${item.author}`) ?? 0)) found.push(item);
  return found;
}

/** Tells whether these entries are exactly the ones that were summed up. */
export function isWholeSet({ entriesMark }: Frontier, entries: readonly EntryId[]): boolean {
  return equalBytes(markOf(entries), entriesMark);
}

/** The order in which a frontier counts devices. */
export function devicesInOrder(devices: Iterable<DeviceId>): readonly DeviceId[] {
  return [...devices].toSorted();
}

/** The mark by which a checkpoint names its frontier. */
export function frontierMark(encoded: Uint8Array): Uint8Array {
  return sha256(encoded).slice(0, FRONTIER_MARK_BYTES);
}

/** Encodes a frontier: `[1, salt 8B, mark 8B, statements, mark 8B, [[stream, authors]…]]`, the lists packed. */
export function encodeFrontier(frontier: Frontier): Uint8Array {
  const { salt, statementsMark, statements, entriesMark, streams } = frontier;
  const lists = streams.map(({ stream, authors }) => [
    stream,
    pack(
      gapsOf(authors.map(({ place }) => place)).flatMap((gap, at) => [gap, authors[at]?.seq ?? 0]),
    ),
  ]);
  return encodeCbor([1, salt, statementsMark, pack(gapsOf(statements)), entriesMark, lists]);
}

/** Decodes a frontier from outside. Errors: undefined when it is not exactly one, in its one form. Never throws. */
export function decodeFrontier(bytes: Uint8Array): Frontier | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 6) || value[0] !== 1 || !isList(value[5])) return undefined;
  const [, salt, statementsMark, packed, entriesMark, list] = value;
  if (!isBytes(salt, FRONTIER_MARK_BYTES) || !isBytes(statementsMark, FRONTIER_MARK_BYTES))
    return undefined;
  const statements = isBytes(packed) ? fromGaps(unpack(packed), SHORT_MAX) : undefined;
  if (statements === undefined || !isBytes(entriesMark, FRONTIER_MARK_BYTES)) return undefined;
  const streams: Frontier["streams"][number][] = [];
  for (const item of list) {
    const read = readStream(item);
    const before = streams.at(-1);
    if (read === undefined || (before !== undefined && before.stream >= read.stream))
      return undefined;
    streams.push(read);
  }
  return { salt, statementsMark, statements, entriesMark, streams };
}

const SHORT_MAX = 2 ** 32 - 1;
/** Far above any association. */
const PLACE_MAX = 10_000_000;

function readStream(value: CborValue): Frontier["streams"][number] | undefined {
  if (!isTuple(value, 2) || !isText(value[0], 64) || !isBytes(value[1])) return undefined;
  const stream = parseStreamName(value[0]);
  const numbers = unpack(value[1]);
  if (stream === undefined || numbers === undefined || numbers.length === 0) return undefined;
  if (numbers.length % 2 !== 0) return undefined;
  const places = fromGaps(
    numbers.filter((_number, at) => at % 2 === 0),
    PLACE_MAX,
  );
  const seqs = numbers.filter((_number, at) => at % 2 === 1);
  if (places === undefined || seqs.some((seq) => seq === 0)) return undefined;
  return { stream, authors: places.map((place, at) => ({ place, seq: seqs[at] ?? 0 })) };
}

function shortName(salt: Uint8Array, id: StatementId): number {
  const hash = sha256(encodeCbor([salt, idBytes(id)]));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0);
}

function markOf(ids: readonly (StatementId | EntryId)[]): Uint8Array {
  const named = [...new Set(ids)].toSorted().map((id) => idBytes(id));
  return sha256(encodeCbor(named)).slice(0, FRONTIER_MARK_BYTES);
}

/** Ascending numbers as the steps between them, none of which is 0. */
function gapsOf(numbers: readonly number[]): readonly number[] {
  return numbers.map((number, at) => number - (numbers[at - 1] ?? -1));
}

function fromGaps(gaps: readonly number[] | undefined, max: number): readonly number[] | undefined {
  const numbers: number[] = [];
  let last = -1;
  for (const gap of gaps ?? []) {
    last += gap;
    if (gap === 0 || last > max) return undefined;
    numbers.push(last);
  }
  return gaps && numbers;
}

/** Numbers in as few bytes as each needs, 7 bits a byte, the lowest first; all but a number's last byte have the high bit. */
function pack(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    let rest = number;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  }
  return Uint8Array.from(bytes);
}

/** Errors: undefined when a number is cut off, too long, or not in its shortest form. */
function unpack(bytes: Uint8Array): readonly number[] | undefined {
  const numbers: number[] = [];
  let number = 0;
  let factor = 1;
  for (const byte of bytes) {
    number += (byte % 128) * factor;
    if (byte >= 128) {
      factor *= 128;
      if (factor > 2 ** 49) return undefined;
      continue;
    }
    if ((byte === 0 && factor > 1) || !Number.isSafeInteger(number)) return undefined;
    numbers.push(number);
    number = 0;
    factor = 1;
  }
  return factor === 1 ? numbers : undefined;
}
