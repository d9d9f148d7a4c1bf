/** Taking in from a peer what it holds of an association that this relay knows, through this relay's own admission. [REL7] */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodeStatement, deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import {
  BUNDLE_ENTRIES_MAX,
  BUNDLE_STATEMENTS_MAX,
  OFFSET_START,
  READ_STREAMS_MAX,
} from "@tomoshibi/shared/relay-api/paths.ts";
import { type StreamRead, goesOnFrom } from "@tomoshibi/shared/relay-api/reads.ts";
import type { Offset, Storage, StorageError } from "../storage/storage.ts";
import type { Peer, PeerFailure } from "./peer-client.ts";
import type { PeerLedger } from "./peer-ledger.ts";
import { PEER_BUNDLE_BYTES_MAX, PEER_STEPS_MAX } from "./peer-limits.ts";
import { type Item, isPutOff, toBundle } from "./push.ts";

/** What pulling works on. `own` is this relay, seen as the peer is: its admission judges what comes. */
export interface PullJob {
  readonly storage: Storage;
  readonly peer: Peer;
  readonly own: Pick<Peer, "handIn">;
  readonly association: AssociationId;
  readonly sender: DeviceId;
  readonly ledger: PeerLedger;
  readonly names: StreamNames;
}

/** The streams and cards that an association's statements speak of; grows as they are read. */
export interface StreamNames {
  offset: Offset | "start";
  readonly names: Set<StreamName>;
  /** Keys of cards, whether they count or not. */
  readonly cards: Set<DeviceId>;
}

const FIXED: readonly StreamName[] = [
  ...(["membership", "receipts", "members", "safety", "alerts", "erasures"] as const),
  ...(["officers", "checkpoints", "intake", "forms"] as const),
];
const STATEMENTS_PAGE = { messagesMax: 1_000, bytesMax: 1024 * 1024 };

/** No streams but those that every association may have. */
export function firstStreamNames(): StreamNames {
  return { offset: "start", names: new Set(FIXED), cards: new Set() };
}

/** Reads what the ledger has not noted. Shape: whether the ledger moved, and whether the peer lost what was read from it. */
export async function pullFrom(
  job: PullJob,
): Promise<Result<{ hasMoved: boolean; isSetBack: boolean }, StorageError | PeerFailure>> {
  const outcome = { hasMoved: false, isSetBack: false };
  let stepsLeft = PEER_STEPS_MAX;
  const first: readonly StreamName[] = ["membership"];
  for (const isStatements of [true, false]) {
    // After the statements there may be more streams to ask for.
    const named = await readNames(job);
    if (!named.ok) return named;
    const rest = isStatements
      ? first
      : [...job.names.names].filter((name) => name !== "membership");
    for (let start = 0; start < rest.length; start += READ_STREAMS_MAX) {
      let asked: readonly StreamName[] = rest.slice(start, start + READ_STREAMS_MAX);
      for (; asked.length > 0 && stepsLeft > 0; stepsLeft -= 1) {
        const step = await pullStep(job, asked, outcome);
        if (!step.ok) return step;
        asked = step.value;
      }
    }
  }
  return ok(outcome);
}

/** One read. Shape: the streams that have more. */
async function pullStep(
  { peer, own, association, sender, ledger }: PullJob,
  asked: readonly StreamName[],
  outcome: { hasMoved: boolean; isSetBack: boolean },
): Promise<Result<readonly StreamName[], StorageError | PeerFailure>> {
  const streams = asked.map((stream) => ({
    stream,
    offset: ledger.pulled.get(stream) ?? OFFSET_START,
  }));
  const reads = await peer.read(association, streams);
  if (!reads.ok) return reads;
  const more: StreamName[] = [];
  for (const read of reads.value) {
    const { stream, state } = read;
    // Answers for streams that were not asked for are none.
    if (!asked.includes(stream)) continue;
    if (state === "gone" && ledger.pulled.delete(stream)) {
      outcome.isSetBack = true;
      outcome.hasMoved = true;
      more.push(stream);
    }
    // An offset that does not move would be asked for again and again.
    const isNews = read.messages.length > 0 && ledger.pulled.get(stream) !== read.nextOffset;
    if (state !== "ok" || !isNews) continue;
    const isTaken = await takeIn(own, association, sender, read);
    if (!isTaken.ok) return isTaken;
    if (!isTaken.value || !goesOnFrom(ledger.pulled.get(stream) ?? OFFSET_START, read)) continue;
    ledger.pulled.set(stream, read.nextOffset);
    outcome.hasMoved = true;
    if (!read.isUpToDate) more.push(stream);
  }
  // A stream that found no room in this answer is asked again as soon as others moved.
  const waiting = reads.value.filter(
    (read) => read.state === "ok" && !read.isUpToDate && read.messages.length === 0,
  );
  if (more.length > 0)
    more.push(...waiting.map(({ stream }) => stream).filter((name) => asked.includes(name)));
  return ok(more);
}

/** Hands a stream's messages to this relay's own admission. Shape: false when some are put off by a limit. */
async function takeIn(
  own: PullJob["own"],
  association: AssociationId,
  sender: DeviceId,
  { stream, messages }: StreamRead,
): Promise<Result<boolean, PeerFailure>> {
  const items = messages.flatMap(({ bytes }): Item[] => {
    if (stream !== "intake") return [{ stream, bytes }];
    const item = decodeIntakeItem(bytes);
    return item === undefined || item.stream === "intake" ? [] : [item];
  });
  let isAllTaken = true;
  for (const part of inParts(items)) {
    const answer = await own.handIn(toBundle(association, sender, part));
    if (!answer.ok) return answer;
    if (isPutOff(answer.value, stream)) isAllTaken = false;
  }
  return ok(isAllTaken);
}

/** Cuts items into bundles that a relay takes. */
export function inParts(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  let byteCount = 0;
  for (const item of items) {
    const part = parts.at(-1);
    const itemsMax = item.stream === "membership" ? BUNDLE_STATEMENTS_MAX : BUNDLE_ENTRIES_MAX;
    byteCount += item.bytes.length;
    if (part === undefined || part.length >= itemsMax || byteCount > PEER_BUNDLE_BYTES_MAX) {
      parts.push([item]);
      byteCount = item.bytes.length;
    } else part.push(item);
  }
  return parts;
}

/** Learns from this relay's own statements which households, groups and devices there are. */
async function readNames({
  storage,
  association,
  names: known,
}: PullJob): Promise<Result<undefined, StorageError>> {
  const key = { association, stream: "membership" };
  for (;;) {
    const read = await storage.read([{ key, after: known.offset }], STATEMENTS_PAGE);
    if (!read.ok) return read;
    const [page] = read.value;
    if (page?.type === "gone") known.offset = "start";
    else if (page?.type !== "page") return ok(undefined);
    else {
      for (const { bytes } of page.messages) addNames(association, known, bytes);
      known.offset = page.next;
      if (page.next === page.head.tail) return ok(undefined);
    }
  }
}

function addNames(
  association: AssociationId,
  { names, cards }: StreamNames,
  bytes: Uint8Array,
): void {
  const body = decodeStatement(association, bytes)?.body;
  if (body?.type !== "certificate") return;
  if (body.role === "invite") cards.add(deviceIdOf(body.signKey));
  names.add(`mailbox/${deviceIdOf(body.signKey)}`);
  if (body.household > 0) names.add(`household/${body.household}`);
  if (body.group > 0) names.add(`group/${body.group}`);
}
