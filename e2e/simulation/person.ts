/**
 * Somebody with a device: a real replica, driven by the real driver's machine and work, over a store in memory.
 *
 * Everything happens when the simulation says so: a contact runs the driver until it would only wait for news.
 */
import type { Command, Intent } from "@tomoshibi/client/engine/commands.ts";
import { rememberRelay } from "@tomoshibi/client/engine/driver/known-relay.ts";
import {
  DRIVER_START,
  type DriverEvent,
  type DriverState,
  advance,
} from "@tomoshibi/client/engine/driver/machine.ts";
import { createWorkContext, doWork } from "@tomoshibi/client/engine/driver/work.ts";
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import type { OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import {
  type MemoryStore,
  type StoreImage,
  createMemoryStore,
} from "@tomoshibi/client/engine/store/testing/memory-store.ts";
import type { Transport } from "@tomoshibi/client/engine/transports/transport.ts";
import { ok } from "@tomoshibi/shared/base/result.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Citizen } from "./town.ts";

/** The machine in somebody's hand went off: to the engine a failure of its store, after which it stores nothing more. */
export class Crash extends DOMException {}

/** What a person's device needs of the world. */
export interface PersonPorts {
  readonly nowMs: () => number;
  readonly random: SeededRandom;
  readonly verifySignature: VerifySignature;
  readonly loadDocuments: () => Promise<void>;
  readonly createTransport: (person: Person) => Transport;
  /** Puts something between a replica and the rest: for planted faults only. */
  readonly tamper?: ((replica: OpenReplica, person: Person) => OpenReplica) | undefined;
}

/** A person. */
export interface Person {
  readonly citizen: Citizen;
  readonly store: MemoryStore;
  readonly replica: OpenReplica;
  /** Its clock is wrong by this much. */
  clockOffsetMs: number;
  nowMs(): number;
  /** A tap: resolves when the screen says "saved". */
  tap(command: Command): Promise<Intent>;
  /** Runs the driver until there is nothing left but to wait. Shape: entries and statements that were new. */
  contact(): Promise<number>;
  /** Goes off at one of the next commits, before or after it, in the given number of commits. */
  armCrash(commits: number, phase: "before" | "after"): void;
  isCrashArmed(): boolean;
  /** True once it went off, whether or not the engine let anybody know. */
  isOff(): boolean;
  /** Starts again from a store: what the crash left, or a backup. */
  restart(image?: StoreImage): Promise<void>;
}

/** Most pieces of work in one contact: a driver that goes on for ever is a fault of its own. */
const WORKS_MAX = 200;

/** Gives a citizen a device. */
export async function createPerson(ports: PersonPorts, citizen: Citizen): Promise<Person> {
  let intents = 0;
  const power: Power = { crashIn: undefined, isOff: false };
  let store = openStore(citizen, power, citizen.image);
  const clock: Clock = { nowMs: () => person.nowMs() };
  async function open(): Promise<OpenReplica> {
    const { random, verifySignature, loadDocuments } = ports;
    const replica = await createReplica({
      database: store,
      clock,
      random,
      verifySignature,
      loadDocuments,
    });
    await replica.idle();
    return ports.tamper === undefined ? replica : ports.tamper(replica, person);
  }

  let replica: OpenReplica | undefined;
  const person: Person = {
    citizen,
    get store() {
      return store;
    },
    get replica() {
      if (replica === undefined) throw new Error("Broken invariant: the device is on");
      return replica;
    },
    clockOffsetMs: 0,
    nowMs: () => ports.nowMs() + person.clockOffsetMs,
    async tap(command) {
      intents += 1;
      const intent: Intent = {
        ...{ id: `${citizen.name}-${intents}-${ports.random.int(0, 1e9)}`, command },
        ...{
          createdAtMs: person.nowMs(),
          state: "stored",
          failure: undefined,
          recordId: undefined,
        },
      };
      await store.intents.add(intent);
      return intent;
    },
    contact: () => runDriver(person, ports),
    armCrash(commits, phase) {
      power.crashIn = { commits, phase };
    },
    isCrashArmed: () => power.crashIn !== undefined,
    isOff: () => power.isOff,
    async restart(image) {
      power.crashIn = undefined;
      power.isOff = false;
      store = openStore(citizen, power, image ?? store.image());
      replica = await open();
    },
  };
  replica = await open();
  return person;
}

/** Whether a device is on, and how long still. */
interface Power {
  crashIn: { commits: number; readonly phase: "before" | "after" } | undefined;
  isOff: boolean;
}

function openStore({ name }: Citizen, power: Power, image: StoreImage): MemoryStore {
  return createMemoryStore({
    image,
    onCommit(phase) {
      if (power.isOff) throw new Crash(`${name} is off`);
      if (power.crashIn?.phase !== phase) return;
      power.crashIn.commits -= 1;
      if (power.crashIn.commits > 0) return;
      power.isOff = true;
      throw new Crash(`${name} went off ${phase} a commit`);
    },
  });
}

/** The driver's own machine and work, one piece after another; the relay holds no read open. */
async function runDriver(person: Person, ports: PersonPorts): Promise<number> {
  const { replica, store } = person;
  let waitedMs = 0;
  const nowMs = () => person.nowMs() + waitedMs;
  const transport = ports.createTransport(person);
  let newEntries = 0;
  const context = createWorkContext({
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
          waitedMs += read.waitMs;
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
    oweCards: async () => undefined,
    handInCards: async () => ok(undefined),
    finishJoining: async () => ok(true),
  });
  let state: DriverState = DRIVER_START;
  let event: DriverEvent = { type: "started", isMember: true, isJoining: false, isVisible: true };
  const signal = new AbortController().signal;
  let hasWaited = false;
  for (let works = 0; works < WORKS_MAX; works += 1) {
    const step = advance(state, event);
    state = step.state;
    const run = step.effects.find((effect) => effect.type === "run");
    if (run === undefined || (run.work === "read" && hasWaited)) return newEntries;
    event = await doWork(context, run.work, state.relayKey ?? "", signal);
    await replica.idle();
    if (event.type === "failed") return newEntries;
    hasWaited = event.type === "wasRead" && event.outcome.hasWaited;
    if (event.type === "wasRead") newEntries += event.outcome.newEntries;
  }
  throw new Error(`${person.citizen.name}'s driver does not come to rest`);
}
