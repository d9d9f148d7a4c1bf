/**
 * Forms: entries that nobody signed, of people who have no app. [FORM1]
 *
 * An entry's frame, so that all that stores and carries entries carries forms; its author is a sealing key made for this one form
 * and thrown away, whose public half stands before the box; the box is sealed as any report's. In place of the signature stand zeros:
 * whoever has the association's poster may write a form, so there is nothing to prove, and an officer judges what it says.
 *
 * Invariants: one form has one encoding and one id; it is the first and only entry of its author; all are of one length, so that
 * how much somebody wrote, and whether anything, does not show in what a relay holds.
 */
import { concatBytes } from "../base/bytes.ts";
import { type DeviceId, type EntryId, ID_BYTES, toId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import { TAG_BYTES, sealPublicKey } from "../crypto/seal.ts";
import type { Random } from "../ports/random.ts";
import {
  ENTRY_VERSION,
  type Entry,
  type EntryPlace,
  type EpochKey,
  PREV_BYTES,
  encodeEntry,
  entryIdOf,
  openEntry,
  sealBox,
} from "./entry.ts";

/** Bytes that are sealed: a payload, filled up. */
export const FORM_BYTES = 1_024;
/** Ends what was written; zeros follow. Source: ISO/IEC 7816-4, padding. */
const FORM_END = 0x80;
/** Bytes of an X25519 key. */
const KEY_BYTES = 32;
const BOX_BYTES = KEY_BYTES + FORM_BYTES + TAG_BYTES;
/** In place of a signature; as long as one. Not from crypto/sign.ts, which the page need not load. */
const UNSIGNED = new Uint8Array(64);

/** Seals an encoded form for the officers. Synchronous. Errors: throws when it is over FORM_BYTES, or the key cannot seal. */
export function sealForm(
  deps: { readonly random: Random },
  association: EntryPlace["association"],
  key: EpochKey,
  payload: Uint8Array,
): { readonly entryId: EntryId; readonly bytes: Uint8Array } {
  const place: EntryPlace = { association, stream: "forms" };
  const sealSeed = deps.random.bytes(KEY_BYTES);
  const publicKey = sealPublicKey(sealSeed);
  const frame = {
    ...{ version: ENTRY_VERSION, author: authorOf(publicKey), seq: 1 },
    ...{ prev: new Uint8Array(PREV_BYTES), epoch: key.number },
  };
  const filled = new Uint8Array(FORM_BYTES);
  filled.set([...payload, FORM_END]);
  const box = concatBytes(publicKey, sealBox(place, { sealSeed }, frame, key, filled));
  const entry: Entry = { ...frame, box, boxHash: sha256(box), signature: UNSIGNED };
  return { entryId: entryIdOf(place, entry), bytes: encodeEntry(entry) };
}

/** Tells whether an entry is a form in its one shape. Its husk is none. */
export function isForm({ author, seq, prev, epoch, box, signature }: Entry): boolean {
  if (box?.length !== BOX_BYTES || seq !== 1 || epoch < 1) return false;
  if ([...prev, ...signature].some((byte) => byte !== 0)) return false;
  return author === authorOf(box.slice(0, KEY_BYTES));
}

/** Opens a form with a key of the officers. Errors: undefined when it is not for this key, or was tampered with. */
export function openForm(place: EntryPlace, entry: Entry, key: EpochKey): Uint8Array | undefined {
  if (entry.box === undefined) return undefined;
  const sealed = { ...entry, box: entry.box.slice(KEY_BYTES) };
  const filled = openEntry(place, sealed, key, entry.box.slice(0, KEY_BYTES));
  const end = filled?.findLastIndex((byte) => byte !== 0) ?? -1;
  return filled?.[end] === FORM_END ? filled.slice(0, end) : undefined;
}

function authorOf(publicKey: Uint8Array): DeviceId {
  return toId("device", sha256(publicKey).slice(0, ID_BYTES.device));
}
