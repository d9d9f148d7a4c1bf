/**
 * The engine without its worker: replica, driver and onboarding over ports, so that the same runs in a browser's worker and
 * in Node.
 *
 * Invariants: only the tab that leads has a replica in memory; it is built anew from the store whenever this tab comes to
 * lead. A call needs the lead, so it takes it: the person is looking at this tab.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { isJoinPending } from "../onboarding/pending-join.ts";
import type { OnboardingPorts } from "../onboarding/ports.ts";
import type { Leadership, LeadershipCallbacks } from "../platform/leadership.ts";
import { isQuotaFailure, isStoreFailure } from "../platform/store-failure.ts";
import type { OpenReplica, ReplicaPorts } from "../replica/replica.ts";
import { openVault } from "../replica/vault.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import { reopenDatabase, wakeDatabase } from "../store/wake.ts";
import { createRelayTransport } from "../transports/relay.ts";
import type { Fetch } from "../transports/request.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import { type Lead, createAskedCalls } from "./asked.ts";
import { writeConnection } from "./connection.ts";
import { rememberRelay } from "./known-relay.ts";
import { loadCards, loadJoining, loadMeeting } from "./loading.ts";
import type { Work } from "./driver-state.ts";
import { type ParcelPorts, createParcel } from "./parcel.ts";
import type { Driver, DriverPorts } from "./runner.ts";
import { createRelays } from "./relays.ts";
import { watchIntents } from "./watch-intents.ts";

/** What the engine asks of the world. */
export interface EnginePorts extends Omit<ReplicaPorts, "onProgress" | "verifySignature"> {
  /** The browser's database: live queries, and opening it again, are Dexie's alone. */
  readonly database: ReplicaDatabase;
  readonly createReplica: (ports: ReplicaPorts) => Promise<OpenReplica>;
  readonly fetch: Fetch;
  readonly relayUrl: string;
  readonly isSecure: boolean;
  readonly putParcel: ParcelPorts["putParcel"];
  readonly chance: DriverPorts["chance"];
  readonly setTimer: DriverPorts["setTimer"];
  readonly lead: (callbacks: LeadershipCallbacks) => Leadership;
}

/** A running engine. */
export interface RunningEngine {
  readonly remote: EngineRemote;
  stop(): void;
}

/** Starts the engine; requests begin when a page says that it is visible. */
export function createEngine(ports: EnginePorts): RunningEngine {
  let isVisible = false;
  let lead: Promise<Lead> | undefined;
  let waiters: ((lead: Promise<Lead>) => void)[] = [];

  const leadership = ports.lead({
    onLead() {
      lead = startLead(ports, () => isVisible);
      // Handled by each caller; without one, the next call tries again.
      lead.catch(() => undefined);
      for (const resolve of waiters) resolve(lead);
      waiters = [];
    },
    onLost() {
      void lead?.then(
        (held) => held.stop(),
        () => undefined,
      );
      lead = undefined;
    },
  });

  async function current(): Promise<Lead> {
    if (lead === undefined) {
      const coming = new Promise<Lead>((resolve) => waiters.push(resolve));
      leadership.take();
      return coming;
    }
    const known = lead;
    return known.catch(() => {
      // The store could not be opened before; it may have room or be there again now. One starts for all who ask.
      if (lead === known) lead = startLead(ports, () => isVisible);
      return lead ?? current();
    });
  }

  async function ask<Value>(
    question: (lead: Lead) => Promise<Result<Value, EngineFailure>>,
  ): Promise<Result<Value, EngineFailure>> {
    try {
      return await question(await current());
    } catch (error) {
      if (isQuotaFailure(error)) return err({ type: "storageFull" });
      return err({ type: "failed", detail: String(error) });
    }
  }

  async function setVisible(isShown: boolean): Promise<void> {
    isVisible = isShown;
    // As it is by then: the word that was said last need not be the last to arrive.
    const show = ({ driver }: Lead) => driver.send({ type: "visibilityChanged", isVisible });
    if (isShown) {
      await ask(async (held) => {
        await wakeDatabase(ports.database, ports.setTimer);
        return ok(show(held));
      });
      return;
    }
    void lead?.then(show, () => undefined);
    await leadership.yieldIfWanted(() => !isVisible);
  }

  return {
    remote: {
      ...createAskedCalls(ports, ask),
      setVisible,
      async syncNow() {
        await ask(async ({ driver }) => ok(driver.send({ type: "nudged" })));
      },
    },
    stop: leadership.stop,
  };
}

async function startLead(ports: EnginePorts, isVisible: () => boolean): Promise<Lead> {
  const { database, clock, random } = ports;
  const vault = await openVault(database, random);
  let driver: Driver | undefined;
  const replica = await ports.createReplica({
    ...{ database, clock, random },
    loadDocuments: ports.loadDocuments,
    onProgress: () => driver?.send({ type: "workStored" }),
  });
  const transportTo = (url: string) => createRelayTransport({ fetch: ports.fetch, random }, url);
  const onboarding: OnboardingPorts = {
    ...{ replica, database, clock, random, vault, transportTo },
    relayUrl: ports.relayUrl,
    isSecure: ports.isSecure,
    async ownMembership() {
      const { readOwnMembership } = await import("../onboarding/own-membership.ts");
      return readOwnMembership(database, replica);
    },
  };
  // Before anything runs that a failing start would leave running.
  const isJoining = replica.identity === undefined && (await isJoinPending(onboarding));
  const own = driverPorts(ports, onboarding, transportTo(ports.relayUrl));
  const running = createRelays({ onboarding, own });
  driver = running;
  const watching = watchIntents(database, () => running.send({ type: "workStored" }));
  // What the last start knew of the relay is not true any more; a full device must not keep this one from starting.
  await writeConnection(database, "unknown", clock.nowMs()).catch(() => undefined);
  running.send({
    type: "started",
    isMember: replica.identity !== undefined,
    isJoining,
    isVisible: isVisible(),
  });
  return {
    onboarding,
    driver: running,
    stop() {
      watching.unsubscribe();
      running.stop();
    },
  };
}

function driverPorts(
  ports: EnginePorts,
  onboarding: OnboardingPorts,
  transport: Transport,
): DriverPorts {
  const { database, clock } = ports;
  const { replica } = onboarding;
  const parcel = createParcel(ports, replica);
  return {
    replica,
    transport,
    nowMs: clock.nowMs,
    chance: ports.chance,
    setTimer: ports.setTimer,
    isStoreFailure,
    reopenStore: () => reopenDatabase(database),
    onRelayKey: (relayKey) => rememberRelay(ports, replica, relayKey),
    onConnection: (state) =>
      void writeConnection(database, state, clock.nowMs()).catch(() => undefined),
    onDueChanged: () => void parcel.update(),
    onBroken: (work, error) => void tellBroken(ports, work, error).catch(() => undefined),
    isOfficer: async () => (await database.profile.get("me"))?.isOfficer === true,
    async handInCards(relayKey) {
      const cards = await handInOwnCards(onboarding, transport, relayKey);
      if (!cards.ok || (await database.carried.count()) === 0) return cards;
      // A chunk that cannot be loaded stops nothing else; what is carried stays.
      const meeting = await loadMeeting().catch(() => undefined);
      return meeting === undefined ? cards : meeting.handInCarried(onboarding, transport, relayKey);
    },
    async oweCards() {
      await (await loadCards()).oweCards(database);
      // What the relay lost it may have had from a courier. [REL1]
      await database.carried.toCollection().modify({ relays: [] });
    },
    finishJoining: () => finishJoining(onboarding),
  };
}

/** Who never made a card has none to hand in. A chunk that cannot be loaded stops nothing else. */
async function handInOwnCards(
  onboarding: OnboardingPorts,
  transport: Transport,
  relayKey: string,
): Promise<Result<void, TransportFailure>> {
  const card = await onboarding.database.keyValues.where("key").startsWith(CARD_KEYS).first();
  const cards = card && (await loadCards().catch(() => undefined));
  return cards === undefined ? ok(undefined) : cards.handInCards(onboarding, transport, relayKey);
}

/** What the keys of cards' values begin with; see card-queue.ts. */
const CARD_KEYS = "card";

/** A chunk that cannot be loaded just now is a network that is not there: the join goes on waiting. */
async function finishJoining(onboarding: OnboardingPorts) {
  const joining = await loadJoining().catch(() => undefined);
  return joining === undefined
    ? err({ type: "offline" as const })
    : joining.finishJoining(onboarding);
}

async function tellBroken(
  { database, clock }: EnginePorts,
  work: Work,
  error: unknown,
): Promise<void> {
  const detail = `${work}: ${String(error)}`.slice(0, 200);
  await database.notices.put({ id: `broken/${work}`, code: "broken", detail, atMs: clock.nowMs() });
}
