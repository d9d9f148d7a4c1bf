/**
 * The keyring: the epoch keys a device holds, and which of them it writes and reads with. [KEY1]
 *
 * A keyring is a value; adding a key gives a new one. A key once held stays, for old entries stay readable.
 */
import { bytesToHex, equalBytes } from "../base/bytes.ts";
import { decodeCbor, isBytes, isList, isText, isTuple, isUint } from "../base/cbor.ts";
import { type DeviceId, ID_BYTES, type StatementId, idBytes, toId } from "../base/ids.ts";
import { sealPublicKey } from "../crypto/seal.ts";
import type { EpochKey } from "../entry/entry.ts";
import {
  type Audience,
  audienceOf,
  isWriteOnlyForMembers,
  parseStreamName,
} from "../entry/stream-name.ts";
import { type Authority, currentEpoch, epochsOf, leadsHousehold } from "../membership/authority.ts";
import { type Standing, isOfficer } from "../membership/standing.ts";
import {
  type EpochStatement,
  SECRET_BYTES,
  matchEpoch,
  openCopy,
  openPrevious,
  writeOnlyKey,
} from "./epoch.ts";

/** The keys a device holds, by the epoch's statement; each with its secret. */
export interface Keyring {
  readonly keys: ReadonlyMap<StatementId, EpochKey>;
}

/** A keyring that holds nothing. */
export const EMPTY_KEYRING: Keyring = { keys: new Map() };

/** Number of the stored form. */
export const KEYRING_FORMAT = 1;

/** Adds several keys. */
export function addKeys(keyring: Keyring, keys: Iterable<EpochKey>): Keyring {
  const added = new Map(keyring.keys);
  for (const key of keys) {
    const epoch = toId("statement", key.epochId);
    if (key.secret !== undefined && !added.has(epoch)) added.set(epoch, key);
  }
  return added.size === keyring.keys.size ? keyring : { keys: added };
}

/**
 * Adds every key that the keys held open: earlier ones, and with a key of officers those that lie in their own statements. Law:
 * idempotent. [KEY1] [KEY2]
 */
export function expandKeyring(keyring: Keyring, authority: Authority): Keyring {
  const keys = new Map(keyring.keys);
  openParents(keys, authority, [...keys.values()]);
  openParents(keys, authority, openCopies(keys, authority));
  return keys.size === keyring.keys.size ? keyring : { keys };
}

function openParents(
  keys: Map<StatementId, EpochKey>,
  authority: Authority,
  pending: EpochKey[],
): void {
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    const epochs = epochsOf(authority, key.audience);
    const statement = findEpoch(epochs, toId("statement", key.epochId));
    if (statement === undefined || key.secret === undefined) continue;
    for (const opened of openPrevious(statement, key.secret)) {
      const parent = findEpoch(epochs, opened.epoch);
      const found = parent && matchEpoch(parent, opened.secret);
      if (found === undefined || keys.has(opened.epoch)) continue;
      keys.set(opened.epoch, found);
      pending.push(found);
    }
  }
}

/** What officers find in the statements themselves. Cost: O(epochs) for officers' devices, O(1) for all others. */
function openCopies(keys: Map<StatementId, EpochKey>, authority: Authority): EpochKey[] {
  const officers = epochsOf(authority, "officers").flatMap(({ id }) => keys.get(id) ?? []);
  if (officers.length === 0) return [];
  const opened: EpochKey[] = [];
  for (const statement of [...authority.epochs.values()].flat()) {
    if (statement.body.copies.length === 0 || keys.has(statement.id)) continue;
    for (const officersKey of officers) {
      const key = openCopy(statement, officersKey);
      if (key === undefined) continue;
      keys.set(statement.id, key);
      opened.push(key);
      break;
    }
  }
  return opened;
}

/**
 * The key to write with: of the highest number, then of the lowest hash, among those at hand. [KEY1]
 *
 * A device that lacks the newest key writes with the newest it holds, even one that no longer counts: a check-in under an old
 * key beats none. The alarm is missingKeys.
 * Errors: undefined when there is none at all.
 */
export function writeKey(
  keyring: Keyring,
  authority: Authority,
  audience: Audience,
): EpochKey | undefined {
  if (isWriteOnlyForMembers(audience)) {
    const current = currentEpoch(authority, audience);
    return current && (keyring.keys.get(current.id) ?? writeOnlyKey(current));
  }
  for (const epoch of epochsOf(authority, audience)) {
    const key = keyring.keys.get(epoch.id);
    if (key !== undefined) return key;
  }
  return [...keyring.keys.values()].filter((key) => key.audience === audience).sort(compareKeys)[0];
}

/** The keys that may open an entry of one epoch number: concurrent epochs share a number. */
export function readKeys(
  keyring: Keyring,
  audience: Audience,
  number: number,
): readonly EpochKey[] {
  return [...keyring.keys.values()]
    .filter((key) => key.audience === audience && key.number === number)
    .sort(compareKeys);
}

/**
 * The newest epochs of an audience: those that no other epoch follows. Holding them all opens everything.
 */
export function newestEpochs(authority: Authority, audience: Audience): readonly EpochStatement[] {
  const epochs = epochsOf(authority, audience);
  const followed = new Set(epochs.flatMap((epoch) => epoch.body.parents));
  return epochs.filter((epoch) => !followed.has(epoch.id));
}

/**
 * Tells whether a device should hold an audience's secret by its standing. Members: members, their household and group. A
 * group leader also the groups led and the households in them. Officers: all. Relays: none. An invite what its joining devices need. [KEY1] [STR]
 */
export function mayHold(authority: Authority, standing: Standing, audience: Audience): boolean {
  if (standing.revoked !== undefined) return false;
  if (isOfficer(standing)) return true;
  if (![...standing.roles].some((role) => role !== "relay")) return false;
  if (audience === "members") return true;
  if (audience === "safety" || audience === "officers") return false;
  const [kind, owner] = audience.split("/");
  const number = Number(owner);
  if (kind === "household")
    return (
      (number !== 0 && number === standing.household) || leadsHousehold(authority, standing, number)
    );
  return number === standing.group || standing.groupsLed.includes(number);
}

/**
 * The audiences, of those that have an epoch, whose secrets a device should hold.
 *
 * Cost: O(1) for a household's device, which are thousands; O(audiences) for officers and leaders.
 */
export function audiencesFor(authority: Authority, standing: Standing): readonly Audience[] {
  const isOfMany = isOfficer(standing) || standing.groupsLed.length > 0;
  const candidates = isOfMany ? [...authority.epochs.keys()] : ownAudiences(standing);
  return candidates
    .filter((audience) => authority.epochs.has(audience) && mayHold(authority, standing, audience))
    .sort();
}

function ownAudiences({ household, group }: Standing): readonly Audience[] {
  return ["members", `household/${household}`, `group/${group}`];
}

/** The newest epochs whose keys a device should hold and lacks: the reason for its alarm. [KEY2] */
export function missingKeys(
  authority: Authority,
  keyring: Keyring,
  standing: Standing,
): readonly EpochStatement[] {
  return audiencesFor(authority, standing)
    .flatMap((audience) => newestEpochs(authority, audience))
    .filter((epoch) => !keyring.keys.has(epoch.id));
}

/** The epochs of officers that this device lacks, and of which a copy names it. */
export function copiesToOpen(
  authority: Authority,
  keyring: Keyring,
  device: DeviceId,
): readonly EpochStatement[] {
  const name = idBytes(device);
  return epochsOf(authority, "officers").filter(
    ({ id, body }) => !keyring.keys.has(id) && body.copies.some(({ to }) => equalBytes(to, name)),
  );
}

/** Decodes a keyring that was stored (taking.ts). Errors: undefined when malformed. */
export function decodeKeyring(bytes: Uint8Array): Keyring | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 2) || value[0] !== KEYRING_FORMAT) return undefined;
  const keys = decodeKeys(value[1]);
  return keys && addKeys(EMPTY_KEYRING, keys);
}

/** Reads keys from outside; that they match statements is the caller's to check. Errors: undefined when malformed. */
export function decodeKeys(value: unknown): readonly EpochKey[] | undefined {
  if (!isList(value)) return undefined;
  const keys: EpochKey[] = [];
  for (const item of value) {
    if (!isTuple(item, 4)) return undefined;
    const [name, number, epochId, secret] = item;
    const stream = isText(name, 64) ? parseStreamName(name) : undefined;
    const audience = stream && audienceOf(stream);
    if (audience === undefined || !isUint(number) || number < 1) return undefined;
    if (!isBytes(epochId, ID_BYTES.statement) || !isBytes(secret, SECRET_BYTES)) return undefined;
    const publicKey = isWriteOnlyForMembers(audience) ? sealPublicKey(secret) : undefined;
    keys.push({ audience, number, epochId, publicKey, secret });
  }
  return keys;
}

function findEpoch(epochs: readonly EpochStatement[], id: StatementId): EpochStatement | undefined {
  return epochs.find((epoch) => epoch.id === id);
}

/** Orders keys: by audience, the newest first, then the lowest hash. */
export function compareKeys(left: EpochKey, right: EpochKey): number {
  if (left.audience !== right.audience) return left.audience < right.audience ? -1 : 1;
  if (left.number !== right.number) return right.number - left.number;
  return bytesToHex(left.epochId) < bytesToHex(right.epochId) ? -1 : 1;
}
