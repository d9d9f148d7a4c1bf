/** Two sides of a meeting over sets in memory, for tests: what a replica does, without one. */
import { bytesToHex, hexToBytes, utf8ToBytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor, isBytes, isList, isText } from "../base/cbor.ts";
import type { DeviceId, EntryId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import type { StreamName } from "../entry/stream-name.ts";
import {
  BEFORE_MEETING,
  type MeetingEffect,
  type MeetingEnd,
  type MeetingEvent,
  type MeetingState,
  type PackedParcel,
  stepMeeting,
} from "../meeting/conversation.ts";
import {
  type BucketFrontiers,
  decodeFrontiers,
  encodeFrontiers,
  frontiersOf,
  missingFrom,
} from "../meeting/frontiers.ts";
import {
  type HeldItem,
  SALT_BYTES,
  bucketsOffered,
  decodeOverview,
  encodeOverview,
  overviewOf,
} from "../meeting/overview.ts";

/** The salt of every meeting here. */
export const MEETING_SALT = new Uint8Array(SALT_BYTES).fill(3);
/** Of the authors two share a bucket. */
export const MEETING_AUTHORS = [
  "aa00000000000001",
  "aa00000000000002",
  "0b00000000000003",
] as DeviceId[];
/** Small, so that a few entries are several parcels. */
const PARCEL_ITEMS = 3;

/** An entry. */
export interface Item extends HeldItem {
  readonly stream: StreamName;
  /** 0 is help. */
  readonly urgency: number;
}

/** An entry, and who holds it. */
export interface Placed {
  readonly item: Item;
  readonly isLeft: boolean;
  readonly isRight: boolean;
}

/** One side: what it holds, its state, and what lies in the channel from it. */
export interface Side {
  readonly held: Map<EntryId, Item>;
  readonly mayOffer: (item: Item) => boolean;
  /** What it makes once something new was taken in: an officer's receipt. */
  readonly answer: Item | undefined;
  readonly sent: Uint8Array[];
  readonly ends: MeetingEnd[];
  /** Ids as they came. */
  readonly taken: EntryId[];
  state: MeetingState;
}

/** A side of a world, before the meeting. */
export function sideOf(
  world: readonly Placed[],
  isHeld: (placed: Placed) => boolean,
  options: { readonly mayOffer?: Side["mayOffer"]; readonly answer?: Item } = {},
): Side {
  const held = new Map(world.filter(isHeld).map(({ item }) => [item.entryId, item]));
  const { mayOffer = () => true, answer } = options;
  return { held, mayOffer, answer, sent: [], ends: [], taken: [], state: BEFORE_MEETING };
}

/** Hands an event to a side, and does what follows from it. */
export function happen(side: Side, event: MeetingEvent): void {
  const { state, effects } = stepMeeting(side.state, event);
  side.state = state;
  for (const effect of effects) {
    const answer = perform(side, effect);
    if (answer !== undefined) happen(side, answer);
  }
}

/** The part of the replica. */
function perform(side: Side, effect: MeetingEffect): MeetingEvent | undefined {
  switch (effect.type) {
    case "makeProof":
      return { type: "proofMade", proof: Uint8Array.of(1) };
    case "checkProof":
      return {
        type: "proofChecked",
        verdict: effect.proof.length === 1 ? "member" : "stranger",
      };
    case "makeOffer":
      return {
        type: "offerMade",
        overview: encodeOverview(overviewOf(MEETING_SALT, offered(side))),
      };
    case "makeWants": {
      const theirs = decodeOverview(effect.overview);
      if (theirs === undefined) return { type: "wantsMade", frontiers: undefined };
      const held = byStream([...side.held.values()]);
      const buckets = bucketsOffered(theirs, overviewOf(MEETING_SALT, held));
      return { type: "wantsMade", frontiers: encodeFrontiers(frontiersOf(held, buckets)) };
    }
    case "pack": {
      const theirs = decodeFrontiers(effect.frontiers);
      return { type: "packed", parcels: theirs && pack(theirs, offered(side)) };
    }
    case "takeIn":
      return takeIn(side, effect.bundle);
    case "send":
      side.sent.push(...effect.fragments);
      return undefined;
    case "end":
      side.ends.push(effect.end);
      return undefined;
  }
}

function offered(side: Side): Map<StreamName, Item[]> {
  return byStream([...side.held.values()].filter(side.mayOffer));
}

function byStream(items: readonly Item[]): Map<StreamName, Item[]> {
  const streams = new Map<StreamName, Item[]>();
  for (const item of items) streams.set(item.stream, [...(streams.get(item.stream) ?? []), item]);
  return streams;
}

function pack(
  theirs: readonly BucketFrontiers[],
  offer: Map<StreamName, Item[]>,
): readonly PackedParcel[] {
  const items = missingFrom(theirs, offer, ({ urgency }) => urgency).map(({ item }) => item);
  const parcels: PackedParcel[] = [];
  for (let start = 0; start < items.length; start += PARCEL_ITEMS) {
    const part = items.slice(start, start + PARCEL_ITEMS);
    const bundle = encodeCbor(
      part.map(({ stream, author, seq, entryId, urgency }) => [
        ...[stream, author, seq],
        ...[hexToBytes(entryId), urgency],
      ]),
    );
    parcels.push({ bundle, items: part.length, reports: part.length });
  }
  return parcels;
}

function takeIn(side: Side, bundle: Uint8Array): MeetingEvent {
  const value = decodeCbor(bundle);
  if (!isList(value)) return { type: "tookIn", taken: undefined };
  const items = value.flatMap((fields): readonly Item[] => {
    if (!isList(fields)) return [];
    const [stream, author, seq, id, urgency] = fields;
    if (!isText(stream, 64) || !isText(author, 16) || !isBytes(id)) return [];
    return [
      {
        ...{ stream: stream as StreamName, author: author as DeviceId, seq: Number(seq) },
        ...{ entryId: bytesToHex(id) as EntryId, urgency: Number(urgency) },
      },
    ];
  });
  const fresh = items.filter(({ entryId }) => !side.held.has(entryId));
  for (const item of fresh) side.held.set(item.entryId, item);
  side.taken.push(...fresh.map(({ entryId }) => entryId));
  if (fresh.length > 0 && side.answer) side.held.set(side.answer.entryId, side.answer);
  return { type: "tookIn", taken: { held: items.length, fresh: fresh.length, damaged: 0 } };
}

/** Both talk until nothing is under way, or `fragments` have crossed; `order` says whose arrives next. */
export function talk(
  left: Side,
  right: Side,
  { order = [], fragments = Infinity }: { order?: readonly boolean[]; fragments?: number } = {},
): number {
  for (const side of [left, right]) happen(side, { type: "opened" });
  let crossed = 0;
  while (left.sent.length + right.sent.length > 0 && crossed < fragments) {
    const isLeftFirst = order[crossed % Math.max(1, order.length)] ?? true;
    const [from, to] =
      (isLeftFirst && left.sent.length > 0) || right.sent.length === 0
        ? [left, right]
        : [right, left];
    const bytes = from.sent.shift();
    if (bytes === undefined) throw new Error("nothing was under way");
    happen(to, { type: "fragment", bytes });
    crossed += 1;
  }
  return crossed;
}

/** The ids that a side holds, ascending. */
export function heldIds(side: Side): readonly string[] {
  return [...side.held.keys()].toSorted();
}

/** An entry of the first author; one of each name. */
export function itemOf(stream: StreamName, seq: number): Item {
  const entryId = bytesToHex(sha256(utf8ToBytes(`${stream} ${seq}`))) as EntryId;
  return {
    stream,
    author: MEETING_AUTHORS[0] as DeviceId,
    seq: Math.max(1, seq),
    entryId,
    urgency: 0,
  };
}
