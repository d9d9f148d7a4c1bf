/**
 * The town of the simulation: an association of two dozen devices just after everybody has a card or a certificate.
 *
 * It is made once a process: what a seed decides is what happens to it. Devices that joined by card know nothing of one
 * another yet, so that joining is part of every run.
 */
import { createReplica } from "@tomoshibi/client/engine/replica/create-replica.ts";
import {
  type StoreImage,
  createMemoryStore,
} from "@tomoshibi/client/engine/store/testing/memory-store.ts";
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addInvite,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { type Journaled } from "./virtual-relay.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";

/** What somebody is by its certificates: the simulation's own truth, asked of nothing that is under test. */
export type Station = "admin" | "officer" | "groupLeader" | "desk" | "member";

/** Somebody with a device. */
export interface Citizen {
  /** A word for traces. */
  readonly name: string;
  readonly station: Station;
  readonly household: number;
  readonly group: number;
  readonly device: WorldDevice;
  /** Its store when the simulation begins. */
  readonly image: StoreImage;
}

/** A town as every seed finds it. */
export interface Town {
  readonly association: AssociationId;
  readonly world: AssociationWorld;
  readonly citizens: readonly Citizen[];
  /** A certified member that keeps to nothing; it has no replica of ours. */
  readonly mallory: Omit<Citizen, "image">;
  /** What the relay holds when the simulation begins. */
  readonly journal: readonly Journaled[];
  /** Groups in which households live. */
  readonly groups: readonly number[];
  /** By the device's id: everybody, the hostile one too. */
  readonly truth: ReadonlyMap<DeviceId, Omit<Citizen, "image">>;
}

/** How many households there are besides those of officers, and devices in each. */
export interface TownSize {
  readonly officers: number;
  readonly households: number;
  readonly devicesAHousehold: number;
}

/** 24 replicas: 3 officers, a group leader, a desk, and 19 in ten households. */
export const SMALL: TownSize = { officers: 2, households: 10, devicesAHousehold: 2 };
/** Some 200 replicas. */
export const LARGE: TownSize = { officers: 5, households: 96, devicesAHousehold: 2 };

/** Officers may answer for any household. */
export function isOfficerIn(station: Station): boolean {
  return station === "admin" || station === "officer";
}

/** Who may record for households that are not its own. */
export function isRecorderIn(station: Station): boolean {
  return station !== "member";
}

const MALLORY_HOUSEHOLD = 66;

/** Builds the town: keys, certificates, cards, and a store for each device. */
export async function buildTown(size: TownSize, verifySignature: VerifySignature): Promise<Town> {
  const world = await createWorld(1);
  const named: Omit<Citizen, "image">[] = [
    { name: "founder", station: "admin", household: 1, group: 1, device: world.founder },
  ];
  const certify = (name: string, station: Exclude<Station, "member">, household: number) => {
    const device = addDevice(world, { role: station, household, group: 1 });
    named.push({ name, station, household, group: 1, device });
  };
  for (let number = 1; number <= size.officers; number += 1)
    certify(`officer${number}`, "officer", 1 + number);
  certify("leader", "groupLeader", 50);
  certify("desk", "desk", 51);
  const numbers = Array.from({ length: size.households }, (_, index) => 100 + index);
  for (const household of [...numbers, MALLORY_HOUSEHOLD])
    await addInvite(world, household, groupOf(household));
  const common = [...world.statements];
  const certificates = new Map<WorldDevice, Statement>();
  const join = async (household: number) => {
    const device = await joinHousehold(world, household, groupOf(household));
    certificates.set(device, world.statements.at(-1) as Statement);
    return device;
  };
  for (const household of numbers) {
    // The last household has one device only, so that not every family can help itself.
    const devices = household === numbers.at(-1) ? 1 : size.devicesAHousehold;
    for (let number = 0; number < devices; number += 1) {
      const name = `h${household}${"abc"[number] ?? ""}`;
      const device = await join(household);
      named.push({ name, station: "member", household, group: groupOf(household), device });
    }
  }
  const mallory = {
    ...{ name: "mallory", station: "member" as const, household: MALLORY_HOUSEHOLD },
    ...{ group: groupOf(MALLORY_HOUSEHOLD), device: await join(MALLORY_HOUSEHOLD) },
  };
  const citizens: Citizen[] = [];
  for (const citizen of named) {
    const own = certificates.get(citizen.device);
    const statements = own === undefined ? common : [...common, own];
    citizens.push({
      ...citizen,
      image: await install(world, citizen, statements, verifySignature),
    });
  }
  const truth = new Map([...named, mallory].map((one) => [one.device.keys.device, one]));
  const groups = [...new Set(citizens.map(({ group }) => group))];
  return { association: world.association, world, citizens, mallory, groups, truth, journal: [] };
}

function groupOf(household: number): number {
  return 1 + (household % 4);
}

async function install(
  world: AssociationWorld,
  { name, device }: Omit<Citizen, "image">,
  statements: readonly Statement[],
  verifySignature: VerifySignature,
): Promise<StoreImage> {
  const store = createMemoryStore();
  const replica = await createReplica({
    database: store,
    clock: createManualClock(),
    random: createSeededRandom(7 + statements.length + name.length),
    loadDocuments: () => Promise.reject(new Error("no documents while installing")),
    verifySignature,
  });
  const { device: id, signSeed, sealSeed } = device.keys;
  await replica.install({
    identity: {
      association: world.association,
      device: id,
      signSeed,
      sealSeed,
      rootSeed: undefined,
    },
    statements,
    keys: [...device.keyring.keys.values()],
    associationName: "ひばり町会",
    representative: `試験 ${name}`,
    isDemo: false,
    relayUrls: ["http://localhost:8787"],
    purposeVersion: 1,
  });
  return store.image();
}
