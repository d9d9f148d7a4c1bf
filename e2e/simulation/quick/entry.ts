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
const named = createAsked<EntryId>();
const opened = createAsked<Uint8Array | undefined>();
const signed = new WeakMap<VerifySignature, Asked<boolean>>();

/** Decodes an entry from outside. */
export function decodeEntry(bytes: Uint8Array): Entry | undefined {
  return decoded(bytes, "", () => sameDecoded(nameOf(bytes), () => decodeAnew(bytes)));
}

/** Names an entry. */
export function entryIdOf(place: EntryPlace, entry: Entry): EntryId {
  return named(place, entry, "", () => nameAnew(place, entry));
}

/** Tells whether the holder of a signing key wrote this entry for this place. Verifiers may differ: one may be a planted fault. */
export function isSignedBy(
  place: EntryPlace,
  entry: Entry,
  signKey: Uint8Array,
  verifySignature: VerifySignature = verify,
): boolean {
  let verdicts = signed.get(verifySignature);
  if (verdicts === undefined) signed.set(verifySignature, (verdicts = createAsked()));
  return verdicts(place, entry, nameOnce(signKey), () =>
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
  return opened(place, entry, keyName(key) + nameOnce(authorSealKey), () =>
    openAnew(place, entry, key, authorSealKey),
  );
}

/** Remembers answers about an entry at a place. */
type Asked<Answer> = (place: EntryPlace, entry: Entry, name: string, ask: () => Answer) => Answer;

/** Shape: what is asked about one entry is so little that going through it costs less than a name for all of it. */
function createAsked<Answer>(): Asked<Answer> {
  const answersOf = new WeakMap<Entry, (EntryPlace & { name: string; answer: Answer })[]>();
  return ({ association, stream }, entry, name, ask) => {
    let answers = answersOf.get(entry);
    if (answers === undefined) answersOf.set(entry, (answers = []));
    for (const known of answers)
      if (known.stream === stream && known.name === name && known.association === association)
        return known.answer;
    const answer = ask();
    answers.push({ association, stream, name, answer });
    return answer;
  };
}

const names = new WeakMap<object, string>();

/** Names of keys are made once: they live long, and are asked for with each entry. */
function nameOnce(bytes: Uint8Array): string {
  const known = names.get(bytes);
  if (known !== undefined) return known;
  const name = nameOf(bytes);
  names.set(bytes, name);
  return name;
}

function keyName(key: EpochKey | undefined): string {
  if (key === undefined) return "without a key";
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = `${key.audience} ${key.number} ${nameOf(key.epochId, key.secret ?? key.epochId)}`;
  names.set(key, name);
  return name;
}
