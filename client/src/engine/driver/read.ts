/** One read: offsets looked up, asked for in one request, what came applied, and the offsets moved after that commit. */
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import {
  OFFSET_START,
  READ_STREAMS_MAX,
  newestCount,
  newestOffset,
} from "@tomoshibi/shared/relay-api/paths.ts";
import { type StreamRead, goesOnFrom } from "@tomoshibi/shared/relay-api/reads.ts";
import type { Applied, Arrival, Replica } from "../replica/replica.ts";
import type { Reader, Transport, TransportFailure } from "../transports/transport.ts";
import { LONG_POLL_MS, READS_BEFORE_REFILL, SHORT_POLL_MS } from "./limits.ts";
import type { ReadOutcome } from "./machine.ts";

/** What a read needs, and what it keeps between reads. */
export interface ReadContext {
  readonly replica: Replica;
  readonly transport: Transport;
  /** Unix milliseconds, for measuring how long the relay held the request. */
  readonly nowMs: () => number;
  /** Streams the relay does not let this device read; left out until something changes. */
  readonly denied: Set<StreamName>;
  /** Which part of the streams is next, when they do not fit one request. */
  turn: number;
  /** Reads without news, one after another: as many as there are parts, and the relay was read to its end. */
  quietReads: number;
  /** Reads of this contact. */
  reads: number;
  /** It was read to its end in this contact, or does not come to one: what it lacks need not wait any more. [REL1] */
  hasReadAll: boolean;
  /** Something is to be handed in once it was. */
  isHeldBack: boolean;
  /**
   * Checkpoints in this contact: the newest digest is read alone, before all else; with its frontier when the rest is read, and then
   * like any stream; not at all where the relay is too old to be asked. [DOC4]
   */
  checkpoints: "digest" | "frontier" | "rest" | "none";
  /** The first read of a contact takes up again what waited for one: mail and keys, also when there is no news. */
  isFirst: boolean;
}

/** Reads once and applies what came. Errors: those of the transport. */
export async function readOnce(
  context: ReadContext,
  relayKey: string,
  signal: AbortSignal,
): Promise<Result<ReadOutcome, TransportFailure>> {
  const { replica, transport, denied } = context;
  const { identity } = replica;
  if (identity === undefined) return ok(NOTHING);
  // Others' words wait for the end of the reading: the relay is not to hold it open meanwhile.
  const isFilling = !context.hasReadAll && (context.isHeldBack || replica.owesRefill(relayKey));
  const { streams, waitMs, parts } = await nextStreams(context, relayKey, isFilling);
  const askedAtMs = context.nowMs();
  const reader: Reader = identity;
  const answer = await transport.read(
    { association: identity.association, reader, relayKey, streams, waitMs },
    signal,
  );
  const isDigest = streams.some(({ offset }) => offset === newestOffset(DIGEST));
  if (!answer.ok && isDigest && answer.error.type === "refused") return ok(withoutDigest(context));
  if (!answer.ok) return isLoss(answer.error, streams) ? ok({ ...NOTHING, isGone: true }) : answer;
  const heldMs = context.nowMs() - askedAtMs;

  const asked = new Map(streams.map(({ stream, offset }) => [stream, offset]));
  // An answer about what was not asked is not an answer.
  const reads = answer.value.filter(({ stream }) => asked.has(stream));
  for (const { stream, state } of reads) if (state === "denied") denied.add(stream);
  const readable = reads.filter(({ state }) => state === "ok");
  const arrivals = readable.filter(({ messages }) => messages.length > 0).flatMap(toArrivals);
  const moved = readable.filter((read) => {
    const from = asked.get(read.stream) ?? OFFSET_START;
    return from !== read.nextOffset && goesOnFrom(from, read);
  });
  const { isFirst } = context;
  // The digest comes before the others' first: what waited for that is not done yet.
  if (!isDigest) context.isFirst = false;
  const isWaitedFor = isFirst && !isDigest;
  const applied =
    arrivals.length === 0 && !isWaitedFor
      ? NO_NEWS
      : await replica.receive(arrivals, isDigest ? undefined : relayKey);
  if (isDigest) return ok(afterDigest(context, reads, applied));
  // After the commit of what was read: a crash in between reads it again, and never skips it.
  if (moved.length > 0)
    await replica.setCursors(
      relayKey,
      new Map(moved.map(({ stream, nextOffset }) => [stream, nextOffset])),
    );
  const stored = moved.filter(({ stream }) => stream !== "intake").flatMap(toArrivals);
  if (isFilling && stored.length > 0) await replica.noteSeen(relayKey, stored);
  if (moved.some(({ stream }) => stream === "checkpoints")) context.checkpoints = "rest";
  const isQuiet = arrivals.length === 0 && moved.length === 0 && readable.length === reads.length;
  context.quietReads = isQuiet ? context.quietReads + 1 : 0;
  context.reads += 1;
  // One that was called off is no look at its part.
  context.turn += 1;
  const isAtEnd = context.quietReads >= parts || context.reads >= READS_BEFORE_REFILL;
  if (isAtEnd) context.hasReadAll = true;
  const hasAsked = context.quietReads >= parts && (await replica.askForMissed());
  // New statements may have changed what this device may read.
  if (arrivals.length > 0) denied.clear();
  return ok({
    newEntries: applied.newEntries,
    // A read that nobody was to hold open is no round without news; READS_BEFORE_REFILL ends them.
    hasMoved: moved.length > 0 || isFilling,
    hasWaited: waitMs > 0 && heldMs >= waitMs * 0.8,
    isGone: reads.some(({ state }) => state === "gone"),
    owesService: hasAsked || isFirst || applied.newEntries > 0 || applied.toReceipt.length > 0,
    owesRefill: isAtEnd && isFilling,
  });
}

/** The newest message of the checkpoints is a digest, the one before it is its frontier. */
const DIGEST = 1;
const WITH_FRONTIER = 2;

/** What to ask for next, and how long the relay may wait. */
async function nextStreams(
  context: ReadContext,
  relayKey: string,
  isFilling: boolean,
): Promise<{ readonly streams: Asked[]; readonly waitMs: number; readonly parts: number }> {
  const { replica, denied } = context;
  const isOld = context.checkpoints === "none";
  const wanted = replica
    .wantedStreams()
    .filter((stream) => !denied.has(stream) && !(isOld && stream === "checkpoints"));
  if (context.checkpoints === "digest" && wanted.includes("checkpoints"))
    return {
      streams: [{ stream: "checkpoints", offset: newestOffset(DIGEST) }],
      waitMs: 0,
      parts: 1,
    };
  const parts = partition(wanted);
  const part = parts[context.turn % parts.length] ?? [];
  const offsets = await replica.cursors(relayKey, part);
  const streams = part.map((stream) => ({
    stream,
    offset: offsetOf(context, stream, offsets.get(stream) ?? OFFSET_START),
  }));
  const waitMs = parts.length === 1 ? LONG_POLL_MS : SHORT_POLL_MS;
  return { streams, waitMs: isFilling ? 0 : waitMs, parts: parts.length };
}

/** Of checkpoints nothing is read from the start: years of them may lie there. */
function offsetOf({ checkpoints }: ReadContext, stream: StreamName, offset: string): string {
  if (stream !== "checkpoints") return offset;
  return checkpoints === "frontier" || offset === OFFSET_START
    ? newestOffset(WITH_FRONTIER)
    : offset;
}

/** A relay of before checkpoints knows neither their stream nor the offset: all else is read without them. */
function withoutDigest(context: ReadContext): ReadOutcome {
  context.checkpoints = "none";
  return { ...NOTHING, hasMoved: true };
}

/** No offset is moved for the newest alone: its frontier is still to be read, if it is news. */
function afterDigest(
  context: ReadContext,
  reads: readonly StreamRead[],
  { newEntries, toReceipt }: Applied,
): ReadOutcome {
  // Nobody was given this offset before: who does not know it has lost nothing.
  if (reads.some(({ state }) => state === "gone")) return withoutDigest(context);
  context.checkpoints = newEntries > 0 ? "frontier" : "rest";
  return {
    ...NOTHING,
    newEntries,
    // A small answer that always comes at once is no round without news.
    hasMoved: true,
    owesService: toReceipt.length > 0,
  };
}

/** An intake's messages name the stream they were meant for; there they are judged like any other. [REL4] */
export function toArrivals({ stream, messages }: StreamRead): readonly Arrival[] {
  if (stream !== "intake") {
    return [
      {
        stream,
        messages: messages.map(({ bytes, arrivedAtSeconds }) => ({
          bytes,
          relayedAtSeconds: arrivedAtSeconds,
        })),
      },
    ];
  }
  return messages.flatMap(({ bytes, arrivedAtSeconds }) => {
    const item = decodeIntakeItem(bytes);
    if (item === undefined || item.stream === "intake") return [];
    const message = { bytes: item.bytes, relayedAtSeconds: arrivedAtSeconds };
    return [{ stream: item.stream, messages: [message] }];
  });
}

type Asked = { readonly stream: StreamName; readonly offset: string };

const NO_NEWS: Applied = { newEntries: 0, toReceipt: [] };
const NOTHING: ReadOutcome = {
  newEntries: 0,
  hasMoved: false,
  hasWaited: false,
  isGone: false,
  owesService: false,
  owesRefill: false,
};

/**
 * A relay that was wiped knows neither the association nor the device, and cannot say 410 to a reader it does not know: that
 * it answered this device before says it. A nonce that is refused does not: everything would be sent again for a proxy's
 * sake. [REL1] [REL5]
 */
export function isLoss(
  failure: TransportFailure,
  streams: readonly { readonly offset: string }[],
): boolean {
  const isUnknownHere = failure.type === "notFound" || failure.type === "unauthorized";
  const wasAnswered = (offset: string) =>
    offset !== OFFSET_START && newestCount(offset) === undefined;
  return isUnknownHere && streams.some(({ offset }) => wasAnswered(offset));
}

/** Cuts the streams into parts that fit a request; what all need comes first in each. */
function partition(streams: readonly StreamName[]): readonly (readonly StreamName[])[] {
  if (streams.length <= READ_STREAMS_MAX) return [streams];
  const isForAll = (stream: StreamName) => !stream.startsWith("household/");
  const forAll = streams.filter(isForAll).slice(0, READ_STREAMS_MAX / 2);
  const others = streams.filter((stream) => !forAll.includes(stream));
  const size = READ_STREAMS_MAX - forAll.length;
  const count = Math.ceil(others.length / size);
  return Array.from({ length: count }, (_, index) => [
    ...forAll,
    ...others.slice(index * size, (index + 1) * size),
  ]);
}
