/**
 * Does what the machine says: the only place where the driver touches replica, relay, time and chance. [G4]
 *
 * Guarantees: one piece of work at a time; nothing the world does makes it throw; after `stop` it starts nothing more and
 * says nothing more. What a broken invariant threw goes to `onBroken`, and the machine leaves that step out.
 */
import { DRIVER_START, type DriverState, type Timer, type Work } from "./driver-state.ts";
import { JITTER } from "./limits.ts";
import { type DriverEffect, type DriverEvent, advance } from "./machine.ts";
import {
  type DriverPorts,
  type WorkContext,
  type WorkPlace,
  createWorkContext,
  doWork,
  placeOf,
} from "./work.ts";

export type { DriverPorts } from "./work.ts";

/** A running driver. */
export interface Driver {
  send(event: DriverEvent): void;
  /** Ends it: requests are cancelled, timers called off. */
  stop(): void;
  state(): DriverState;
}

/** Starts a driver; it does nothing before the event `started`. */
export function createDriver(ports: DriverPorts): Driver {
  const context = createWorkContext(ports);
  const timers = new Map<Timer, () => void>();
  let state = DRIVER_START;
  let isStopped = false;
  let cancellation = new AbortController();

  function send(event: DriverEvent): void {
    if (isStopped) return;
    if (event.type === "failed" && event.failure.type === "busy") ports.onBusy?.();
    const step = advance(state, event);
    state = step.state;
    for (const effect of step.effects) perform(effect);
  }

  function perform(effect: DriverEffect): void {
    switch (effect.type) {
      case "run":
        cancellation = new AbortController();
        void run(context, effect.work, placeOf(state), cancellation.signal).then(send);
        return;
      case "cancel":
        cancellation.abort();
        return;
      case "setTimer":
        timers.get(effect.timer)?.();
        timers.set(
          effect.timer,
          ports.setTimer(withJitter(ports, effect), () => fire(effect.timer)),
        );
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

/** Only waits that a whole town would share are spread; the promise of 5 s between receipts is kept exactly. */
function withJitter(
  { chance }: DriverPorts,
  { timer, ms }: Extract<DriverEffect, { readonly type: "setTimer" }>,
): number {
  return timer === "rest" ? ms * (1 - JITTER * chance()) : ms;
}

async function run(
  context: WorkContext,
  work: Work,
  place: WorkPlace,
  signal: AbortSignal,
): Promise<DriverEvent> {
  const { ports } = context;
  try {
    return await doWork(context, work, place, signal);
  } catch (error) {
    if (!ports.isStoreFailure(error)) {
      ports.onBroken(work, error);
      return { type: "broke" };
    }
    await ports.reopenStore().catch(() => undefined);
    return { type: "storeFailed" };
  }
}
