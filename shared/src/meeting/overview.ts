/**
 * What a replica holds, in brief: for two that meet to find out what each lacks, with few bytes where they hold nearly the
 * same. [MEET1]
 *
 * Each stream's entries are put into 256 buckets by their authors; of each bucket that is not empty goes one fingerprint, the
 * XOR of its entries' ids. The ids are hashed with a salt of this meeting first: XOR alone is linear, and a member could choose
 * entries whose sum hides a neighbour's (decision 0021).
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
import { equalBytes } from "../base/bytes.ts";
import { groupBy } from "../base/group-by.ts";
import { type DeviceId, type EntryId, idBytes } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";

/** An entry as meetings see it. Of statements the author is the first 8 bytes of the id, and the seq 1. */
export interface HeldItem {
  readonly author: DeviceId;
  readonly seq: number;
  readonly entryId: EntryId;
}

/** What a replica holds, by stream. */
export type Holdings = ReadonlyMap<StreamName, readonly HeldItem[]>;

/** A stream's fingerprints. */
export interface StreamOverview {
  readonly stream: StreamName;
  /** By bucket, ascending; buckets without entries are left out. */
  readonly buckets: readonly { readonly bucket: number; readonly fingerprint: Uint8Array }[];
}

/** The first message of a meeting. */
export interface Overview {
  /** Both sides' chance; both overviews of a meeting are made with it. */
  readonly salt: Uint8Array;
  /** By name, ascending; streams without entries are left out. */
  readonly streams: readonly StreamOverview[];
}

/** One bucket of one stream. */
export interface BucketName {
  readonly stream: StreamName;
  readonly bucket: number;
}

/** Bytes of a meeting's salt, half from each side. */
export const SALT_BYTES = 16;
/** Bytes of a fingerprint. */
export const FINGERPRINT_BYTES = 8;
/** Most streams of an overview. */
export const OVERVIEW_STREAMS_MAX = 20_000;

/** Sums up what a replica holds. Law: the same set gives the same overview, in any order. Cost: one hash an entry. */
export function overviewOf(salt: Uint8Array, holdings: Holdings): Overview {
  const streams = [...holdings]
    .filter(([, items]) => items.length > 0)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([stream, items]) => ({ stream, buckets: bucketsOf(salt, items) }));
  return { salt, streams };
}

/** Names the buckets in which two replicas do not hold the same. Law: symmetric. Errors: throws when the salts differ. */
export function bucketsThatDiffer(left: Overview, right: Overview): readonly BucketName[] {
  if (!equalBytes(left.salt, right.salt)) throw new Error("Broken invariant: two meetings mixed");
  const prints = new Map<StreamName, Map<number, Uint8Array | undefined>>();
  const differing: BucketName[] = [];
  for (const { stream, buckets } of left.streams)
    prints.set(stream, new Map(buckets.map(({ bucket, fingerprint }) => [bucket, fingerprint])));
  for (const { stream, buckets } of right.streams) {
    const others = prints.get(stream) ?? new Map<number, Uint8Array | undefined>();
    prints.set(stream, others);
    for (const { bucket, fingerprint } of buckets) {
      const other = others.get(bucket);
      // What is the same on both sides is taken out; what remains differs.
      if (other !== undefined && equalBytes(other, fingerprint)) others.delete(bucket);
      else others.set(bucket, fingerprint);
    }
  }
  for (const [stream, buckets] of prints)
    for (const bucket of buckets.keys()) differing.push({ stream, bucket });
  return differing.toSorted(byName);
}

/** Names the buckets of an offer in which this replica does not hold exactly the same: of those more has to be said. */
export function bucketsOffered(offer: Overview, held: Overview): readonly BucketName[] {
  const offered = new Set(
    offer.streams.flatMap(({ stream, buckets }) =>
      buckets.map(({ bucket }) => `${stream} ${bucket}`),
    ),
  );
  return bucketsThatDiffer(offer, held).filter(({ stream, bucket }) =>
    offered.has(`${stream} ${bucket}`),
  );
}

/** The bucket of an author. */
export function bucketOf(author: DeviceId): number {
  return Number.parseInt(author.slice(0, 2), 16);
}

/** Encodes an overview: `[1, salt 16B, [[stream, [[bucket, fingerprint 8B]…]]…]]`. */
export function encodeOverview({ salt, streams }: Overview): Uint8Array {
  return encodeCbor([
    1,
    salt,
    streams.map(({ stream, buckets }) => [
      stream,
      buckets.map(({ bucket, fingerprint }) => [bucket, fingerprint]),
    ]),
  ]);
}

/** Decodes an overview from outside. Errors: undefined when it is not exactly one in its one form. */
export function decodeOverview(bytes: Uint8Array): Overview | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 3) || value[0] !== 1 || !isBytes(value[1], SALT_BYTES)) return undefined;
  if (!isList(value[2]) || value[2].length > OVERVIEW_STREAMS_MAX) return undefined;
  const streams: StreamOverview[] = [];
  for (const item of value[2]) {
    const decoded = decodeStream(item);
    const before = streams.at(-1);
    if (decoded === undefined || (before !== undefined && before.stream >= decoded.stream))
      return undefined;
    streams.push(decoded);
  }
  return { salt: value[1], streams };
}

/** Orders buckets by stream, then number. */
export function byName(left: BucketName, right: BucketName): number {
  if (left.stream !== right.stream) return left.stream < right.stream ? -1 : 1;
  return left.bucket - right.bucket;
}

function bucketsOf(salt: Uint8Array, items: readonly HeldItem[]): StreamOverview["buckets"] {
  return [...groupBy(items, ({ author }) => bucketOf(author))]
    .map(([bucket, members]) => ({ bucket, fingerprint: fingerprintOf(salt, members) }))
    .toSorted((left, right) => left.bucket - right.bucket);
}

function fingerprintOf(salt: Uint8Array, items: readonly HeldItem[]): Uint8Array {
  const sum = new Uint8Array(FINGERPRINT_BYTES);
  for (const { entryId } of items) {
    const hash = sha256(encodeCbor([salt, idBytes(entryId)]));
    for (let index = 0; index < FINGERPRINT_BYTES; index += 1)
      sum[index] = (sum[index] ?? 0) ^ (hash[index] ?? 0);
  }
  return sum;
}

function decodeStream(value: CborValue): StreamOverview | undefined {
  if (!isTuple(value, 2) || !isText(value[0], 64) || !isList(value[1])) return undefined;
  const stream = parseStreamName(value[0]);
  if (stream === undefined || value[1].length === 0) return undefined;
  const buckets: { bucket: number; fingerprint: Uint8Array }[] = [];
  for (const item of value[1]) {
    if (!isTuple(item, 2)) return undefined;
    const [bucket, fingerprint] = item;
    if (!isUint(bucket, 255) || !isBytes(fingerprint, FINGERPRINT_BYTES)) return undefined;
    if (bucket <= (buckets.at(-1)?.bucket ?? -1)) return undefined;
    buckets.push({ bucket, fingerprint });
  }
  return { stream, buckets };
}
