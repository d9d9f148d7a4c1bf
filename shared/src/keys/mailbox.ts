/**
 * Keys on their way to a device's mailbox: wrapped by an officer's device, accepted only if they match a statement. [KEY2]
 *
 * That a mailbox's entry is by an officer or admin is checked by the policy of wrappedKeys. Wrapping is asynchronous (HPKE):
 * never inside a storage transaction.
 */
import { assert } from "../base/assert.ts";
import { bytesToHex, concatBytes, hexToBytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor, isBytes, isList, isTuple } from "../base/cbor.ts";
import { type AssociationId, type DeviceId, type StatementId, idBytes } from "../base/ids.ts";
import { unwrap, wrap } from "../crypto/wrap.ts";
import type { EpochKey } from "../entry/entry.ts";
import type { Authority } from "../membership/authority.ts";
import type { Standing } from "../membership/standing.ts";
import type { Random } from "../ports/random.ts";
import { type EpochStatement, SECRET_BYTES, matchEpoch } from "./epoch.ts";
import { type Keyring, audiencesFor, newestEpochs } from "./keyring.ts";

/** First 8 bytes of an epoch's id, as hex: how a wrapped payload names, in the clear, what it holds. */
export type EpochMark = string;

/** Bytes of an epoch's mark. */
export const EPOCH_MARK_BYTES = 8;
/** Most keys in one payload, so that it fits an entry; more go into several. */
export const WRAPPED_KEYS_MAX = 512;

/** Keys that a device was not seen to have been given. */
export interface WrapDue {
  readonly standing: Standing;
  readonly keys: readonly EpochKey[];
}

const FORMAT = 1;

/** The mark of an epoch. */
export function epochMarkOf(epoch: StatementId): EpochMark {
  return epoch.slice(0, EPOCH_MARK_BYTES * 2);
}

/** Wraps keys for one device; the answer is the `wrapped` of a wrappedKeys record. Cost: 40 bytes a key and some 60. */
export async function wrapKeys(
  deps: { readonly random: Random },
  association: AssociationId,
  recipient: Pick<Standing, "device" | "sealKey">,
  keys: readonly EpochKey[],
): Promise<Uint8Array> {
  const held = keys.filter((key) => key.secret !== undefined);
  assert(held.length <= WRAPPED_KEYS_MAX, "one payload wraps at most WRAPPED_KEYS_MAX keys");
  const marks = held.map((key) => key.epochId.slice(0, EPOCH_MARK_BYTES));
  const plain = concatBytes(...held.map((key) => key.secret ?? new Uint8Array(0)));
  const info = wrapInfo(association, recipient.device, marks);
  return encodeCbor([FORMAT, marks, await wrap(deps, recipient.sealKey, info, plain)]);
}

/**
 * Unwraps what {@link wrapKeys} made for this device.
 *
 * Errors: `keys` lacks what matches no statement; `isComplete` is false then, and the payload is worth another try when
 *         statements arrive. Undefined when the payload is malformed or for another.
 */
export async function unwrapKeys(
  authority: Authority,
  recipient: { readonly device: DeviceId; readonly sealSeed: Uint8Array },
  payload: Uint8Array,
): Promise<{ readonly keys: readonly EpochKey[]; readonly isComplete: boolean } | undefined> {
  const parsed = parseWrapped(payload);
  if (parsed === undefined) return undefined;
  const marks = parsed.marks.map((mark) => hexToBytes(mark));
  const plain = await unwrap(
    recipient.sealSeed,
    wrapInfo(authority.association, recipient.device, marks),
    parsed.wrapped,
  );
  if (plain === undefined || plain.length !== marks.length * SECRET_BYTES) return undefined;
  const epochs = epochsByMark(authority);
  const keys = parsed.marks.flatMap((mark, index) => {
    const secret = plain.slice(index * SECRET_BYTES, (index + 1) * SECRET_BYTES);
    return (epochs.get(mark) ?? []).flatMap((epoch) => matchEpoch(epoch, secret) ?? []).slice(0, 1);
  });
  return { keys, isComplete: keys.length === marks.length };
}

/** The epochs a payload says it holds, for `alreadyWrapped`. Errors: empty when malformed. */
export function wrappedMarks(payload: Uint8Array): readonly EpochMark[] {
  return parseWrapped(payload)?.marks ?? [];
}

/**
 * What an officer's device wraps next: for every certified device and open invite, the newest keys it should hold and was not
 * seen to have been given. Left out are the revoked, and devices that are flagged until somebody confirms them.
 *
 * Shape: `alreadyWrapped` by device, from {@link wrappedMarks} of its mailbox; `self` is the device that asks.
 */
export function keysToWrap(input: {
  readonly authority: Authority;
  readonly keyring: Keyring;
  readonly alreadyWrapped: ReadonlyMap<DeviceId, ReadonlySet<EpochMark>>;
  readonly self: DeviceId;
}): readonly WrapDue[] {
  const { authority, keyring, alreadyWrapped, self } = input;
  const due: WrapDue[] = [];
  for (const standing of [...authority.standings.values()].flat()) {
    if (standing.device === self || !isOwedKeys(authority, standing)) continue;
    const given = alreadyWrapped.get(standing.device);
    const keys = audiencesFor(authority, standing)
      .flatMap((audience) => newestEpochs(authority, audience))
      .filter((epoch) => given?.has(epochMarkOf(epoch.id)) !== true)
      .flatMap((epoch) => keyring.keys.get(epoch.id) ?? []);
    for (let start = 0; start < keys.length; start += WRAPPED_KEYS_MAX) {
      due.push({ standing, keys: keys.slice(start, start + WRAPPED_KEYS_MAX) });
    }
  }
  return due;
}

/** Root recovers keys from the statements; it has no mailbox. */
function isOwedKeys(authority: Authority, standing: Standing): boolean {
  if (standing.revoked !== undefined || standing.flags.length > 0 || standing.roles.has("root"))
    return false;
  return !authority.cancelledInviteDevices.has(standing.device);
}

function epochsByMark(authority: Authority): ReadonlyMap<EpochMark, readonly EpochStatement[]> {
  const epochs = new Map<EpochMark, readonly EpochStatement[]>();
  for (const epoch of [...authority.epochs.values()].flat()) {
    const mark = epochMarkOf(epoch.id);
    epochs.set(mark, [...(epochs.get(mark) ?? []), epoch]);
  }
  return epochs;
}

function parseWrapped(
  payload: Uint8Array,
): { marks: EpochMark[]; wrapped: Uint8Array } | undefined {
  const value = decodeCbor(payload);
  if (!isTuple(value, 3) || value[0] !== FORMAT) return undefined;
  const [, marks, wrapped] = value;
  if (!isList(marks) || marks.length > WRAPPED_KEYS_MAX || !isBytes(wrapped)) return undefined;
  if (!marks.every((mark) => isBytes(mark, EPOCH_MARK_BYTES))) return undefined;
  return { marks: marks.map((mark) => bytesToHex(mark)), wrapped };
}

function wrapInfo(
  association: AssociationId,
  device: DeviceId,
  marks: readonly Uint8Array[],
): Uint8Array {
  return encodeCbor(["tomoshibi/mailbox/1", idBytes(association), idBytes(device), marks]);
}
