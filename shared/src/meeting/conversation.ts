/**
 * Two devices that are connected, and exchange all that each may have of the other, both ways, in one meeting. [MEET1] [MEET2]
 *
 * Proofs first; nothing else is said before the other's holds. Then rounds: each offers an overview, asks for what it lacks of
 * the other's, is given it in parcels, and says of each parcel that it is stored before the next one comes. A round in which
 * something new was stored is followed by another, for it may have made something to give back: an officer's receipt.
 *
 * Pure: the caller hands in events one after the other, and has performed the effects of one before the next. Invariants: a cut
 * at any place leaves each side with what it had, and what it has said that it took; of the other side no more than one message
 * and the named limits are kept in memory; what does not belong where it came ends the meeting, and undoes nothing.
 */
import {
  type Assembly,
  EMPTY_ASSEMBLY,
  MESSAGE_BYTES_MAX,
  type Message,
  PROOF_BYTES_MAX,
  assemble,
  decodeMessage,
  encodeMessage,
  fragmentsOf,
} from "./messages.ts";
import { BAD_SIGNATURES_MAX } from "./parcel.ts";

/** Rounds of a meeting: two are enough where nobody forked and nothing is answered. */
export const ROUNDS_MAX = 4;
/** Most bytes that are taken from the other side in one meeting. */
export const RECEIVED_BYTES_MAX = 48 * 1024 * 1024;

/** A bundle to be given, and what is in it. */
export interface PackedParcel {
  readonly bundle: Uint8Array;
  /** Statements and entries. */
  readonly items: number;
  /** Entries among them that are reports, as far as this device can tell. */
  readonly reports: number;
}

/** Why a meeting is over. */
export type MeetingEnd =
  /** Both have said all they had to say. */
  | "finished"
  /** The connection broke, or the other side ended it. */
  | "cut"
  /** The other side said nothing for too long. */
  | "silent"
  /** The other side is nobody of this association. */
  | "stranger"
  /** The other side is a device that was stopped. */
  | "stopped"
  /** The other side said what does not belong there, or too much. */
  | "malformed"
  /** This device could not do its part. */
  | "failed";

/** What happens in a meeting: from the channel, or the answer to an effect. */
export type MeetingEvent =
  | { readonly type: "opened" }
  | { readonly type: "fragment"; readonly bytes: Uint8Array }
  | { readonly type: "closed" | "timedOut" | "failed" }
  /** More came, while one thing was done after the other, than an honest device sends unasked. */
  | { readonly type: "flooded" }
  | { readonly type: "proofMade"; readonly proof: Uint8Array }
  | { readonly type: "proofChecked"; readonly verdict: "member" | "stranger" | "stopped" }
  | { readonly type: "offerMade"; readonly overview: Uint8Array }
  /** undefined: what was offered is no overview of this meeting. */
  | { readonly type: "wantsMade"; readonly frontiers: Uint8Array | undefined }
  /** undefined: what was wanted are no frontiers. */
  | { readonly type: "packed"; readonly parcels: readonly PackedParcel[] | undefined }
  /** undefined: what came is no bundle of this association. */
  | {
      readonly type: "tookIn";
      readonly taken: TakenParcel | undefined;
    };

/** What became of a parcel. */
export interface TakenParcel {
  /** Stored here, those that were before among them. */
  readonly held: number;
  readonly fresh: number;
  /** Nobody's: not signed by the author that they name. */
  readonly damaged: number;
}

/** What the caller does: each but `send` and `end` answers with one event. */
export type MeetingEffect =
  | { readonly type: "makeProof" | "makeOffer" }
  | { readonly type: "checkProof"; readonly proof: Uint8Array }
  | { readonly type: "makeWants"; readonly overview: Uint8Array }
  | { readonly type: "pack"; readonly frontiers: Uint8Array }
  | { readonly type: "takeIn"; readonly bundle: Uint8Array }
  | { readonly type: "send"; readonly fragments: readonly Uint8Array[] }
  | { readonly type: "end"; readonly end: MeetingEnd };

/** How far a meeting is. */
export interface MeetingState {
  readonly phase: "waiting" | "proving" | "exchanging" | "leaving" | "ended";
  /** From 1. */
  readonly round: number;
  /** What is given in this round. */
  readonly giving: Giving;
  /** What of the other's is awaited in this round. */
  readonly taking: "offer" | "parcels" | "done";
  /** Something new was stored in this round, on either side. */
  readonly isAnythingNew: boolean;
  /** What the other side says that it stored, and did not have. */
  readonly given: { readonly items: number; readonly reports: number };
  readonly assembly: Assembly;
  readonly receivedBytes: number;
  /** Of what the other side gave. */
  readonly damaged: number;
}

/** The own side of a round. */
type Giving =
  | { readonly type: "offering" | "done" }
  /** The first parcel is under way. */
  | { readonly type: "parcels"; readonly parcels: readonly PackedParcel[] };

/** What an event leads to. */
export interface MeetingStep {
  readonly state: MeetingState;
  readonly effects: readonly MeetingEffect[];
}

/** Before the channel is open. */
export const BEFORE_MEETING: MeetingState = {
  phase: "waiting",
  round: 1,
  giving: { type: "offering" },
  taking: "offer",
  isAnythingNew: false,
  given: { items: 0, reports: 0 },
  assembly: EMPTY_ASSEMBLY,
  receivedBytes: 0,
  damaged: 0,
};

/** Advances the meeting by one event. Law: after its end nothing leads to anything. */
export function stepMeeting(state: MeetingState, event: MeetingEvent): MeetingStep {
  if (state.phase === "ended") return { state, effects: [] };
  switch (event.type) {
    case "opened":
      return { state: { ...state, phase: "proving" }, effects: [{ type: "makeProof" }] };
    case "fragment":
      return receive(state, event.bytes);
    case "closed":
      return end(state, state.phase === "leaving" ? "finished" : "cut");
    case "timedOut":
      return end(state, state.phase === "leaving" ? "finished" : "silent");
    case "failed":
      return end(state, "failed");
    case "flooded":
      return end(state, "malformed");
    case "proofMade":
      return say(state, { type: "proof", proof: event.proof });
    case "proofChecked":
      if (event.verdict !== "member") return end(state, event.verdict);
      return { state: { ...state, phase: "exchanging" }, effects: [{ type: "makeOffer" }] };
    case "offerMade":
      return say(state, { type: "offer", overview: event.overview });
    case "wantsMade":
      if (event.frontiers === undefined) return end(state, "malformed");
      return say({ ...state, taking: "parcels" }, { type: "wants", frontiers: event.frontiers });
    case "packed":
      if (event.parcels === undefined) return end(state, "malformed");
      return give(state, event.parcels);
    case "tookIn": {
      if (event.taken === undefined) return end(state, "malformed");
      const { held, fresh } = event.taken;
      const damaged = state.damaged + event.taken.damaged;
      // Each cost a check of a signature: what no honest device can have brought together ends here.
      if (damaged > BAD_SIGNATURES_MAX) return end(state, "malformed");
      const isAnythingNew = state.isAnythingNew || fresh > 0;
      return say({ ...state, isAnythingNew, damaged }, { type: "taken", held, fresh });
    }
  }
}

function receive(state: MeetingState, fragment: Uint8Array): MeetingStep {
  const isProven = state.phase === "exchanging" || state.phase === "leaving";
  const receivedBytes = state.receivedBytes + fragment.length;
  const put = assemble(state.assembly, fragment, isProven ? MESSAGE_BYTES_MAX : PROOF_BYTES_MAX);
  if (put === undefined || receivedBytes > RECEIVED_BYTES_MAX) return end(state, "malformed");
  const next = { ...state, receivedBytes, assembly: put.assembly };
  if (put.whole === undefined) return { state: next, effects: [] };
  const message = decodeMessage(put.whole);
  return message === undefined ? end(next, "malformed") : hear(next, message);
}

/** What the other side says, where it belongs. */
function hear(state: MeetingState, message: Message): MeetingStep {
  const { phase, giving, taking } = state;
  const isExchanging = phase === "exchanging";
  switch (message.type) {
    case "proof":
      if (phase !== "proving") break;
      return { state, effects: [{ type: "checkProof", proof: message.proof }] };
    case "offer":
      if (!isExchanging || taking !== "offer") break;
      return { state, effects: [{ type: "makeWants", overview: message.overview }] };
    case "wants":
      if (!isExchanging || giving.type !== "offering") break;
      return { state, effects: [{ type: "pack", frontiers: message.frontiers }] };
    case "parcel":
      if (!isExchanging || taking !== "parcels") break;
      return { state, effects: [{ type: "takeIn", bundle: message.bundle }] };
    case "taken":
      if (!isExchanging || giving.type !== "parcels") break;
      return hearTaken(state, giving.parcels, message);
    case "done":
      if (!isExchanging || taking !== "parcels") break;
      return endRound({ ...state, taking: "done" }, []);
    case "bye":
      if (phase !== "leaving") break;
      return end(state, "finished");
  }
  return end(state, "malformed");
}

function hearTaken(
  state: MeetingState,
  [first, ...rest]: readonly PackedParcel[],
  { held, fresh }: { readonly held: number; readonly fresh: number },
): MeetingStep {
  // More than was given cannot have been taken.
  if (first === undefined || held > first.items) return end(state, "malformed");
  // Which ones it left out is not said; where it took them all, it took the reports.
  const reports = held === first.items && fresh > 0 ? first.reports : 0;
  const given = { items: state.given.items + fresh, reports: state.given.reports + reports };
  const isAnythingNew = state.isAnythingNew || fresh > 0;
  return give({ ...state, given, isAnythingNew }, rest);
}

/** The next parcel, one at a time; or none is left. */
function give(state: MeetingState, parcels: readonly PackedParcel[]): MeetingStep {
  const [next] = parcels;
  if (next !== undefined)
    return say(
      { ...state, giving: { type: "parcels", parcels } },
      { type: "parcel", bundle: next.bundle },
    );
  const { effects } = say(state, { type: "done" });
  return endRound({ ...state, giving: { type: "done" } }, effects);
}

/** Once both are done: another round, or the end. Both sides decide alike, for both know of all that was stored. */
function endRound(state: MeetingState, said: readonly MeetingEffect[]): MeetingStep {
  if (state.giving.type !== "done" || state.taking !== "done") return { state, effects: said };
  if (!state.isAnythingNew || state.round === ROUNDS_MAX) {
    const bye = say({ ...state, phase: "leaving" }, { type: "bye" });
    return { state: bye.state, effects: [...said, ...bye.effects] };
  }
  const next: MeetingState = {
    ...state,
    round: state.round + 1,
    giving: { type: "offering" },
    taking: "offer",
    isAnythingNew: false,
  };
  return { state: next, effects: [...said, { type: "makeOffer" }] };
}

function say(state: MeetingState, message: Message): MeetingStep {
  const encoded = encodeMessage(message);
  // A town whose overview is larger than what another device takes: files have room for it.
  if (encoded.length > MESSAGE_BYTES_MAX) return end(state, "failed");
  return { state, effects: [{ type: "send", fragments: fragmentsOf(encoded) }] };
}

function end(state: MeetingState, reason: MeetingEnd): MeetingStep {
  return {
    state: { ...state, phase: "ended", assembly: EMPTY_ASSEMBLY },
    effects: [{ type: "end", end: reason }],
  };
}
