/**
 * Runs a meeting over an open channel: what comes goes through the conversation one thing after the other, the replica answers in
 * its worker, and what is to be said is sent. [MEET1]
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import {
  BEFORE_MEETING,
  type MeetingEffect,
  type MeetingEnd,
  type MeetingEvent,
  type MeetingState,
  stepMeeting,
} from "@tomoshibi/shared/meeting/conversation.ts";
import { MESSAGE_BYTES_MAX } from "@tomoshibi/shared/meeting/messages.ts";
import { endOf } from "@tomoshibi/shared/meeting/proof.ts";
import { type SignalPair, saltOf } from "@tomoshibi/shared/meeting/signal.ts";
import type { EngineRemote, MeetingQuestion, TakenIn } from "../../engine/api.ts";
import { type Taken, NOTHING_TAKEN, addTaken } from "./add-taken.ts";

/** What is said to the other device, and heard of it: reliable, in order, until it is closed. */
export interface MeetingChannel {
  send(bytes: Uint8Array): void;
  listen(heard: { onBytes(bytes: Uint8Array): void; onClosed(): void }): void;
  close(): void;
}

/** How far a meeting is, for the screen. */
export interface MeetingView {
  readonly given: MeetingState["given"];
  readonly taken: Taken;
  /** undefined while it goes on. */
  readonly end: MeetingEnd | undefined;
}

/** What a meeting needs. */
export interface MeetingPorts {
  readonly engine: Pick<EngineRemote, "meet" | "takeIn">;
  readonly channel: MeetingChannel;
  readonly codes: SignalPair;
  /** Which of the codes is this device's. */
  readonly side: "offer" | "answer";
  readonly setTimer: (ms: number, fire: () => void) => () => void;
  readonly onView: (view: MeetingView) => void;
}

/** How long the other side may say nothing while this one waits: an old phone that looks through a town's records. */
export const SILENCE_MS = 30_000;
/** Most that waits here while one thing is done after the other: two of the largest messages, in their fragments. */
const WAITING_BYTES_MAX = 2 * MESSAGE_BYTES_MAX;
const WAITING_MAX = 1_000;

/** Starts the meeting; gives the way to end it early. The channel is closed when it is over. */
export function runMeeting(ports: MeetingPorts): () => void {
  const { channel, setTimer } = ports;
  const running: Running = { state: BEFORE_MEETING, taken: NOTHING_TAKEN, isStopped: false };
  const waiting: MeetingEvent[] = [];
  let waitingBytes = 0;
  let isBusy = false;
  let stopTimer = (): void => undefined;

  function hear(event: MeetingEvent): void {
    if (isOver(running)) return;
    waiting.push(event);
    if (!isBusy) void takeTurns();
  }

  async function takeTurns(): Promise<void> {
    isBusy = true;
    stopTimer();
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      if (event.type === "fragment") waitingBytes -= event.bytes.length;
      await happen(ports, running, event);
    }
    isBusy = false;
    if (!isOver(running)) stopTimer = setTimer(SILENCE_MS, () => hear({ type: "timedOut" }));
  }

  channel.listen({
    onBytes(bytes) {
      waitingBytes += bytes.length;
      const isTooMuch = waitingBytes > WAITING_BYTES_MAX || waiting.length > WAITING_MAX;
      if (!isTooMuch) return hear({ type: "fragment", bytes });
      waiting.length = 0;
      return hear({ type: "flooded" });
    },
    onClosed: () => hear({ type: "closed" }),
  });
  hear({ type: "opened" });
  return () => {
    stopTimer();
    running.isStopped = true;
    channel.close();
  };
}

/** A meeting under way. */
interface Running {
  state: MeetingState;
  taken: Taken;
  peer?: DeviceId;
  end?: MeetingEnd;
  /** Nobody looks at it any more. */
  isStopped: boolean;
}

function isOver({ isStopped, end }: Running): boolean {
  return isStopped || end !== undefined;
}

async function happen(ports: MeetingPorts, running: Running, event: MeetingEvent): Promise<void> {
  const { given } = running.state;
  const { state, effects } = stepMeeting(running.state, event);
  running.state = state;
  if (state.given !== given) tell(ports, running);
  for (const effect of effects) {
    if (isOver(running)) return;
    const answer = await perform(ports, running, effect).catch(() => err(undefined));
    if (!answer.ok) await happen(ports, running, { type: "failed" });
    else if (answer.value !== undefined) await happen(ports, running, answer.value);
  }
}

async function perform(
  ports: MeetingPorts,
  running: Running,
  effect: MeetingEffect,
): Promise<Result<MeetingEvent | undefined, unknown>> {
  if (effect.type === "send") return ok(send(ports, effect.fragments));
  if (effect.type === "takeIn") return takeIn(ports, running, effect.bundle);
  if (effect.type === "end") {
    running.end = effect.end;
    ports.channel.close();
    tell(ports, running);
    return ok(undefined);
  }
  const answer = await ports.engine.meet(questionOf(ports, effect, running.peer));
  if (!answer.ok) return answer;
  const { value } = answer;
  if (value.type === "proofChecked" && value.verdict === "member") running.peer = value.peer;
  return ok(value);
}

/** A channel that takes nothing more is one that was closed. */
function send(
  { channel }: MeetingPorts,
  fragments: readonly Uint8Array[],
): MeetingEvent | undefined {
  try {
    for (const fragment of fragments) channel.send(fragment);
    return undefined;
  } catch {
    return { type: "closed" };
  }
}

async function takeIn(
  ports: MeetingPorts,
  running: Running,
  bundle: Uint8Array,
): Promise<Result<MeetingEvent, unknown>> {
  const answer = await ports.engine.takeIn(bundle);
  if (!answer.ok) return answer;
  if (answer.value.type !== "taken") return ok({ type: "tookIn", taken: undefined });
  running.taken = addTaken(running.taken, answer.value);
  tell(ports, running);
  return ok({ type: "tookIn", taken: storedOf(answer.value) });
}

function tell({ onView }: MeetingPorts, { state, taken, end, isStopped }: Running): void {
  if (!isStopped) onView({ given: state.given, taken, end });
}

function questionOf(
  { codes, side }: MeetingPorts,
  effect: Exclude<MeetingEffect, { readonly type: "send" | "end" | "takeIn" }>,
  peer: DeviceId | undefined,
): MeetingQuestion {
  switch (effect.type) {
    case "makeProof":
      return { type: "makeProof", end: endOf(codes, side) };
    case "checkProof": {
      const end = endOf(codes, side === "offer" ? "answer" : "offer");
      return { type: "checkProof", proof: effect.proof, end };
    }
    case "makeWants":
      return { type: "makeWants", overview: effect.overview, salt: saltOf(codes) };
    case "makeOffer":
      return { type: "makeOffer", salt: saltOf(codes), peer: known(peer) };
    case "pack":
      return { type: "pack", frontiers: effect.frontiers, peer: known(peer) };
  }
}

function known(peer: DeviceId | undefined): DeviceId {
  if (peer === undefined) throw new Error("Broken invariant: nothing is given before the proof");
  return peer;
}

/** What the other side may say that this one has; what found no room, or was damaged, is not among it. */
function storedOf(taken: Extract<TakenIn, { readonly type: "taken" }>) {
  const fresh = taken.reports.length + taken.others + taken.carried + taken.kept;
  return { held: fresh + taken.known, fresh, damaged: taken.damaged };
}
