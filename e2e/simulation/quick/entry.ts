/** shared/entry/entry.ts, which decodes, names, verifies and opens the same entry once. */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Entry,
  type EntryPlace,
  type EpochKey,
  decodeEntry as decodeAnew,
  entryIdOf as nameAnew,
  isSignedBy as verifyAnew,
  openEntry as openAnew,
} from "@tomoshibi/shared/entry/entry.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { createMemo, createMemoOf, nameOf } from "./memo.ts";
import { verify } from "./sign.ts";

export * from "@tomoshibi/shared/entry/entry.ts";

const decoded = createMemoOf<Uint8Array, Entry | undefined>();
/** A courier's file brings copies of bytes. */
const sameDecoded = createMemo<Entry | undefined>();
const named = createMemoOf<Entry, EntryId>();
const opened = createMemoOf<Entry, Uint8Array | undefined>();
const signed = new WeakMap<VerifySignature, ReturnType<typeof createMemoOf<Entry, boolean>>>();

/** Decodes an entry from outside. */
export function decodeEntry(bytes: Uint8Array): Entry | undefined {
  return decoded(bytes, "", () => sameDecoded(nameOf(bytes), () => decodeAnew(bytes)));
}

/** Names an entry. */
export function entryIdOf(place: EntryPlace, entry: Entry): EntryId {
  return named(entry, placeName(place), () => nameAnew(place, entry));
}

/** Tells whether the holder of a signing key wrote this entry for this place. Verifiers may differ: one may be a planted fault. */
export function isSignedBy(
  place: EntryPlace,
  entry: Entry,
  signKey: Uint8Array,
  verifySignature: VerifySignature = verify,
): boolean {
  let verdicts = signed.get(verifySignature);
  if (verdicts === undefined) signed.set(verifySignature, (verdicts = createMemoOf()));
  return verdicts(entry, placeName(place) + nameOf(signKey), () =>
    verifyAnew(place, entry, signKey, verifySignature),
  );
}

/** Opens an entry's box with one epoch's key. */
export function openEntry(
  place: EntryPlace,
  entry: Entry,
  key: EpochKey | undefined,
  authorSealKey: Uint8Array,
): Uint8Array | undefined {
  return opened(entry, placeName(place) + keyName(key) + nameOf(authorSealKey), () =>
    openAnew(place, entry, key, authorSealKey),
  );
}

function placeName({ association, stream }: EntryPlace): string {
  return `${association}/${stream}`;
}

function keyName(key: EpochKey | undefined): string {
  if (key === undefined) return " without a key";
  return ` ${key.audience} ${key.number} ${nameOf(key.epochId, key.secret ?? key.epochId)}`;
}
