/** A driver in virtual time, with a relay and a replica of a few lines each: for tests of the driver only. */
import { type AssociationId, type DeviceId, toId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type {
  Bundle,
  BundleAnswer,
  ItemAnswer,
  Verdict,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import type { Replica } from "../../replica/replica.ts";
import type { Transport, TransportFailure } from "../../transports/transport.ts";
import { lookAt } from "../look.ts";
import { type Driver, createDriver } from "../runner.ts";
import { createVirtualTime } from "./virtual-time.ts";

/** What a test can do to the world, and what it saw. */
export interface DriverWorld {
  readonly driver: Driver;
  /** Every request and every verb worth counting, with the virtual time in milliseconds. */
  readonly log: { readonly what: string; readonly atMs: number }[];
  readonly connections: string[];
  readonly relayKeys: string[];
  /** What the relay does; tests replace parts. */
  readonly relay: {
    failure: TransportFailure | undefined;
    readFailure: TransportFailure | undefined;
    /** Why it does not take a card's blob. */
    cardFailure: TransportFailure | undefined;
    key: string;
    verdictOf: (item: string) => Verdict;
    /** Refuses a whole bundle, as a relay with a bug would. */
    refusesWhole: (items: readonly string[]) => boolean;
    isGone: boolean;
    /** Refuses the card of a join that waited. */
    refusesCard: boolean;
    /** Answers reads at once with nothing, as a broken proxy would. */
    answersAtOnce: boolean;
    /** Offsets that move with every read, without any message. */
    isRestless: boolean;
    /** Reads that find news at once. */
    newsLeft: number;
    /** Ends the reads that wait, with this many new entries. */
    deliver: (newEntries: number) => void;
  };
  /** Items due at the relay; those it takes leave the list. */
  readonly due: string[];
  readonly replica: {
    intents: number;
    /** What others wrote, and the relay may lack; what it takes leaves the list. */
    others: string[];
    isOfficer: boolean;
    /** Where it read up to at the relay. */
    offset: string;
    /** Offers again what was taken, as a replica with a bug would. */
    isInsatiable: boolean;
    breaks: string | undefined;
    storeFails: string | undefined;
    /** Happens once, after it has looked for intents, or for what is due and found nothing, and before it says so. */
    meanwhile: { readonly during: "seal" | "push"; readonly happens: () => void } | undefined;
  };
  count(what: string): number;
  /** Lets everything happen that happens within a time. */
  pass(ms: number): Promise<void>;
}

/** The failure of the made-up store. */
export class FakeStoreFailure extends Error {}

const IDENTITY = {
  association: toId("association", new Uint8Array(16)) as AssociationId,
  device: toId("device", new Uint8Array(8)) as DeviceId,
  signSeed: new Uint8Array(32),
  sealSeed: new Uint8Array(32),
  rootSeed: undefined,
};

/** A relay that takes everything and has no news. */
const WELL_BEHAVED: DriverWorld["relay"] = {
  failure: undefined,
  readFailure: undefined,
  cardFailure: undefined,
  key: "aa",
  verdictOf: () => "accepted",
  refusesWhole: () => false,
  isGone: false,
  refusesCard: false,
  answersAtOnce: false,
  isRestless: false,
  newsLeft: 0,
  deliver: () => undefined,
};

/** A world in which a member has just opened the app. */
export async function startedWorld(
  prepare: (world: DriverWorld) => void = () => undefined,
  options: Parameters<typeof createDriverWorld>[0] = {},
): Promise<DriverWorld> {
  const world = createDriverWorld(options);
  prepare(world);
  world.driver.send({ type: "started", isMember: true, isJoining: false, isVisible: true });
  await world.pass(0);
  return world;
}

/** The same for a driver of a further relay, while the app's own answers. */
export function startedAside(
  prepare: (world: DriverWorld) => void = () => undefined,
): Promise<DriverWorld> {
  return startedWorld((world) => {
    prepare(world);
    world.driver.send({ type: "asideChanged", isAside: true });
  });
}

/** Builds the world; nothing happens before the event `started`. */
export function createDriverWorld(options: { readonly chance?: () => number } = {}): DriverWorld {
  const { nowMs, setTimer, pass } = createVirtualTime();
  const log: { what: string; atMs: number }[] = [];
  const note = (what: string) => void log.push({ what, atMs: nowMs() });
  const due: string[] = [];
  const relay = { ...WELL_BEHAVED };
  const replicaState: DriverWorld["replica"] = {
    intents: 0,
    others: [],
    isOfficer: false,
    offset: "-1",
    isInsatiable: false,
    breaks: undefined,
    storeFails: undefined,
    meanwhile: undefined,
  };
  const world = { due, relay, replicaState, note, nowMs, setTimer };
  const connections: string[] = [];
  const relayKeys: string[] = [];
  const replica = createFakeReplica(world);
  const transport = createFakeTransport(world);
  const driver = createDriver({
    ...{ replica, transport, nowMs },
    look: (relayKey, signal) => lookAt({ replica, transport }, relayKey, signal),
    chance: options.chance ?? (() => 0),
    setTimer,
    isStoreFailure: (error) => error instanceof FakeStoreFailure,
    reopenStore: () => Promise.resolve(note("reopen")),
    onRelayKey: (key) => Promise.resolve(void relayKeys.push(key)),
    onConnection: (connection) => {
      if (connections.at(-1) !== connection) connections.push(connection);
    },
    onDueChanged: () => undefined,
    onBroken: (work) => note(`broken ${work}`),
    isOfficer: () => Promise.resolve(replicaState.isOfficer),
    handInCards: () => {
      note("cards");
      return Promise.resolve(
        relay.cardFailure === undefined ? ok(undefined) : err(relay.cardFailure),
      );
    },
    oweCards: () => Promise.resolve(),
    finishJoining: () => {
      note("join");
      return Promise.resolve(
        relay.failure === undefined ? ok(!relay.refusesCard) : err(relay.failure),
      );
    },
  });
  return {
    driver,
    log,
    connections,
    relayKeys,
    relay,
    due,
    replica: replicaState,
    count: (what) => log.filter((line) => line.what === what).length,
    pass,
  };
}

interface FakeParts {
  readonly due: string[];
  readonly relay: DriverWorld["relay"];
  readonly replicaState: DriverWorld["replica"];
  readonly note: (what: string) => void;
  readonly nowMs: () => number;
  readonly setTimer: (ms: number, fire: () => void) => () => void;
}

/** How long the replica keeps back what was answered `later`. */
const OFFERED_AGAIN_MS = 5_000;

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (text: string) => new TextEncoder().encode(text);

function createFakeTransport({ relay, note, setTimer }: FakeParts): Transport {
  const answerNow = <Value>(value: Value): Result<Value, TransportFailure> =>
    relay.failure === undefined ? ok(value) : err(relay.failure);
  let reads = 0;
  return {
    url: "http://relay.example",
    probe: () => {
      note("probe");
      return Promise.resolve(answerNow(relay.key));
    },
    push: (bundle) => {
      note("push");
      const items = bundle.streams.flatMap(({ entries }) => entries.map(textOf));
      if (relay.failure === undefined && relay.refusesWhole(items))
        return Promise.resolve(err({ type: "refused", status: 400 }));
      const entries = items.map((id): ItemAnswer => ({
        id,
        verdict: relay.verdictOf(id),
        reason: "none",
      }));
      return Promise.resolve(
        answerNow<BundleAnswer>({ statements: [], entries, highest: [], receipts: [] }),
      );
    },
    read: ({ streams, waitMs }, signal) => {
      note("read");
      reads += 1;
      const failure = relay.failure ?? relay.readFailure;
      if (failure !== undefined) return Promise.resolve(err(failure));
      const answer = (messages: number): Result<readonly StreamRead[], TransportFailure> =>
        ok([
          {
            stream: streams[0]?.stream ?? "members",
            state: relay.isGone ? "gone" : "ok",
            nextOffset: messages > 0 || relay.isRestless ? String(reads) : "-1",
            isUpToDate: true,
            messages: Array.from({ length: messages }, () => ({
              bytes: new Uint8Array(1),
              arrivedAtSeconds: 0,
            })),
          },
        ]);
      if (relay.newsLeft > 0) {
        relay.newsLeft -= 1;
        return Promise.resolve(answer(1));
      }
      if (relay.isGone || relay.answersAtOnce || relay.isRestless)
        return Promise.resolve(answer(0));
      return new Promise((resolve) => {
        const callOff = setTimer(waitMs, () => resolve(answer(0)));
        signal?.addEventListener("abort", () => {
          callOff();
          resolve(err({ type: "cancelled" }));
        });
        relay.deliver = (messages) => {
          callOff();
          resolve(answer(messages));
        };
      });
    },
    getInvite: () => Promise.resolve(err({ type: "notFound" })),
    putInvite: () => Promise.resolve(err({ type: "notFound" })),
  };
}

function meanwhile(replica: DriverWorld["replica"], during: "seal" | "push"): void {
  const { meanwhile: what } = replica;
  if (what?.during !== during) return;
  replica.meanwhile = undefined;
  what.happens();
}

function createFakeReplica({ due, relay, replicaState, note, nowMs }: FakeParts): Replica {
  /** When what was answered `later` is offered again. */
  const offeredAtMs = new Map<string, number>();
  const verb = async (name: string) => {
    note(name);
    if (replicaState.breaks === name) throw new Error("Broken invariant: made up");
    if (replicaState.storeFails === name) throw new FakeStoreFailure();
  };
  return {
    identity: IDENTITY,
    isStopped: false,
    install: () => verb("install"),
    endHousehold: async () => "ended" as const,
    async drainIntents() {
      await verb("seal");
      const sealed = replicaState.intents;
      replicaState.intents = 0;
      for (let index = 0; index < sealed; index += 1) due.push(`intent ${index}`);
      meanwhile(replicaState, "seal");
      return { sealed, left: 0 };
    },
    async receive(arrivals) {
      await verb("receive");
      const newEntries = arrivals.reduce((sum, { messages }) => sum + messages.length, 0);
      return { newEntries, toReceipt: [] };
    },
    async outgoing(_relayKey, scope = "all"): Promise<Bundle | undefined> {
      const { others } = replicaState;
      const offered = [...due, ...(scope === "all" ? others : [])].filter(
        (item) => (offeredAtMs.get(item) ?? 0) <= nowMs(),
      );
      if (offered.length === 0) {
        meanwhile(replicaState, "push");
        return undefined;
      }
      const { association, device: sender } = IDENTITY;
      return {
        association,
        sender,
        statements: [],
        streams: [{ stream: "safety", entries: offered.map(bytesOf) }],
      };
    },
    async answered(_relayKey, answer) {
      await verb("answered");
      for (const { id, verdict } of answer.entries) {
        if (verdict === "later") offeredAtMs.set(id, nowMs() + OFFERED_AGAIN_MS);
        if (verdict === "refused" || verdict === "later" || replicaState.isInsatiable) continue;
        for (const list of [due, replicaState.others])
          if (list.includes(id)) list.splice(list.indexOf(id), 1);
      }
    },
    owesRefill: () => replicaState.others.length > 0,
    noteSeen: () => verb("noteSeen"),
    wantedStreams: () => ["members"],
    cursors: async (_relayKey, streams) =>
      new Map(streams.map((stream) => [stream, replicaState.offset])),
    setCursors: () => verb("setCursors"),
    async forgetRelay() {
      await verb("forget");
      replicaState.offset = "-1";
      due.push(`again ${relay.key}`);
    },
    askForMissed: async () => false,
    writeReceipt: () => verb("receipt"),
    wrapKeys: () => verb("wrapKeys"),
    forgetRootSeed: () => verb("forgetRootSeed"),
    addStatements: () => verb("addStatements"),
  };
}
