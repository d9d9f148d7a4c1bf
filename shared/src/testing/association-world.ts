/**
 * A small association for tests: founded, with officers and joined households, all keys at hand, all from one seed.
 *
 * It is as if every device had all statements at once; what is delayed, lost or reordered is the simulation's.
 */
import type { AssociationId } from "../base/ids.ts";
import { type ChainHead, type SealedEntry, sealEntry } from "../entry/entry.ts";
import { type StreamName, audienceOf } from "../entry/stream-name.ts";
import {
  EMPTY_KEYRING,
  type Keyring,
  addKeys,
  audiencesFor,
  newestEpochs,
  writeKey,
} from "../keys/keyring.ts";
import { startEpochs } from "../keys/rotation.ts";
import {
  type Authority,
  type SignatureCache,
  computeAuthority,
  standingOfKey,
} from "../membership/authority.ts";
import { type DeviceKeys, createDeviceKeys } from "../membership/device-keys.ts";
import { foundAssociation } from "../membership/founding.ts";
import { openInviteBlob } from "../membership/invite-blob.ts";
import {
  type CertificatePlan,
  certifyDevice,
  retireDevice,
  revokeDevice,
} from "../membership/issue.ts";
import { type CreatedInvite, createInvite, joinByInvite } from "../membership/joining.ts";
import type { Standing } from "../membership/standing.ts";
import type { Statement } from "../membership/statement.ts";
import { type SeededRandom, createSeededRandom } from "./seeded-random.ts";

/** A device of the world, with its chains. */
export interface WorldDevice {
  readonly keys: DeviceKeys;
  keyring: Keyring;
  readonly heads: Map<StreamName, ChainHead>;
}

/** The world; the functions of this file change it. */
export interface AssociationWorld {
  readonly random: SeededRandom;
  readonly association: AssociationId;
  readonly rootSeed: Uint8Array;
  readonly root: DeviceKeys;
  /** The first admin, of household 1 in group 1. */
  readonly founder: WorldDevice;
  /** Everything signed so far. */
  readonly statements: Statement[];
  /** Checked signatures, kept between computations. */
  readonly signatures: SignatureCache;
  /** The last card of each household. */
  readonly invites: Map<number, CreatedInvite>;
}

/** What cards of the world say. */
export const WORLD_TEXT = {
  associationName: "ひばり町会",
  indexInGroup: 1,
  relays: ["http://localhost:8787"],
  isDemo: false,
  purposeVersion: 1,
} as const;

/** Founds a world. */
export async function createWorld(seed: number = 1): Promise<AssociationWorld> {
  const random = createSeededRandom(seed);
  const founding = await foundAssociation({ random }, { household: 1, group: 1 });
  const { association, rootSeed, root, keys, keyring, statements } = founding;
  return {
    random,
    association,
    rootSeed,
    root,
    founder: { keys, keyring, heads: new Map() },
    statements: [...statements],
    signatures: new Map(),
    invites: new Map(),
  };
}

/** The authority of all statements so far. */
export function authorityOf(world: AssociationWorld): Authority {
  return computeAuthority(world.association, world.statements, world.signatures);
}

/** A device's standing now. Errors: throws when nothing certifies it. */
export function standingIn(world: AssociationWorld, device: WorldDevice): Standing {
  const standing = standingOfKey(authorityOf(world), device.keys.signKey);
  if (standing === undefined) throw new Error("Broken invariant: the device has a certificate");
  return standing;
}

/** Adds a device certified by the founder (an admin by the root), with all keys its standing should hold. */
export function addDevice(world: AssociationWorld, plan: CertificatePlan): WorldDevice {
  const keys = createDeviceKeys(world);
  const issuer = plan.role === "admin" ? world.root : world.founder.keys;
  world.statements.push(certifyDevice(world.association, issuer, keys, plan));
  const device: WorldDevice = { keys, keyring: EMPTY_KEYRING, heads: new Map() };
  giveKeys(world, device);
  return device;
}

/** Certifies a device once more, for a further role. */
export function addRole(world: AssociationWorld, device: WorldDevice, plan: CertificatePlan): void {
  const issuer = plan.role === "admin" ? world.root : world.founder.keys;
  world.statements.push(certifyDevice(world.association, issuer, device.keys, plan));
  giveKeys(world, device);
}

/** Makes a household's card, by the founder. */
export async function addInvite(
  world: AssociationWorld,
  household: number,
  group: number,
): Promise<CreatedInvite> {
  const created = await createInvite(world, {
    authority: authorityOf(world),
    keyring: world.founder.keyring,
    issuer: world.founder.keys,
    household,
    group,
    untilSeconds: 0,
    text: WORLD_TEXT,
  });
  world.statements.push(...created.statements);
  world.founder.keyring = created.keyring;
  world.invites.set(household, created);
  return created;
}

/** Joins a device by the household's card, making the card if there is none. */
export async function joinHousehold(
  world: AssociationWorld,
  household: number,
  group: number,
): Promise<WorldDevice> {
  const { invite, sealedBlob } =
    world.invites.get(household) ?? (await addInvite(world, household, group));
  const opened = openInviteBlob(invite, sealedBlob, world);
  if (!opened.ok) throw new Error(`Broken invariant: the card opens (${opened.error.type})`);
  const { keys, keyring, certificate } = joinByInvite(world, invite, opened.value);
  world.statements.push(certificate);
  return { keys, keyring, heads: new Map() };
}

/** Gives a device, from the founder's keyring, the newest keys its standing should hold. */
export function giveKeys(world: AssociationWorld, device: WorldDevice): void {
  const authority = authorityOf(world);
  const epochs = audiencesFor(authority, standingIn(world, device)).flatMap((name) =>
    newestEpochs(authority, name),
  );
  device.keyring = addKeys(
    device.keyring,
    epochs.flatMap((epoch) => world.founder.keyring.keys.get(epoch.id) ?? []),
  );
}

/** Revokes a device, by the founder (an admin by the root), up to what it has written; no new epoch yet. */
export function revokeIn(world: AssociationWorld, device: WorldDevice): void {
  const isAdmin = standingIn(world, device).roles.has("admin");
  const issuer = isAdmin ? world.root : world.founder.keys;
  const plan = { subject: device.keys.device, heads: device.heads, issued: world.statements };
  world.statements.push(revokeDevice(authorityOf(world), issuer, plan));
}

/** Ends a device's offices, by the founder (an admin's by the root), up to what it has written; no new epoch yet. */
export function retireIn(world: AssociationWorld, device: WorldDevice): void {
  const authority = authorityOf(world);
  const isAdmin = standingIn(world, device).roles.has("admin");
  const certificates = authority.certificates.get(device.keys.device) ?? [];
  const ended = certificates.filter(({ body }) => body.role !== "member").map(({ id }) => id);
  const plan = {
    subject: device.keys.device,
    heads: device.heads,
    issued: world.statements,
    ended,
  };
  world.statements.push(retireDevice(authority, isAdmin ? world.root : world.founder.keys, plan));
}

/** Starts new epochs, by the founder. */
export async function rotateIn(
  world: AssociationWorld,
  audiences: Parameters<typeof startEpochs>[1]["audiences"],
): Promise<void> {
  const { keys: issuer, keyring } = world.founder;
  const started = await startEpochs(world, {
    authority: authorityOf(world),
    keyring,
    issuer,
    audiences,
  });
  world.statements.push(...started.statements);
  world.founder.keyring = started.keyring;
}

/** Seals the device's next entry in a stream. Errors: throws when it holds no key for it. */
export function writeEntry(
  world: AssociationWorld,
  device: WorldDevice,
  stream: StreamName,
  payload: Uint8Array,
): SealedEntry {
  const audience = audienceOf(stream);
  const key = audience && writeKey(device.keyring, authorityOf(world), audience);
  const head = device.heads.get(stream) ?? { seq: 0, entryId: undefined };
  const place = { association: world.association, stream };
  const sealed = sealEntry(place, device.keys, head, key, payload);
  device.heads.set(stream, { seq: sealed.entry.seq, entryId: sealed.entryId });
  return sealed;
}
