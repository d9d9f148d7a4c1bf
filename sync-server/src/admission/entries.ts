/**
 * Judging one entry: where it goes, never whether it is true. [REL4]
 *
 * Refused is only what can never be right: malformed, too large, badly signed, meant for no stream of entries. What comes
 * from authors that are unknown, revoked or one too many goes to the bounded intake. Neither clocks nor gaps matter. [ENT6]
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import {
  ENTRY_BYTES_MAX,
  type Entry,
  type EntryPlace,
  decodeEntry,
  entryIdOf,
  isSignedBy,
} from "@tomoshibi/shared/entry/entry.ts";
import { isForm } from "@tomoshibi/shared/entry/form.ts";
import {
  type Authority,
  countsEntry,
  epochsOf,
  standingAt,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { encodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import {
  type Allowance,
  FORMS_BYTES_MAX,
  FORMS_MESSAGES_MAX,
  FORM_ALLOWANCE,
  INTAKE_BYTES_MAX,
  INTAKE_MESSAGES_MAX,
  INTAKE_UNKNOWN_SHARE,
  MEMBER_ALLOWANCE,
  MEMBER_ENTRY_BYTES_MAX,
  MEMBER_ERASURE_ALLOWANCE,
  OFFICER_ALLOWANCE,
  UNKNOWN_ALLOWANCE,
} from "./limits.ts";
import { type Charge, type Offer, type Plan, messageOf, settle } from "./plan.ts";
import { mayWrite } from "./readers.ts";

/** Decides what to do with an entry that somebody handed in for a stream. Cost: one signature check at most a candidate. */
export function judgeEntry(
  verifySignature: VerifySignature,
  authority: Authority,
  place: EntryPlace,
  bytes: Uint8Array,
): Plan {
  const refuse = (reason: "tooLarge" | "malformed" | "wrongStream") =>
    settle(bytesToHex(sha256(bytes)), "refused", reason);
  if (bytes.length > ENTRY_BYTES_MAX) return refuse("tooLarge");
  const entry = decodeEntry(bytes);
  if (entry === undefined) return refuse("malformed");
  const id = entryIdOf(place, entry);
  if (place.stream === "membership" || place.stream === "intake")
    return settle(id, "refused", "wrongStream");
  // A husk taken before its entry would shut the entry out: anybody could silence a report on its way.
  if (entry.box === undefined) return settle(id, "refused", "erased");
  if (place.stream === "forms") return judgeForm(authority, place, { id, entry, bytes });
  const candidates = standingsOf(authority, entry.author);
  const offerIntake = (author: string, signer: Standing | undefined): Offer => ({
    type: "offer",
    id,
    stream: "intake",
    message: messageOf(id, encodeIntakeItem({ stream: place.stream, bytes }), undefined),
    isIntake: true,
    limit: intakeLimit(signer !== undefined),
    charge: {
      name: author,
      allowance: signer ? MEMBER_ALLOWANCE : UNKNOWN_ALLOWANCE,
      byteCount: bytes.length,
    },
    signer,
  });
  const authorName = `${place.association}/${entry.author}`;
  if (candidates.length === 0) return offerIntake(`${authorName}?`, undefined);
  const standing = candidates.find(({ signKey }) =>
    isSignedBy(place, entry, signKey, verifySignature),
  );
  if (standing === undefined) return settle(id, "refused", "badSignature");
  // What was written in office comes again to a relay that is new or lost it, also after the office ended.
  const then = standingAt(standing, place.stream, entry.seq, id);
  if (!isOfficer(then) && bytes.length > MEMBER_ENTRY_BYTES_MAX)
    return settle(id, "refused", "tooLarge");
  const isAdmitted =
    mayWrite(then, place.stream) && countsEntry(standing, place.stream, entry.seq, id);
  if (!isAdmitted) return offerIntake(authorName, standing);
  return {
    type: "offer",
    id,
    stream: place.stream,
    message: messageOf(id, bytes, entry),
    isIntake: false,
    limit: undefined,
    charge: chargeOf(then, authorName, place.stream, bytes.length),
    signer: standing,
  };
}

/** A form has no author whom anybody could name: what it is for has to be known here, and the association pays. [FORM2] */
function judgeForm(
  authority: Authority,
  { association }: EntryPlace,
  { id, entry, bytes }: { id: EntryId; entry: Entry; bytes: Uint8Array },
): Plan {
  if (!isForm(entry)) return settle(id, "refused", "malformed");
  const isForKnownKey = epochsOf(authority, "safety").some(
    ({ body }) => body.number === entry.epoch,
  );
  // The key's statement may yet come from another relay.
  if (!isForKnownKey) return settle(id, "later");
  return {
    type: "offer",
    id,
    stream: "forms",
    message: messageOf(id, bytes, undefined),
    isIntake: true,
    limit: { messagesMax: FORMS_MESSAGES_MAX, bytesMax: FORMS_BYTES_MAX },
    charge: {
      name: `${association}/forms`,
      allowance: FORM_ALLOWANCE,
      byteCount: bytes.length,
    },
    signer: undefined,
  };
}

/** What is dear for the relay has an allowance of its own, so that it uses up nobody's reports. [ERA1] */
function chargeOf(
  standing: Standing,
  authorName: string,
  stream: StreamName,
  byteCount: number,
): Charge {
  const allowance = allowanceOf(standing);
  return stream === "erasures" && allowance === MEMBER_ALLOWANCE
    ? { name: `${authorName}/erasures`, allowance: MEMBER_ERASURE_ALLOWANCE, byteCount }
    : { name: authorName, allowance, byteCount };
}

/** What a certified author may hand in. */
export function allowanceOf(standing: Standing): Allowance {
  return isServing(standing) ? OFFICER_ALLOWANCE : MEMBER_ALLOWANCE;
}

/** Tells whether a key is an officer's that was not stopped. */
export function isServing(standing: Standing): boolean {
  return isOfficer(standing) && standing.revoked === undefined;
}

/** How far the intake may grow for what comes from a certified author, or from nobody known. */
export function intakeLimit(isNamed: boolean): { messagesMax: number; bytesMax: number } {
  const share = isNamed ? 1 : INTAKE_UNKNOWN_SHARE;
  return { messagesMax: INTAKE_MESSAGES_MAX * share, bytesMax: INTAKE_BYTES_MAX * share };
}
