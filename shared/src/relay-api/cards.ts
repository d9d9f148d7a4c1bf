/**
 * Cards from relay to relay: which a relay lacks, and the sealed blobs of those that another has. [REL7] [MEM6]
 *
 * Named are cards' keys, as certificates name them, so that a relay is asked for what its statements speak of and nothing else; a look-up id
 * comes with its blob only. Either opens nothing: the code does, and no relay has it.
 */
import { type CborValue, decodeCbor, encodeCbor, isBytes, isList, isTuple } from "../base/cbor.ts";
import { type DeviceId, ID_BYTES, type InviteId, idBytes, toId } from "../base/ids.ts";
import { INVITE_BLOB_BYTES_MAX } from "../membership/invite-blob.ts";
import { type ReadToken, decodeToken, tokenFields } from "./reads.ts";

/** A card as one relay gives it to another. */
export interface CarriedCard {
  readonly invite: InviteId;
  /** The card's key. */
  readonly device: DeviceId;
  readonly blob: Uint8Array;
}

/** What one relay asks of another. Each list may be empty. */
export interface CardsRequest {
  readonly token: ReadToken;
  /** Which of these do you lack? */
  readonly asked: readonly DeviceId[];
  /** Give me these. */
  readonly wanted: readonly DeviceId[];
  /** Take these. */
  readonly given: readonly CarriedCard[];
}

/** What it answers. A card that does not count there, any more or yet, is neither given nor lacked. */
export interface CardsAnswer {
  /** Of those wanted, as many as have room in an answer. */
  readonly cards: readonly CarriedCard[];
  /** Of those asked about and given, which are not there, after taking what was given. */
  readonly lacked: readonly DeviceId[];
}

/** Most cards that one request may name, in all its lists. */
export const CARDS_NAMED_MAX = 1_000;

/** Encodes a request. */
export function encodeCardsRequest({ token, asked, wanted, given }: CardsRequest): Uint8Array {
  return encodeCbor([
    1,
    tokenFields(token),
    asked.map(idBytes),
    wanted.map(idBytes),
    given.map(fieldsOf),
  ]);
}

/** Decodes a request. Errors: undefined when malformed, or when it names too many. */
export function decodeCardsRequest(bytes: Uint8Array): CardsRequest | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 5) || value[0] !== 1) return undefined;
  const token = decodeToken(value[1]);
  const [asked, wanted] = [listOf(value[2], toDevice), listOf(value[3], toDevice)];
  const given = listOf(value[4], toCard);
  if (token === undefined || !asked || !wanted || !given) return undefined;
  const isTooMany = asked.length + wanted.length + given.length > CARDS_NAMED_MAX;
  return isTooMany ? undefined : { token, asked, wanted, given };
}

/** Encodes an answer. */
export function encodeCardsAnswer({ cards, lacked }: CardsAnswer): Uint8Array {
  return encodeCbor([1, cards.map(fieldsOf), lacked.map(idBytes)]);
}

/** Decodes an answer. Errors: undefined when malformed. */
export function decodeCardsAnswer(bytes: Uint8Array): CardsAnswer | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 3) || value[0] !== 1) return undefined;
  const [cards, lacked] = [listOf(value[1], toCard), listOf(value[2], toDevice)];
  return cards && lacked && { cards, lacked };
}

function fieldsOf({ invite, device, blob }: CarriedCard): CborValue {
  return [idBytes(invite), idBytes(device), blob];
}

function toDevice(item: CborValue): DeviceId | undefined {
  return isBytes(item, ID_BYTES.device) ? toId("device", item) : undefined;
}

function toCard(item: CborValue): CarriedCard | undefined {
  if (!isTuple(item, 3)) return undefined;
  const [invite, named, blob] = item;
  const device = named === undefined ? undefined : toDevice(named);
  if (!isBytes(invite, ID_BYTES.invite) || device === undefined) return undefined;
  if (!isBytes(blob) || blob.length > INVITE_BLOB_BYTES_MAX) return undefined;
  return { invite: toId("invite", invite), device, blob };
}

function listOf<Item>(
  value: CborValue | undefined,
  toItem: (item: CborValue) => Item | undefined,
): readonly Item[] | undefined {
  if (!isList(value)) return undefined;
  const items: Item[] = [];
  for (const one of value) {
    const item = toItem(one);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}
