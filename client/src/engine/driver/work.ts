/** The driver's pieces of work: each asks the relay or the replica once, and ends in one event for the machine. */
import type { Result } from "@tomoshibi/shared/base/result.ts";
import { READS_FAILED_MAX } from "./limits.ts";
import type { Replica } from "../replica/replica.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import type { DriverState, Work } from "./driver-state.ts";
import type { DriverEvent } from "./machine.ts";
import { type RefusedItems, outcomeOf, pushInParts, withoutRefused } from "./push.ts";
import { type ReadContext, readOnce } from "./read.ts";

/** What the driver asks of the world. */
export interface DriverPorts {
  readonly replica: Replica;
  readonly transport: Transport;
  readonly nowMs: () => number;
  /** A number from 0 up to but not including 1. */
  readonly chance: () => number;
  /** Calls back after a time; the answer calls it off. */
  readonly setTimer: (ms: number, fire: () => void) => () => void;
  /** Tells the failures of IndexedDB, which pass, from bugs of ours, which do not. */
  readonly isStoreFailure: (error: unknown) => boolean;
  /** Called after the store failed, before it is used again. */
  readonly reopenStore: () => Promise<void>;
  /** The relay at this address proved itself with this key; it may be another than before. */
  readonly onRelayKey: (relayKey: string) => Promise<void>;
  readonly onConnection: (connection: "connected" | "offline") => void;
  /** A further relay's alone, which is handed everything and not read: whether it has lost what it had. [REL7] */
  readonly look?: (
    relayKey: string,
    signal: AbortSignal,
  ) => Promise<Result<{ readonly isGone: boolean }, TransportFailure>>;
  /** The relay is there, and has no time: another may be read meanwhile. */
  readonly onBusy?: () => void;
  readonly onBroken: (work: Work, error: unknown) => void;
  /** Something was sealed, or the relay has all there is. */
  readonly onDueChanged: () => void;
  /** Something was sealed or written that is due at other relays as well. */
  readonly onWritten?: () => void;
  readonly isOfficer: () => Promise<boolean>;
  /** Puts the blobs of new cards on the relay, once it has the statements they stand on. [MEM6] */
  readonly handInCards: (relayKey: string) => Promise<Result<void, TransportFailure>>;
  /** Makes all of them due again at a relay that lost its data. [REL1] */
  readonly oweCards: () => Promise<void>;
  /** Completes a join that began without network. Shape: whether this replica is a member now. */
  readonly finishJoining: () => Promise<Result<boolean, TransportFailure>>;
}

/** The ports, and what work remembers from one piece to the next. */
export interface WorkContext {
  readonly ports: DriverPorts;
  readonly refused: RefusedItems;
  readonly reading: ReadContext;
  /** Wrapping keys broke in this contact; it is left out until the next. */
  isWrappingBroken: boolean;
  /** Reads in a row that failed; READS_FAILED_MAX at once where one was refused, for the relay may lack what others signed about this device. */
  failedReads: number;
}

/** Starts with nothing to remember. */
export function createWorkContext(ports: DriverPorts): WorkContext {
  const { replica, transport, nowMs } = ports;
  return {
    ports,
    refused: new Set(),
    reading: {
      ...{ replica, transport, nowMs, denied: new Set(), turn: 0, isFirst: true },
      ...{ quietReads: 0, reads: 0, hasReadAll: false, isHeldBack: false, checkpoints: "digest" },
    },
    isWrappingBroken: false,
    failedReads: 0,
  };
}

/** Which relay a piece of work is for, and whether it is handed in to alone. [REL7] */
export interface WorkPlace {
  readonly relayKey: string;
  readonly isAside: boolean;
}

/** The place of the work that a state asks for. */
export function placeOf({ relayKey = "", isAside }: DriverState): WorkPlace {
  return { relayKey, isAside };
}

/** Does one piece of work. Errors: rejects with the store's failures and with broken invariants. */
export async function doWork(
  context: WorkContext,
  work: Work,
  { relayKey, isAside }: WorkPlace,
  signal: AbortSignal,
): Promise<DriverEvent> {
  const { ports, reading } = context;
  switch (work) {
    case "seal": {
      const drained = await ports.replica.drainIntents();
      if (drained.sealed > 0) {
        ports.onDueChanged();
        ports.onWritten?.();
      }
      return { type: "sealed", ...drained };
    }
    case "probe":
      return probe(context, signal);
    case "push":
      return push(context, relayKey, isAside);
    case "serve":
      await serve(context);
      ports.onWritten?.();
      return { type: "served" };
    case "read": {
      const before = context.failedReads;
      // One that throws has not succeeded.
      context.failedReads = READS_FAILED_MAX;
      const outcome = await readOnce(reading, relayKey, signal).catch((error: unknown) => {
        // Nor is what it took in served: the next looks for all that waits, as the first does.
        reading.isFirst = true;
        throw error;
      });
      context.failedReads = outcome.ok ? 0 : failedAfter(before, outcome.error);
      return outcome.ok ? { type: "wasRead", outcome: outcome.value } : failed(outcome.error);
    }
    case "look": {
      const looked = await ports.look?.(relayKey, signal);
      if (looked?.ok === false && !isRefusal(looked.error)) return failed(looked.error);
      return { type: "looked", isGone: looked?.ok === true && looked.value.isGone };
    }
    case "join": {
      const joined = await ports.finishJoining();
      return joined.ok ? { type: "joined", isMember: joined.value } : failed(joined.error);
    }
    case "forget":
      beginReading(reading);
      await ports.replica.forgetRelay(relayKey);
      await ports.oweCards();
      return { type: "forgotten" };
  }
}

async function probe(context: WorkContext, signal: AbortSignal): Promise<DriverEvent> {
  const { ports, reading } = context;
  const key = await ports.transport.probe(signal);
  if (!key.ok) return failed(key.error);
  reading.denied.clear();
  reading.isFirst = true;
  reading.checkpoints = "digest";
  beginReading(reading);
  context.isWrappingBroken = false;
  await ports.onRelayKey(key.value);
  return { type: "probed", relayKey: key.value };
}

/** Nothing is known of what the relay has. */
function beginReading(reading: ReadContext): void {
  Object.assign(reading, { quietReads: 0, reads: 0, hasReadAll: false, isHeldBack: false });
}

function failedAfter(before: number, failure: TransportFailure): number {
  if (failure.type === "cancelled") return before;
  return isRefusal(failure) ? READS_FAILED_MAX : before + 1;
}

/** First what is the device's own; what else the relay may lack once it was read, for most of it others bring. [REL1] */
async function push(
  { ports, refused, reading, failedReads }: WorkContext,
  relayKey: string,
  isAside: boolean,
): Promise<DriverEvent> {
  const isRead = isAside || failedReads >= READS_FAILED_MAX || reading.hasReadAll;
  const isAll = isRead || !ports.replica.owesRefill(relayKey);
  const due = await ports.replica.outgoing(relayKey, isAll ? "all" : "own");
  if (due === undefined) {
    ports.onDueChanged();
    // Cards and what is carried stand on statements that may still wait.
    reading.isHeldBack ||= !isAll;
    if (!isAll) return { type: "pushed", outcome: "nothingDue" };
    const handedIn = await ports.handInCards(relayKey);
    return handedIn.ok ? { type: "pushed", outcome: "nothingDue" } : afterRefusal(handedIn.error);
  }
  const bundle = withoutRefused(due, refused);
  if (bundle === undefined) return { type: "pushed", outcome: "stuck" };
  const answer = await pushInParts(ports.transport, bundle, refused);
  if (!answer.ok) return afterRefusal(answer.error);
  await ports.replica.answered(relayKey, answer.value);
  return { type: "pushed", outcome: outcomeOf(answer.value) };
}

/** A relay that is there but will not take something is read all the same: what it says may be why. */
function afterRefusal(failure: TransportFailure): DriverEvent {
  return isRefusal(failure) ? { type: "pushed", outcome: "stuck" } : failed(failure);
}

/** The relay is there, and does not do this for this device. */
function isRefusal({ type }: TransportFailure): boolean {
  switch (type) {
    case "offline":
    case "notARelay":
    case "cancelled":
    case "busy":
      return false;
    case "staleNonce":
    case "unauthorized":
    case "notFound":
    case "gone":
    case "refused":
      return true;
  }
}

/** Receipts first, whatever becomes of the keys: residents wait for them. [DEL1] [KEY2] */
async function serve(context: WorkContext): Promise<void> {
  const { replica, isOfficer, isStoreFailure, onBroken } = context.ports;
  if (!(await isOfficer())) return;
  await replica.writeReceipt();
  if (context.isWrappingBroken) return;
  try {
    await replica.wrapKeys();
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    context.isWrappingBroken = true;
    onBroken("serve", error);
  }
}

function failed(failure: TransportFailure): DriverEvent {
  return { type: "failed", failure };
}
