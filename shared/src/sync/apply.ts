/**
 * Judging an entry that arrived: decode → standing of the author → signature → husk → open the box → policy → payload.
 *
 * Pure: the verdict depends on the statements, the keys held and the version of this code, never on the order of arrival.
 * What is not applied is kept with its reason, and judged again when one of the three changes; it never blocks others.
 */
import { bytesToHex } from "../base/bytes.ts";
import type { DeviceId, EntryId } from "../base/ids.ts";
import { type VerifySignature, verify } from "../crypto/sign.ts";
import {
  type Entry,
  type EntryPlace,
  decodeEntry,
  entryIdOf,
  isSignedBy,
  openEntry,
} from "../entry/entry.ts";
import { isForm, openForm } from "../entry/form.ts";
import { type StreamName, audienceOf } from "../entry/stream-name.ts";
import { type Keyring, readKeys } from "../keys/keyring.ts";
import { type Authority, countsEntry, standingAt, standingsOf } from "../membership/authority.ts";
import type { Standing } from "../membership/standing.ts";
import { decodePayload } from "../records/payload.ts";
import { checkPolicy } from "../records/policy.ts";
import type { Payload } from "../records/record.ts";

/** Why an entry is kept and not applied. Stable codes: stored, and shown to officers. */
export const KEPT_REASONS = [
  "unknownAuthor",
  "badSignature",
  "husk",
  "noKey",
  "malformed",
  "unknownKind",
  "notAllowed",
  "revoked",
  "erased",
  "form",
] as const;
/** A code of {@link KEPT_REASONS}. */
export type KeptReason = (typeof KEPT_REASONS)[number];

/** What judging depends on. */
export interface JudgeContext {
  readonly authority: Authority;
  readonly keyring: Keyring;
  /** The key (hex) known to have signed an entry: a signature costs 3 ms and is checked once. */
  readonly signedBy: (entryId: EntryId) => string | undefined;
  readonly verifySignature?: VerifySignature;
}

/** What became of an entry. `malformed` bytes are no entry at all and have no id. */
export type Verdict =
  | { readonly type: "malformed" }
  | (Judged & {
      readonly type: "kept";
      readonly reason: KeptReason;
      readonly payload: Payload | undefined;
    })
  | (Judged & { readonly type: "applied"; readonly standing: Standing; readonly payload: Payload });

/** What is known of an entry whatever its verdict. */
export interface Judged {
  readonly entryId: EntryId;
  readonly entry: Entry;
  /** The author's key (hex); undefined while no certified key verifies. */
  readonly signedBy: string | undefined;
  /** The opened payload's bytes; undefined while the box is closed. */
  readonly opened: Uint8Array | undefined;
}

/** Judges the bytes of an entry in the place where they were found. Law: the same input gives the same verdict. [G15] */
export function judge(context: JudgeContext, place: EntryPlace, bytes: Uint8Array): Verdict {
  const named = readEntry(place, bytes);
  return named === undefined ? { type: "malformed" } : judgeEntry(context, place, named);
}

/** An entry with its id, before anything is known of it. */
export interface NamedEntry {
  readonly entryId: EntryId;
  readonly entry: Entry;
}

/** Decodes and names an entry, so that one that is held already costs no more. Errors: undefined when malformed. */
export function readEntry(place: EntryPlace, bytes: Uint8Array): NamedEntry | undefined {
  const entry = decodeEntry(bytes);
  if (entry === undefined) return undefined;
  // In another shape it is no form at all; a husk, which nobody signed either, would only shut the form out.
  if (place.stream === "forms" && !isForm(entry)) return undefined;
  return { entryId: entryIdOf(place, entry), entry };
}

/** Judges an entry that was read. */
export function judgeEntry(
  context: JudgeContext,
  place: EntryPlace,
  named: NamedEntry,
): Exclude<Verdict, { readonly type: "malformed" }> {
  const { entryId, entry } = named;
  if (place.stream === "forms") return judgeForm(context.keyring, place, named);
  const standing = authorOf(context, place, entry, entryId);
  if (typeof standing === "string")
    return kept({ entryId, entry, signedBy: undefined, opened: undefined }, standing);
  const judged = { entryId, entry, signedBy: bytesToHex(standing.signKey), opened: undefined };
  if (entry.box === undefined) return kept(judged, "husk");
  const opened = openBox(context.keyring, place, entry, standing.sealKey);
  if (opened === undefined) return kept(judged, "noKey");
  return judgeOpened({ ...judged, opened }, place.stream, standing);
}

/**
 * Judges an applied or opened entry again when the authority changed, without its bytes and without a second signature check.
 *
 * Shape: `signedBy` is the key that verified when it was first judged.
 */
export function judgeAgain(
  authority: Authority,
  held: {
    readonly entryId: EntryId;
    readonly stream: StreamName;
    readonly author: DeviceId;
    readonly seq: number;
    readonly signedBy: string;
    readonly payload: Payload;
  },
): { readonly standing: Standing | undefined; readonly reason: KeptReason | undefined } {
  const standing = standingsOf(authority, held.author).find(
    ({ signKey }) => bytesToHex(signKey) === held.signedBy,
  );
  if (standing === undefined) return { standing, reason: "unknownAuthor" };
  return {
    standing,
    reason: reasonAgainst(standing, held.stream, held.seq, held.entryId, held.payload),
  };
}

/** The certified key that signed the entry. More than one is tried only where two keys share a device id. [ENT1] */
function authorOf(
  context: JudgeContext,
  place: EntryPlace,
  entry: Entry,
  entryId: EntryId,
): Standing | "unknownAuthor" | "badSignature" {
  const candidates = standingsOf(context.authority, entry.author);
  if (candidates.length === 0) return "unknownAuthor";
  const known = context.signedBy(entryId);
  const found = candidates.find(({ signKey }) =>
    known === undefined
      ? isSignedBy(place, entry, signKey, context.verifySignature ?? verify)
      : bytesToHex(signKey) === known,
  );
  return found ?? (known === undefined ? "badSignature" : "unknownAuthor");
}

/** Never applied, whatever it says: it is for officers to read, and to record. [FORM3] */
function judgeForm(
  keyring: Keyring,
  place: EntryPlace,
  { entryId, entry }: NamedEntry,
): Exclude<Verdict, { readonly type: "malformed" }> {
  const judged = { entryId, entry, signedBy: undefined, opened: undefined };
  for (const key of readKeys(keyring, "safety", entry.epoch)) {
    const opened = openForm(place, entry, key);
    if (opened === undefined) continue;
    const payload = decodePayload(opened);
    if (payload?.kind !== "form") return kept({ ...judged, opened }, "malformed");
    return { ...judged, opened, type: "kept", reason: "form", payload };
  }
  return kept(judged, "noKey");
}

/** Tries every key held of the entry's epoch: concurrent epochs share a number. [KEY1] */
function openBox(
  keyring: Keyring,
  place: EntryPlace,
  entry: Entry,
  sealKey: Uint8Array,
): Uint8Array | undefined {
  const audience = audienceOf(place.stream);
  if (audience === undefined) return openEntry(place, entry, undefined, sealKey);
  for (const key of readKeys(keyring, audience, entry.epoch)) {
    const opened = openEntry(place, entry, key, sealKey);
    if (opened !== undefined) return opened;
  }
  return undefined;
}

function judgeOpened(
  judged: Judged & { readonly opened: Uint8Array },
  stream: StreamName,
  standing: Standing,
): Exclude<Verdict, { readonly type: "malformed" }> {
  const payload = decodePayload(judged.opened);
  if (payload === undefined) return kept(judged, "malformed");
  if (payload.kind === "unknown") return kept(judged, "unknownKind");
  const reason = reasonAgainst(standing, stream, judged.entry.seq, judged.entryId, payload);
  if (reason !== undefined) return { ...judged, type: "kept", reason, payload };
  return { ...judged, type: "applied", standing, payload };
}

/** Beyond a revocation's bound first, for that is what officers look at; then the policy. [MEM5] [STR1] */
function reasonAgainst(
  standing: Standing,
  stream: StreamName,
  seq: number,
  entryId: EntryId,
  payload: Payload,
): KeptReason | undefined {
  if (!countsEntry(standing, stream, seq, entryId)) return "revoked";
  const author = standingAt(standing, stream, seq, entryId);
  return checkPolicy({ stream, author, payload }).ok ? undefined : "notAllowed";
}

function kept(
  judged: Judged,
  reason: KeptReason,
): Exclude<Verdict, { readonly type: "malformed" }> {
  return { ...judged, type: "kept", reason, payload: undefined };
}
