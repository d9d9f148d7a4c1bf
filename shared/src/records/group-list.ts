/**
 * The households of a group on their way to its leader: what the roster says, but neither address, telephone nor care needs. [STR]
 *
 * Wrapped for the leader's device, as keys are (keys/mailbox.ts), so that nobody else of the group reads its neighbours' names.
 * Asynchronous (HPKE): never inside a storage transaction.
 */
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isList,
  isText,
  isTuple,
  isUint,
} from "../base/cbor.ts";
import { type AssociationId, type DeviceId, idBytes } from "../base/ids.ts";
import { wireText } from "../base/wire-text.ts";
import { hashStructure } from "../crypto/hash.ts";
import { unwrap, wrap } from "../crypto/wrap.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import type { Standing } from "../membership/standing.ts";
import type { Random } from "../ports/random.ts";
import { GROUP_LIST_MARK_BYTES } from "./payload-read.ts";
import { NAME_MAX, PERSONS_MAX } from "./record.ts";

/** A household as its group's leader knows it. */
export interface GroupListRow {
  readonly household: number;
  readonly indexInGroup: number;
  readonly walkingOrder: number;
  readonly name: string;
  readonly kana: string;
  /** How many people it named: without it 無事 could not be told from 一部無事. */
  readonly persons: number;
}

/** Which list it is; bound into what is wrapped. */
export interface GroupListPlace {
  readonly association: AssociationId;
  readonly device: DeviceId;
  readonly group: number;
  readonly atSeconds: number;
}

/** Most households of one list. */
export const GROUP_LIST_MAX = 500;

const FORMAT = 1;

/**
 * The mark of a list: officers' devices tell by it whether a newer one is due. `secret` is a key of the officers, so that to
 * anybody else the mark of a known name says nothing.
 */
export function groupListMark(secret: Uint8Array, rows: readonly GroupListRow[]): Uint8Array {
  return hashStructure(["tomoshibi/group-list-mark/1", secret, rows.map(toFields)]).slice(
    0,
    GROUP_LIST_MARK_BYTES,
  );
}

/** Wraps a list for its leader's device. Errors: rejects with HpkeNotLoaded. */
export async function wrapGroupList(
  deps: { readonly random: Random },
  recipient: Pick<Standing, "sealKey">,
  place: GroupListPlace,
  rows: readonly GroupListRow[],
): Promise<Uint8Array> {
  const plain = encodeCbor([FORMAT, rows.slice(0, GROUP_LIST_MAX).map(toFields)]);
  return wrap(deps, recipient.sealKey, infoOf(place), plain);
}

/** Unwraps what {@link wrapGroupList} made. Errors: undefined when it is another's or malformed; rejects with HpkeNotLoaded. */
export async function unwrapGroupList(
  sealSeed: Uint8Array,
  place: GroupListPlace,
  wrapped: Uint8Array,
): Promise<readonly GroupListRow[] | undefined> {
  const plain = await unwrap(sealSeed, infoOf(place), wrapped);
  const value = plain && decodeCbor(plain);
  if (!isTuple(value, 2) || value[0] !== FORMAT) return undefined;
  const [, items] = value;
  if (!isList(items) || items.length > GROUP_LIST_MAX) return undefined;
  const rows = items.flatMap((item) => readRow(item) ?? []);
  return rows.length === items.length ? rows : undefined;
}

function toFields(row: GroupListRow): readonly CborValue[] {
  const { household, indexInGroup, walkingOrder, name, kana, persons } = row;
  return [household, indexInGroup, walkingOrder, wireText(name), wireText(kana), persons];
}

function readRow(item: CborValue): GroupListRow | undefined {
  if (!isTuple(item, 6)) return undefined;
  const [household, indexInGroup, walkingOrder, name, kana, persons] = item;
  if (!isUint(household, HOUSEHOLD_MAX) || !isUint(indexInGroup) || !isUint(walkingOrder))
    return undefined;
  if (!isText(name, NAME_MAX) || !isText(kana, NAME_MAX) || !isUint(persons, PERSONS_MAX))
    return undefined;
  return { household, indexInGroup, walkingOrder, name, kana, persons };
}

function infoOf({ association, device, group, atSeconds }: GroupListPlace): Uint8Array {
  return encodeCbor([
    "tomoshibi/group-list/1",
    idBytes(association),
    idBytes(device),
    group,
    atSeconds,
  ]);
}
