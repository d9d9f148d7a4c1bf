/** One contact with one relay: the driver's own machine and work, one piece after another; the relay holds no read open. */
import { rememberRelay } from "@tomoshibi/client/engine/driver/known-relay.ts";
import { DRIVER_START, type DriverState } from "@tomoshibi/client/engine/driver/driver-state.ts";
import { type DriverEvent, advance } from "@tomoshibi/client/engine/driver/machine.ts";
import {
  type WorkContext,
  createWorkContext,
  doWork,
  placeOf,
} from "@tomoshibi/client/engine/driver/work.ts";
import type { Transport } from "@tomoshibi/client/engine/transports/transport.ts";
import { ok } from "@tomoshibi/shared/base/result.ts";
import { forgetCarriedAt, handInAsCourier } from "./courier.ts";
import type { Person } from "./person.ts";

/** What a contact came to. */
export interface Contact {
  /** Entries and statements that were new. */
  readonly newEntries: number;
  /** Nothing was put off by the relay, and nothing failed: all that was due was answered. */
  readonly isWhole: boolean;
}

/** Most pieces of work in one contact: a driver that goes on for ever is a fault of its own. */
const WORKS_MAX = 200;

/** Runs the driver until it would only wait. Errors: rejects when it does not come to rest. */
export async function runDriver(person: Person, transport: Transport): Promise<Contact> {
  const { replica } = person;
  let waitedMs = 0;
  let newEntries = 0;
  let isWhole = true;
  const context = openContext(person, transport, {
    nowMs: () => person.nowMs() + waitedMs,
    wait: (ms) => (waitedMs += ms),
  });
  let state: DriverState = DRIVER_START;
  let event: DriverEvent = { type: "started", isMember: true, isJoining: false, isVisible: true };
  const signal = new AbortController().signal;
  let hasWaited = false;
  for (let works = 0; works < WORKS_MAX; works += 1) {
    const step = advance(state, event);
    state = step.state;
    const run = step.effects.find((effect) => effect.type === "run");
    if (run === undefined || (run.work === "read" && hasWaited)) return { newEntries, isWhole };
    event = await doWork(context, run.work, placeOf(state), signal);
    await replica.idle();
    await person.afterWork?.();
    if (event.type === "failed") return { newEntries, isWhole: false };
    if (event.type === "pushed" && (event.outcome === "later" || event.outcome === "partly"))
      isWhole = false;
    hasWaited = event.type === "wasRead" && event.outcome.hasWaited;
    if (event.type === "wasRead") newEntries += event.outcome.newEntries;
  }
  throw new Error(`${person.citizen.name}'s driver does not come to rest`);
}

function openContext(
  person: Person,
  transport: Transport,
  time: { readonly nowMs: () => number; readonly wait: (ms: number) => void },
): WorkContext {
  const { replica, store } = person;
  const { nowMs } = time;
  return createWorkContext({
    replica,
    transport: {
      ...transport,
      async read(read, signal) {
        const answer = await transport.read(read, signal);
        // A relay without news holds the request for as long as it was asked to.
        if (
          answer.ok &&
          answer.value.every(({ messages, state }) => messages.length === 0 && state !== "gone")
        )
          time.wait(read.waitMs);
        return answer;
      },
    },
    nowMs,
    chance: () => 0,
    setTimer: () => () => undefined,
    isStoreFailure: () => false,
    reopenStore: async () => undefined,
    onRelayKey: (key) =>
      rememberRelay({ database: store, clock: { nowMs }, relayUrl: transport.url }, replica, key),
    onConnection: () => undefined,
    onDueChanged: () => undefined,
    onBroken: () => undefined,
    isOfficer: async () => (await store.profile.get("me"))?.isOfficer === true,
    oweCards: () => forgetCarriedAt(person),
    handInCards: (relayKey) => handInAsCourier(person, transport, relayKey),
    finishJoining: async () => ok(true),
  });
}
