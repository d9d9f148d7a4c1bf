/**
 * The association's further relays: a driver each, beside that of the app's own. Loaded when the settings name one. [REL7] [DEL1]
 *
 * What is due goes to every one of them. Read is one relay only, the app's own while it answers: relays keep in step by
 * themselves, and a phone has one battery. Named by the settings is not enough: a further relay is used while it holds a
 * certificate, and proves the key that was certified, so that an address that changed hands gets nothing.
 */
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { err } from "@tomoshibi/shared/base/result.ts";
import { KEY_BYTES } from "@tomoshibi/shared/crypto/sign.ts";
import {
  NAMED_RELAYS_MAX,
  type NamedRelay,
} from "@tomoshibi/shared/documents/settings/settings.ts";
import { standingOfKey } from "@tomoshibi/shared/membership/authority.ts";
import { copyCards, oweCopies } from "../onboarding/card-copies.ts";
import type { OnboardingPorts } from "../onboarding/ports.ts";
import type { OpenReplica } from "../replica/replica.ts";
import type { Transport } from "../transports/transport.ts";
import { rememberRelay } from "./known-relay.ts";
import { loadMeeting } from "./loading.ts";
import { lookAt } from "./look.ts";
import type { DriverEvent } from "./machine.ts";
import { type Driver, type DriverPorts, createDriver } from "./runner.ts";

/** What further relays ask of the world. */
export interface FurtherRelaysPorts {
  readonly onboarding: OnboardingPorts;
  /** The ports of the app's own relay: what they say of replica, time and chance holds for all. */
  readonly own: DriverPorts;
  /** What is known of one of them; `undefined` when it is not used any more. */
  readonly onConnection: (address: string, connection: "connected" | "offline" | undefined) => void;
}

/** Drivers of the further relays. */
export interface FurtherRelays {
  /** Starts those that are named now, and ends those that are not. */
  update(named: readonly NamedRelay[], now: Circumstances): void;
  send(event: DriverEvent): void;
  stop(): void;
}

/** What a driver has to know when it starts. */
export interface Circumstances {
  readonly isVisible: boolean;
  /** The app's own relay is read. */
  readonly isAside: boolean;
}

/** Tells whether a key is a relay's that officers certified and nobody has stopped. */
export function isCertifiedRelay(
  { authority }: Pick<OpenReplica, "authority">,
  relayKey: string,
): boolean {
  const key = decodeHex(relayKey, KEY_BYTES);
  const standing = authority && key && standingOfKey(authority, key);
  return standing?.roles.has("relay") === true && standing.revoked === undefined;
}

/**
 * Picks the relays that a device uses. Pure.
 *
 * Shape: certified ones first, so that names left over take no place from them; a name whose certificate has not come yet may
 * keep one that is free.
 */
export function relaysToUse(
  named: readonly NamedRelay[],
  ownAddress: string,
  isCertified: (relayKey: string) => boolean,
): readonly NamedRelay[] {
  const others = named.filter(({ address }) => address !== ownAddress);
  const isLater = ({ relayKey }: NamedRelay): number => (isCertified(relayKey) ? 0 : 1);
  return others
    .toSorted((left, right) => isLater(left) - isLater(right))
    .slice(0, NAMED_RELAYS_MAX);
}

/** Begins without any. */
export function createFurtherRelays(ports: FurtherRelaysPorts): FurtherRelays {
  const drivers = new Map<string, { readonly driver: Driver; readonly relayKey: string }>();

  function end(address: string): void {
    drivers.get(address)?.driver.stop();
    drivers.delete(address);
    ports.onConnection(address, undefined);
  }

  return {
    update(named, { isVisible, isAside }) {
      const { replica, relayUrl } = ports.onboarding;
      const used = relaysToUse(named, relayUrl, (key) => isCertifiedRelay(replica, key));
      const wanted = new Map(used.map((relay) => [relay.address, relay]));
      for (const [address, { relayKey }] of drivers)
        if (wanted.get(address)?.relayKey !== relayKey) end(address);
      for (const relay of wanted.values()) {
        if (drivers.has(relay.address)) continue;
        const driver = createDriver(portsAt(ports, relay));
        drivers.set(relay.address, { driver, relayKey: relay.relayKey });
        driver.send({ type: "asideChanged", isAside });
        driver.send({ type: "started", isMember: true, isJoining: false, isVisible });
      }
    },
    send(event) {
      for (const { driver } of drivers.values()) driver.send(event);
    },
    stop() {
      for (const address of drivers.keys()) end(address);
    },
  };
}

function portsAt(
  { onboarding, own, onConnection }: FurtherRelaysPorts,
  { relayKey, address }: NamedRelay,
): DriverPorts {
  const { database, clock, replica } = onboarding;
  const transport = guarded(onboarding, relayKey, address);
  const refused = new Set<string>();
  return {
    ...own,
    transport,
    look: (key, signal) => lookAt({ replica, transport }, key, signal),
    onRelayKey: (proved) => rememberRelay({ database, clock, relayUrl: address }, replica, proved),
    onConnection: (connection) => onConnection(address, connection),
    async handInCards() {
      const cards = await copyCards(onboarding, transport, relayKey, refused);
      if (!cards.ok || (await database.carried.count()) === 0) return cards;
      const meeting = await loadMeeting().catch(() => undefined);
      return meeting === undefined ? cards : meeting.handInCarried(onboarding, transport, relayKey);
    },
    async oweCards() {
      await oweCopies(database, relayKey);
      const carried = await database.carried.toArray();
      for (const { entryId, relays } of carried)
        if (relays.includes(relayKey))
          await database.carried.update(entryId, {
            relays: relays.filter((relay) => relay !== relayKey),
          });
    },
  };
}

/** The way to a further relay, which is open while it is certified and only to who proves the certified key. */
function guarded(
  { replica, transportTo }: OnboardingPorts,
  relayKey: string,
  address: string,
): Transport {
  const transport = transportTo(address);
  const isUsed = (): boolean => isCertifiedRelay(replica, relayKey);
  const refusal = err({ type: "notARelay" } as const);
  return {
    ...transport,
    async probe(signal) {
      if (!isUsed()) return refusal;
      const proved = await transport.probe(signal);
      return proved.ok && proved.value !== relayKey ? refusal : proved;
    },
    push: async (bundle, signal) => (isUsed() ? transport.push(bundle, signal) : refusal),
    read: async (read, signal) => (isUsed() ? transport.read(read, signal) : refusal),
    putInvite: async (invite) => (isUsed() ? transport.putInvite(invite) : refusal),
  };
}
