/**
 * What is to be written for the statements and entries of a bundle, and the answers that follow from what storage says. [REL2]
 *
 * An item over its allowance is still offered to storage, with a limit of nothing: what is already there is answered
 * `known` and costs no allowance, for a sender repeats everything that no receipt covers yet [DEL1]; the rest is `later`.
 */
import { type EntryId, type StatementId, idBytes } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Standing } from "@tomoshibi/shared/membership/standing.ts";
import type { ItemAnswer, Refusal } from "@tomoshibi/shared/relay-api/bundle.ts";
import { CBOR_TYPE } from "@tomoshibi/shared/relay-api/paths.ts";
import type { AppendAnswer, AppendWrite, NewMessage } from "../storage/storage.ts";
import type { Allowance } from "./limits.ts";

/** Whose allowance pays for an item. */
export interface Charge {
  readonly name: string;
  readonly allowance: Allowance;
  readonly byteCount: number;
}

/** Something to be stored. */
export interface Offer {
  readonly type: "offer";
  readonly id: EntryId | StatementId;
  readonly stream: StreamName;
  readonly message: NewMessage;
  readonly isIntake: boolean;
  readonly limit: AppendWrite["limit"];
  readonly charge: Charge;
  /** Whose signature was found good; undefined for an author unknown here. */
  readonly signer: Standing | undefined;
}

/** An item whose answer needs no storage. */
export interface Settled {
  readonly type: "settled";
  readonly answer: ItemAnswer;
}

/** What admission decided about one item. */
export type Plan = Offer | Settled;

/** An offer as it goes to storage: paid for, or asking only whether it is already there. */
export interface Bid {
  readonly offer: Offer;
  readonly isPaid: boolean;
}

/** What became of a bid: whether anything new was stored, and the answer. */
export interface Outcome {
  readonly answer: ItemAnswer;
  readonly isNew: boolean;
}

/** How every stream of an association is made. */
export const STREAM_CONFIG = {
  contentType: CBOR_TYPE,
  ttlSeconds: null,
  expiresAtMs: null,
} as const;

const NOTHING = { messagesMax: 0, bytesMax: 0 };

/** Answers an item without storing it. */
export function settle(
  id: string,
  verdict: ItemAnswer["verdict"],
  reason: Refusal = "none",
): Settled {
  return { type: "settled", answer: { id, verdict, reason } };
}

/** Makes a message of a statement or entry. */
export function messageOf(
  id: EntryId | StatementId,
  bytes: Uint8Array,
  chain: { readonly author: string; readonly seq: number } | undefined,
): NewMessage {
  return { id: idBytes(id), author: chain?.author ?? null, seq: chain?.seq ?? null, bytes };
}

/** The writes of some bids. Shape: `places` says for each bid which write and which message of it is its own. */
export function writesOf(
  association: string,
  bids: readonly Bid[],
): { writes: AppendWrite[]; places: { write: number; message: number }[] } {
  const writes: (AppendWrite & { messages: NewMessage[] })[] = [];
  const sharedByStream = new Map<StreamName, number>();
  const places = bids.map(({ offer, isPaid }) => {
    const limit = isPaid ? offer.limit : NOTHING;
    const shared = limit === undefined ? sharedByStream.get(offer.stream) : undefined;
    if (shared !== undefined) {
      const messages = writes[shared]?.messages ?? [];
      return { write: shared, message: messages.push(offer.message) - 1 };
    }
    if (limit === undefined) sharedByStream.set(offer.stream, writes.length);
    writes.push({
      type: "append",
      key: { association, stream: offer.stream },
      messages: [offer.message],
      // Asking whether something is there must not make a stream.
      ...(isPaid && { createWith: STREAM_CONFIG }),
      ...(limit && { limit }),
    });
    return { write: writes.length - 1, message: 0 };
  });
  return { writes, places };
}

/** Reads a bid's outcome from its write's answer. */
export function outcomeOf(
  { offer, isPaid }: Bid,
  answer: AppendAnswer | undefined,
  message: number,
): Outcome {
  const stored = answer?.type === "appended" ? answer.outcomes[message] : undefined;
  // Full, or a stream that somebody closed: nothing was stored, so its sender keeps it.
  if (stored === undefined || (stored.type === "accepted" && !isPaid)) {
    return { answer: settle(offer.id, "later").answer, isNew: false };
  }
  const verdict = offer.isIntake ? "intake" : stored.type;
  return { answer: settle(offer.id, verdict).answer, isNew: stored.type === "accepted" };
}
