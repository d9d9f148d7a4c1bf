/**
 * Frontiers: per author how far its chain is held without a gap, its head there, and what is held beyond; and what follows from
 * another's frontiers, namely what it lacks. [MEET1]
 *
 * A chain counts as held without a gap only as long as one entry stands at each position: from a fork on, each entry is an
 * extra, so that either branch is named (ENT6). Its head is a running hash over all ids up to there, as a relay's offset is
 * (REL1): the last id alone would not tell two branches that end alike.
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
import { groupBy } from "../base/group-by.ts";
import { type DeviceId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import { bytesToHex, concatBytes, hexToBytes } from "../base/bytes.ts";
import { sha256 } from "../crypto/hash.ts";
import { type StreamName, parseStreamName } from "../entry/stream-name.ts";
import { type BucketName, type HeldItem, type Holdings, bucketOf, byName } from "./overview.ts";

/** How far one author's chain is held. */
export interface AuthorFrontier {
  readonly author: DeviceId;
  /** Highest seq up to which all is held, one entry each; 0 for none. */
  readonly seq: number;
  /** First bytes (hex) of the running hash there; empty for seq 0. */
  readonly head: string;
  /** First bytes (hex) of the ids of everything else that is held, ascending. */
  readonly extras: readonly string[];
}

/** The second message of a meeting: the frontiers of the buckets that differ. */
export interface BucketFrontiers extends BucketName {
  /** By author, ascending. Empty where nothing is held. */
  readonly authors: readonly AuthorFrontier[];
}

/** Bytes of an id, or of a running hash, in a frontier. */
export const HEAD_BYTES = 8;
/** Most buckets in one message. */
export const BUCKETS_MAX = 100_000;

/** Gives the frontiers of buckets, empty ones too: they say that all is lacking. */
export function frontiersOf(
  holdings: Holdings,
  buckets: readonly BucketName[],
): readonly BucketFrontiers[] {
  return buckets.toSorted(byName).map((name) => ({
    ...name,
    authors: authorsIn(holdings, name).map(([author, items]) => frontierOf(author, items)),
  }));
}

/**
 * Tells what whoever sent these frontiers lacks of what is held here, the most urgent first, each chain in its order.
 *
 * Shape: `urgencyOf` gives 0 for help, and more for what matters less.
 * Law:   nothing that the other holds is among it, but where an author forked: what cannot be told apart goes too, and the
 *        next overviews settle it.
 */
export function missingFrom<Item extends HeldItem>(
  theirs: readonly BucketFrontiers[],
  holdings: ReadonlyMap<StreamName, readonly Item[]>,
  urgencyOf: (item: Item, stream: StreamName) => number,
): readonly { readonly stream: StreamName; readonly item: Item }[] {
  const missing = theirs.flatMap(({ stream, bucket, authors }) => {
    const known = new Map(authors.map((frontier) => [frontier.author, frontier]));
    return authorsIn(holdings, { stream, bucket }).flatMap(([author, items]) =>
      lackedOf(items, known.get(author)).map((item) => ({ stream, item })),
    );
  });
  // Sorting is stable: within one urgency a chain stays in its order.
  return missing.toSorted(
    (left, right) => urgencyOf(left.item, left.stream) - urgencyOf(right.item, right.stream),
  );
}

/** Encodes frontiers: `[1, [[stream, bucket, [[author 8B, seq, head, [extra 8B…]]…]]…]]`. */
export function encodeFrontiers(frontiers: readonly BucketFrontiers[]): Uint8Array {
  return encodeCbor([
    1,
    frontiers.map(({ stream, bucket, authors }) => [
      stream,
      bucket,
      authors.map(({ author, seq, head, extras }) => [
        idBytes(author),
        seq,
        hexToBytes(head),
        extras.map(hexToBytes),
      ]),
    ]),
  ]);
}

/** Decodes frontiers from outside. Errors: undefined when they are not in their one form. */
export function decodeFrontiers(bytes: Uint8Array): readonly BucketFrontiers[] | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 2) || value[0] !== 1 || !isList(value[1])) return undefined;
  if (value[1].length > BUCKETS_MAX) return undefined;
  const frontiers: BucketFrontiers[] = [];
  for (const item of value[1]) {
    const decoded = decodeBucket(item);
    const before = frontiers.at(-1);
    if (decoded === undefined || (before !== undefined && byName(before, decoded) >= 0))
      return undefined;
    frontiers.push(decoded);
  }
  return frontiers;
}

/** The entries of a bucket by author, ascending; each author's by seq, then id. */
function authorsIn<Item extends HeldItem>(
  holdings: ReadonlyMap<StreamName, readonly Item[]>,
  { stream, bucket }: BucketName,
): readonly (readonly [DeviceId, readonly Item[]])[] {
  const items = (holdings.get(stream) ?? []).filter(({ author }) => bucketOf(author) === bucket);
  return [...groupBy(items, ({ author }) => author)]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([author, list]) => [author, list.toSorted(byPosition)]);
}

function byPosition(left: HeldItem, right: HeldItem): number {
  return left.seq - right.seq || (left.entryId < right.entryId ? -1 : 1);
}

function frontierOf(author: DeviceId, items: readonly HeldItem[]): AuthorFrontier {
  const chain = chainOf(items);
  return {
    author,
    seq: chain.length,
    head: headOf(chain, chain.length),
    extras: items.slice(chain.length).map(prefixOf).toSorted(),
  };
}

/** The gapless start without a fork. Shape: items in order. */
function chainOf<Item extends HeldItem>(items: readonly Item[]): readonly Item[] {
  const end = items.findIndex(
    ({ seq }, index) => seq !== index + 1 || items[index + 1]?.seq === seq,
  );
  return end === -1 ? items : items.slice(0, end);
}

/** The running hash over the first entries of a chain. */
function headOf(chain: readonly HeldItem[], seq: number): string {
  if (seq === 0) return "";
  const running = chain
    .slice(0, seq)
    .reduce((hash, { entryId }) => sha256(concatBytes(hash, idBytes(entryId))), new Uint8Array(0));
  return bytesToHex(running.slice(0, HEAD_BYTES));
}

function lackedOf<Item extends HeldItem>(
  items: readonly Item[],
  theirs: AuthorFrontier | undefined,
): readonly Item[] {
  if (theirs === undefined) return items;
  const extras = new Set(theirs.extras);
  const unnamed = items.filter((item) => !extras.has(prefixOf(item)));
  const chain = chainOf(items);
  // Both hold a chain that far, and not the same one: which part is common cannot be told.
  if (chain.length >= theirs.seq && headOf(chain, theirs.seq) !== theirs.head) return unnamed;
  // Where two entries stand at one position here, the other holds one of them, and nobody can tell which.
  const forked = new Set(
    items.filter(({ seq }, index) => items[index - 1]?.seq === seq).map(({ seq }) => seq),
  );
  return unnamed.filter(({ seq }) => seq > theirs.seq || forked.has(seq));
}

function prefixOf({ entryId }: HeldItem): string {
  return entryId.slice(0, HEAD_BYTES * 2);
}

function decodeBucket(value: CborValue): BucketFrontiers | undefined {
  if (!isTuple(value, 3) || !isText(value[0], 64) || !isUint(value[1], 255)) return undefined;
  const stream = parseStreamName(value[0]);
  if (stream === undefined || !isList(value[2])) return undefined;
  const bucket = value[1];
  const authors: AuthorFrontier[] = [];
  for (const item of value[2]) {
    const decoded = decodeAuthor(item);
    const before = authors.at(-1);
    if (decoded === undefined || (before !== undefined && before.author >= decoded.author))
      return undefined;
    if (bucketOf(decoded.author) !== bucket) return undefined;
    authors.push(decoded);
  }
  return { stream, bucket, authors };
}

function decodeAuthor(value: CborValue): AuthorFrontier | undefined {
  if (!isTuple(value, 4)) return undefined;
  const [author, seq, head, extras] = value;
  if (!isBytes(author, ID_BYTES.device) || !isUint(seq) || !isList(extras)) return undefined;
  if (!isBytes(head, seq === 0 ? 0 : HEAD_BYTES)) return undefined;
  const decoded: string[] = [];
  for (const item of extras) {
    if (!isBytes(item, HEAD_BYTES)) return undefined;
    const extra = bytesToHex(item);
    if (extra < (decoded.at(-1) ?? "")) return undefined;
    decoded.push(extra);
  }
  // An author of whom nothing is held is left out.
  if (seq === 0 && decoded.length === 0) return undefined;
  return { author: toId("device", author), seq, head: bytesToHex(head), extras: decoded };
}
