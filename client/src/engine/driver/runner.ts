/**
 * Does what the machine says: the only place where the driver touches replica, relay, time and chance. [G4]
 *
 * Guarantees: one piece of work at a time; nothing the world does makes it throw; after `stop` it starts nothing more and
 * says nothing more. What a broken invariant threw goes to `onBroken`, and the machine leaves that step out.
 */
import type { Result } from "@tomoshibi/shared/base/result.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Replica } from "../replica/replica.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import { JITTER } from "./limits.ts";
import { type DriverEffect, type DriverEvent, type DriverState, DRIVER_START, type Timer, type Work, advance } from "./machine.ts";
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
  readonly onBroken: (work: Work, error: unknown) => void;
  readonly isOfficer: () => Promise<boolean>;
  /** Puts the blobs of new cards on the relay, once it has the statements they stand on. [MEM6] */
  readonly handInCards: (relayKey: string) => Promise<Result<void, TransportFailure>>;
  /** Completes a join that began without network. Shape: whether this replica is a member now. */
  readonly finishJoining: () => Promise<Result<boolean, TransportFailure>>;
}

/** A running driver. */
export interface Driver {
  send(event: DriverEvent): void;
  /** Ends it: requests are cancelled, timers called off. */
  stop(): void;
  state(): DriverState;
}

/** Starts a driver; it does nothing before the event `started`. */
export function createDriver(ports: DriverPorts): Driver {
  const { replica, transport } = ports;
  const timers = new Map<Timer, () => void>();
  const refused: RefusedItems = new Set();
  const reading: ReadContext = {
    replica,
    transport,
    nowMs: ports.nowMs,
    denied: new Set<StreamName>(),
    turn: 0,
  };
  let state = DRIVER_START;
  let isStopped = false;
  let cancellation = new AbortController();

  function send(event: DriverEvent): void {
    if (isStopped) return;
    const step = advance(state, event);
    state = step.state;
    for (const effect of step.effects) perform(effect);
  }

  function perform(effect: DriverEffect): void {
    switch (effect.type) {
      case "run":
        cancellation = new AbortController();
        void run(effect.work, cancellation.signal).then(send);
        return;
      case "cancel":
        cancellation.abort();
        return;
      case "setTimer":
        timers.get(effect.timer)?.();
        timers.set(effect.timer, ports.setTimer(withJitter(effect.ms, effect.timer), () => fire(effect.timer)));
        return;
      case "clearTimer":
        timers.get(effect.timer)?.();
        timers.delete(effect.timer);
        return;
      case "showConnection":
        ports.onConnection(effect.connection);
    }
  }

  function fire(timer: Timer): void {
    timers.delete(timer);
    send({ type: "timerFired", timer });
  }

  /** Only waits that a whole town would share are spread; the promise of 5 s between receipts is kept exactly. */
  function withJitter(ms: number, timer: Timer): number {
    return timer === "rest" ? ms * (1 - JITTER * ports.chance()) : ms;
  }

  async function run(work: Work, signal: AbortSignal): Promise<DriverEvent> {
    try {
      return await doWork(work, signal);
    } catch (error) {
      if (!ports.isStoreFailure(error)) {
        ports.onBroken(work, error);
        return { type: "broke" };
      }
      await ports.reopenStore().catch(() => undefined);
      return { type: "storeFailed" };
    }
  }

  async function doWork(work: Work, signal: AbortSignal): Promise<DriverEvent> {
    const relayKey = state.relayKey ?? "";
    switch (work) {
      case "seal":
        return { type: "sealed", ...(await replica.drainIntents()) };
      case "probe":
        return probe(signal);
      case "push":
        return push(relayKey);
      case "serve":
        await serve();
        return { type: "served" };
      case "read": {
        const outcome = await readOnce(reading, relayKey, signal);
        return outcome.ok ? { type: "wasRead", outcome: outcome.value } : { type: "failed", failure: outcome.error };
      }
      case "join": {
        const joined = await ports.finishJoining();
        return joined.ok ? { type: "joined", isMember: joined.value } : { type: "failed", failure: joined.error };
      }
      case "forget":
        await replica.forgetRelay(relayKey);
        return { type: "forgotten" };
    }
  }

  async function probe(signal: AbortSignal): Promise<DriverEvent> {
    const key = await transport.probe(signal);
    if (!key.ok) return { type: "failed", failure: key.error };
    reading.denied.clear();
    await ports.onRelayKey(key.value);
    return { type: "probed", relayKey: key.value };
  }

  async function push(relayKey: string): Promise<DriverEvent> {
    const due = await replica.outgoing(relayKey);
    if (due === undefined) {
      const handedIn = await ports.handInCards(relayKey);
      return handedIn.ok ? { type: "pushed", outcome: "nothingDue" } : { type: "failed", failure: handedIn.error };
    }
    const bundle = withoutRefused(due, refused);
    if (bundle === undefined) return { type: "pushed", outcome: "stuck" };
    const answer = await pushInParts(transport, bundle, refused);
    if (!answer.ok) return { type: "failed", failure: answer.error };
    await replica.answered(relayKey, answer.value);
    return { type: "pushed", outcome: outcomeOf(answer.value) };
  }

  async function serve(): Promise<void> {
    if (!(await ports.isOfficer())) return;
    await replica.writeReceipt();
    await replica.wrapKeys();
  }

  return {
    send,
    state: () => state,
    stop() {
      isStopped = true;
      cancellation.abort();
      for (const callOff of timers.values()) callOff();
      timers.clear();
    },
  };
}
