/** Handing in at a peer what this relay holds: statements first, then entries, page by page. [REL7] */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import { type StreamName, parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import { BUNDLE_ENTRIES_MAX, BUNDLE_STATEMENTS_MAX } from "@tomoshibi/shared/relay-api/paths.ts";
import type { Message, Storage, StorageError } from "../storage/storage.ts";
import type { Peer, PeerFailure } from "./peer-client.ts";
import type { PeerLedger } from "./peer-ledger.ts";
import { PEER_BUNDLE_BYTES_MAX, PEER_STEPS_MAX } from "./peer-limits.ts";

/** Something handed in, or on its way: an entry for its stream, a statement for `membership`. */
export interface Item {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** What pushing works on. */
export interface PushJob {
  readonly storage: Storage;
  readonly peer: Peer;
  readonly association: AssociationId;
  /** This relay's own device id. */
  readonly sender: DeviceId;
  readonly ledger: PeerLedger;
}

/** Hands in what the ledger has not noted. Shape: whether the ledger moved. */
export async function pushTo(job: PushJob): Promise<Result<boolean, StorageError | PeerFailure>> {
  const { storage, association, ledger } = job;
  const heads = await storage.streams(association);
  if (!heads.ok) return heads;
  let hasMoved = false;
  let stepsLeft = PEER_STEPS_MAX;
  const due = heads.value
    .filter(({ key, tail }) => ledger.pushed.get(key.stream) !== tail)
    .sort((left, right) => orderOf(left.key.stream) - orderOf(right.key.stream));
  for (const { key } of due) {
    for (let isDone = false; !isDone && stepsLeft > 0; stepsLeft -= 1) {
      const step = await pushPage(job, key.stream);
      if (!step.ok) return step;
      hasMoved ||= step.value.hasMoved;
      isDone = step.value.isDone;
    }
  }
  return ok(hasMoved);
}

async function pushPage(
  { storage, peer, association, sender, ledger }: PushJob,
  stream: string,
): Promise<Result<{ hasMoved: boolean; isDone: boolean }, StorageError | PeerFailure>> {
  const after = ledger.pushed.get(stream) ?? "start";
  const limit = {
    messagesMax: stream === "membership" ? BUNDLE_STATEMENTS_MAX : BUNDLE_ENTRIES_MAX,
    bytesMax: PEER_BUNDLE_BYTES_MAX,
  };
  const read = await storage.read([{ key: { association, stream }, after }], limit);
  if (!read.ok) return read;
  const [page] = read.value;
  // This relay was set back: what it hands in again is known there.
  if (page?.type === "gone") ledger.pushed.delete(stream);
  if (page?.type !== "page") {
    const isGone = page?.type === "gone";
    return ok({ hasMoved: isGone, isDone: !isGone });
  }
  const items = page.messages.flatMap((message) => itemOf(stream, message));
  if (items.length > 0) {
    const answer = await peer.handIn(toBundle(association, sender, items));
    if (!answer.ok) return answer;
    // Over a limit there: the same page is handed in again in the next round; what was taken is known then.
    if (isPutOff(answer.value, stream)) return ok({ hasMoved: false, isDone: true });
  }
  ledger.pushed.set(stream, page.next);
  return ok({ hasMoved: page.messages.length > 0, isDone: page.next === page.head.tail });
}

/** Packs items for one relay. */
export function toBundle(
  association: AssociationId,
  sender: DeviceId,
  items: readonly Item[],
): Bundle {
  const byStream = new Map<StreamName, Uint8Array[]>();
  for (const { stream, bytes } of items) {
    byStream.set(stream, [...(byStream.get(stream) ?? []), bytes]);
  }
  const statements = byStream.get("membership") ?? [];
  byStream.delete("membership");
  const streams = [...byStream].map(([stream, entries]) => ({ stream, entries }));
  return { association, sender, statements, streams };
}

/**
 * Tells whether a page has to be handed in again. Not so the intake's, nor forms: where it is full, what is put off may be so for weeks, and the
 * rest would wait behind it.
 */
export function isPutOff({ statements, entries }: BundleAnswer, stream: string): boolean {
  const isBounded = stream === "intake" || stream === "forms";
  return !isBounded && [...statements, ...entries].some((one) => one.verdict === "later");
}

/** Husks travel as erasures do; a relay takes none from outside. [ENT2] */
function itemOf(stream: string, { bytes, isHusk }: Message): Item[] {
  if (isHusk) return [];
  if (stream === "intake") {
    const item = decodeIntakeItem(bytes);
    return item === undefined || item.stream === "intake" ? [] : [item];
  }
  const name = parseStreamName(stream);
  return name === undefined ? [] : [{ stream: name, bytes }];
}

/** Statements say who the authors are; receipts and incidents are what everybody waits for; the intake is last. */
function orderOf(stream: string): number {
  const first = ["membership", "receipts", "members", "safety"].indexOf(stream);
  if (first >= 0) return first;
  return stream === "intake" || stream === "forms" ? 9 : 5;
}
