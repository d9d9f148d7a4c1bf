/** Devices that found and join over a relay of a few lines; for tests of onboarding only. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import Dexie from "dexie";
import type { InviteId } from "@tomoshibi/shared/base/ids.ts";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import { addKeys, EMPTY_KEYRING } from "@tomoshibi/shared/keys/keyring.ts";
import { computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Installation, OpenReplica } from "../../replica/replica.ts";
import { openVault } from "../../replica/vault.ts";
import { openDatabase } from "../../store/database.ts";
import type { Transport } from "../../transports/transport.ts";
import type { OnboardingPorts } from "../ports.ts";

/** A relay that knows cards only. */
export interface FakeRelay {
  isReachable: boolean;
  readonly blobs: Map<InviteId, Uint8Array>;
  readonly cancelled: Set<InviteId>;
}

/** A device, and what was installed on it. */
export interface OnboardingDevice {
  readonly ports: OnboardingPorts;
  readonly installation: () => Installation | undefined;
  /** Statements added after the installation. */
  readonly statements: Statement[];
}

/** Starts a relay. */
export function createFakeRelay(): FakeRelay {
  return { isReachable: true, blobs: new Map(), cancelled: new Set() };
}

/** The way to a relay. */
export function fakeTransport(relay: FakeRelay, url: string): Transport {
  const refuse = err({ type: "offline" as const });
  return {
    url,
    probe: () => Promise.resolve(relay.isReachable ? ok("aa") : refuse),
    push: () => Promise.resolve(refuse),
    read: () => Promise.resolve(refuse),
    getInvite(invite) {
      const blob = relay.blobs.get(invite);
      if (!relay.isReachable) return Promise.resolve(refuse);
      if (relay.cancelled.has(invite)) return Promise.resolve(err({ type: "gone" }));
      return Promise.resolve(blob === undefined ? err({ type: "notFound" }) : ok(blob));
    },
    putInvite({ invite, blob }) {
      if (!relay.isReachable) return Promise.resolve(refuse);
      relay.blobs.set(invite, blob);
      return Promise.resolve(ok(undefined));
    },
  };
}

/** Starts a device with an empty store. */
export async function createOnboardingDevice(
  relay: FakeRelay,
  seed: number,
  options: { readonly isSecure?: boolean } = {},
): Promise<OnboardingDevice> {
  Dexie.dependencies.indexedDB = new IDBFactory();
  Dexie.dependencies.IDBKeyRange = IDBKeyRange;
  const database = openDatabase(`onboarding-${seed}`);
  const random = createSeededRandom(seed);
  const vault = await openVault(database, random);
  const statements: Statement[] = [];
  let installation: Installation | undefined;
  let keyring = EMPTY_KEYRING;
  const replica = {
    get identity() {
      return installation?.identity;
    },
    install: async (installed: Installation) => {
      installation = installed;
      keyring = addKeys(keyring, installed.keys);
    },
    idle: () => Promise.resolve(),
    drainIntents: () => Promise.resolve({ sealed: 0, left: 0 }),
    addStatements: async (added: readonly Statement[], keys: Installation["keys"]) => {
      statements.push(...added);
      keyring = addKeys(keyring, keys);
    },
  } as unknown as OpenReplica;
  const ports: OnboardingPorts = {
    ...{ replica, database, random, vault },
    clock: createManualClock(),
    relayUrl: "https://relay.example",
    transportTo: (url) => fakeTransport(relay, url),
    isSecure: options.isSecure ?? true,
    async ownMembership() {
      if (installation === undefined) return undefined;
      const { identity, associationName, isDemo, purposeVersion } = installation;
      const all = [...installation.statements, ...statements];
      const authority = computeAuthority(identity.association, all);
      const signatures = new Map<string, boolean>();
      return {
        authority,
        statements: all,
        signatures,
        keyring,
        associationName,
        isDemo,
        purposeVersion,
      };
    },
  };
  return { ports, statements, installation: () => installation };
}

/** Puts a line on the officer's roster, as the replica would after sealing the command. */
export async function putHousehold(
  { ports }: OnboardingDevice,
  place: { readonly number: number; readonly group: number; readonly indexInGroup: number },
): Promise<void> {
  const empty = {
    name: "",
    kana: "",
    phone: "",
    address: "",
    careNeeds: "",
    persons: [],
    searchText: "",
  };
  await ports.database.households.put({
    ...empty,
    ...place,
    mark: `${place.group}班-${place.indexInGroup}`,
    walkingOrder: 0,
    devices: 0,
    unconfirmedDevices: 0,
    cardMadeAtMs: undefined,
    hasWithdrawn: false,
  });
}
