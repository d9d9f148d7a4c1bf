/**
 * The steps of connecting two devices, from the first code to the end of the meeting. [MEET2]
 *
 * Invariant: what belongs to an earlier try changes nothing any more, and nothing of it stays open.
 */
import {
  type Signal,
  type SignalPair,
  answerOf,
  isAnswerTo,
  isSignalOf,
  offerOf,
  signalToText,
  textToSignal,
} from "@tomoshibi/shared/meeting/signal.ts";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import type { NearLink } from "./near-link.ts";
import { type MeetingPorts, type MeetingView, runMeeting } from "./run-meeting.ts";

/** How long two devices may take to find each other once both have both codes. */
export const CONNECT_MS = 15_000;
/** How long the second code is shown: somebody has to read it first. */
export const ANSWER_MS = 180_000;

/** Why there is no connection. */
export type NearFailure = "unsupported" | "noNetwork" | "notConnected" | "notRead" | "codeFault";

/** What is wrong with a code that was read. */
export type CodeFault = "noSignal" | "otherAssociation" | "wrongAnswer";

/** Where it stands. */
export type NearStep =
  | { readonly type: "choosing" | "preparing" | "readingOffer" | "connecting" }
  /** `isReading`: the first code was read, and the second is looked for. */
  | { readonly type: "showingOffer"; readonly text: string; readonly isReading: boolean }
  | { readonly type: "showingAnswer"; readonly text: string }
  | { readonly type: "meeting"; readonly view: MeetingView | undefined }
  | { readonly type: "failed"; readonly failure: NearFailure };

/** What the screen shows. */
export interface NearShown {
  readonly step: NearStep;
  readonly fault: CodeFault | undefined;
}

/** What connecting asks of the world. */
export interface ConnectorPorts extends Pick<MeetingPorts, "engine" | "setTimer"> {
  readonly association: AssociationId;
  /** See near-link.ts; undefined where the browser cannot. */
  readonly openLink: ((offer?: Signal) => Promise<NearLink | undefined>) | undefined;
  readonly onShown: (shown: NearShown) => void;
}

/** What the person does. */
export interface Connector {
  showOffer(): Promise<void>;
  readOffer(): void;
  readAnswer(): void;
  /** Takes the text of a code that was read; false keeps the camera on. */
  take(text: string): boolean;
  restart(): void;
  /** Ends all of it. */
  close(): void;
}

/** Before anything was pressed. */
export const NEAR_AT_FIRST: NearShown = { step: { type: "choosing" }, fault: undefined };

/** Connects this device of an association to another. */
export function createConnector(ports: ConnectorPorts): Connector {
  const connecting: Connecting = { ports, shown: NEAR_AT_FIRST, current: newTry() };
  return {
    showOffer: () => showOffer(connecting),
    readOffer() {
      begin(connecting);
      show(connecting, { type: "readingOffer" });
    },
    readAnswer() {
      const { step } = connecting.shown;
      if (step.type === "showingOffer") show(connecting, { ...step, isReading: true });
    },
    take: (text) => take(connecting, text),
    restart() {
      begin(connecting);
      show(connecting, { type: "choosing" });
    },
    close: () => void begin(connecting),
  };
}

interface Connecting {
  readonly ports: ConnectorPorts;
  shown: NearShown;
  current: Try;
}

/** What is open in one try. */
interface Try {
  link?: NearLink;
  offer?: Signal;
  stop: () => void;
}

function newTry(): Try {
  return { stop: () => undefined };
}

function begin(connecting: Connecting): Try {
  const { stop, link } = connecting.current;
  stop();
  link?.close();
  connecting.current = newTry();
  return connecting.current;
}

function show(connecting: Connecting, step: NearStep, fault?: CodeFault): void {
  connecting.shown = { step, fault };
  connecting.ports.onShown(connecting.shown);
}

function fail(connecting: Connecting, failure: NearFailure): undefined {
  begin(connecting);
  show(connecting, { type: "failed", failure });
}

async function showOffer(connecting: Connecting): Promise<void> {
  const link = await prepare(connecting);
  if (link === undefined) return;
  const offer = offerOf(connecting.ports.association, link.facts);
  connecting.current.offer = offer;
  show(connecting, { type: "showingOffer", text: signalToText(offer), isReading: false });
}

async function answer(connecting: Connecting, offer: Signal): Promise<void> {
  const link = await prepare(connecting, offer);
  if (link === undefined) return;
  const own = answerOf(offer, link.facts);
  show(connecting, { type: "showingAnswer", text: signalToText(own) });
  awaitOther(connecting, link, { codes: { offer, answer: own }, side: "answer" });
}

async function accept(connecting: Connecting, offer: Signal, read: Signal): Promise<void> {
  const { current } = connecting;
  if (current.link === undefined) return;
  show(connecting, { type: "connecting" });
  awaitOther(connecting, current.link, { codes: { offer, answer: read }, side: "offer" });
  await current.link.accept(read).catch(() => {
    if (connecting.current === current) fail(connecting, "codeFault");
  });
}

/** Opens the own end. Errors: undefined when it could not, and the screen says why; or when it is not wanted any more. */
async function prepare(connecting: Connecting, offer?: Signal): Promise<NearLink | undefined> {
  const current = begin(connecting);
  const { openLink } = connecting.ports;
  if (openLink === undefined) return fail(connecting, "unsupported");
  show(connecting, { type: "preparing" });
  const link = await openLink(offer).catch(() => "fault" as const);
  if (connecting.current !== current) {
    if (link !== "fault") link?.close();
    return undefined;
  }
  if (link === "fault") return fail(connecting, "codeFault");
  if (link === undefined) return fail(connecting, "noNetwork");
  current.link = link;
  return link;
}

/** Waits for the other side, for so long and no longer; then meets it. */
function awaitOther(
  connecting: Connecting,
  link: NearLink,
  own: { readonly codes: SignalPair; readonly side: "offer" | "answer" },
): void {
  const { current, ports } = connecting;
  const [ms, failure] =
    own.side === "offer"
      ? ([CONNECT_MS, "notConnected"] as const)
      : ([ANSWER_MS, "notRead"] as const);
  current.stop = ports.setTimer(ms, () => fail(connecting, failure));
  void link.opened.then(() => {
    if (connecting.current !== current) return;
    current.stop();
    show(connecting, { type: "meeting", view: undefined });
    current.stop = runMeeting({
      ...own,
      ...{ engine: ports.engine, setTimer: ports.setTimer, channel: link.channel },
      onView: (view) => show(connecting, { type: "meeting", view }),
    });
  });
}

function take(connecting: Connecting, text: string): boolean {
  const { step } = connecting.shown;
  const { offer } = connecting.current;
  const signal = textToSignal(text);
  const fault = faultOf(signal, connecting.ports.association, offer);
  if (fault !== undefined || signal === undefined) {
    // A camera sees the same code many times a second.
    if (fault !== connecting.shown.fault) show(connecting, step, fault);
    return false;
  }
  void (offer === undefined ? answer(connecting, signal) : accept(connecting, offer, signal));
  return true;
}

function faultOf(
  signal: Signal | undefined,
  association: AssociationId,
  offer: Signal | undefined,
): CodeFault | undefined {
  if (signal === undefined) return "noSignal";
  if (!isSignalOf(signal, association)) return "otherAssociation";
  if (offer === undefined) return signal.kind === "offer" ? undefined : "wrongAnswer";
  return isAnswerTo(offer, signal) ? undefined : "wrongAnswer";
}
