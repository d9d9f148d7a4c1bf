/**
 * Somebody with a device: a real replica, driven by the real driver's machine and work, over a store in memory.
 *
 * Everything happens when the simulation says so: a contact runs the driver until it would only wait for news.
 */
import type { Command, Intent, IntentId } from "@tomoshibi/client/engine/commands.ts";
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import type { OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import {
  type MemoryStore,
  type StoreImage,
  createMemoryStore,
} from "@tomoshibi/client/engine/store/testing/memory-store.ts";
import type { Transport } from "@tomoshibi/client/engine/transports/transport.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { type Contact, runDriver } from "./contact.ts";
import type { Citizen } from "./town.ts";

/** The machine in somebody's hand went off: to the engine a failure of its store, after which it stores nothing more. */
export class Crash extends DOMException {}

/** What a person's device needs of the world. */
export interface PersonPorts {
  readonly nowMs: () => number;
  readonly random: SeededRandom;
  readonly verifySignature: VerifySignature;
  readonly loadDocuments: () => Promise<void>;
  /** The way to each relay of the world. */
  readonly createTransports: readonly ((person: Person) => Transport)[];
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
  /** What is done after each piece of the driver's work. */
  afterWork: (() => Promise<void>) | undefined;
  /** The relays within its reach, by their place in the world. */
  reach: readonly number[];
  nowMs(): number;
  /** A tap: resolves when the screen says "saved". Its intent has a name of its own, unless one is given. */
  tap(command: Command, id?: IntentId): Promise<Intent>;
  /** Runs the driver at one relay until there is nothing left but to wait. */
  contact(relay: number): Promise<Contact>;
  /** Goes off at one of the next commits, before or after it, in the given number of commits. */
  armCrash(commits: number, phase: "before" | "after"): void;
  isCrashArmed(): boolean;
  /** True once it went off, whether or not the engine let anybody know. */
  isOff(): boolean;
  /** Starts again from a store: what the crash left, or a backup. */
  restart(image?: StoreImage): Promise<void>;
}

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
    afterWork: undefined,
    reach: [0],
    nowMs: () => ports.nowMs() + person.clockOffsetMs,
    async tap(command, id) {
      intents += 1;
      const intent: Intent = {
        ...{ id: id ?? `${citizen.name}-${intents}-${ports.random.int(0, 1e9)}`, command },
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
    contact(relay) {
      const createTransport = ports.createTransports[relay];
      if (createTransport === undefined) throw new Error("Broken invariant: there is that relay");
      return runDriver(person, createTransport(person));
    },
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
