/**
 * Who may write which payload into which stream: a pure function of the author's standing and the payload, never of
 * documents or settings, so that every replica decides alike. [STR1]
 *
 * Invariants: an author without a writing role passes nowhere; what only officers may write passes for nobody else.
 * Left to others: whether the author was revoked before this entry (MEM5), and what a record then counts for (the folds).
 *
 * Decision: a group leader, like a desk, may record for any household. Which group a household is in stands in the roster,
 * a document, and in the household's own certificates, which the author's standing does not hold; a group written into the
 * payload would be the author's mere claim. The board shows who recorded, so a stray record is seen and corrected.
 */
import { type Err, type Result, err, ok } from "../base/result.ts";
import type { StreamName } from "../entry/stream-name.ts";
import { type Standing, isOfficer } from "../membership/standing.ts";
import { householdOf } from "./household.ts";
import type { DocumentName, Payload, Report } from "./record.ts";

/** Why a payload does not count. */
export type PolicyError =
  /** The payload does not belong into this stream. */
  | { readonly type: "WrongStream"; readonly stream: StreamName }
  /** The author's certificates do not give this right. */
  | { readonly type: "RoleMissing"; readonly needed: Right }
  /** The author may speak for its own household only, or has none. */
  | { readonly type: "NotOwnHousehold"; readonly household: number }
  /** The author neither lives in the group nor leads it. */
  | { readonly type: "NotOwnGroup"; readonly stream: StreamName };

/** Rights from the weakest: write at all, record for other households, act as officer; and, apart, pass on alerts. */
export type Right = "writer" | "recorder" | "officer" | "beacon";

/** What a policy decides about. */
export interface PolicyQuestion {
  readonly stream: StreamName;
  readonly author: Standing;
  readonly payload: Payload;
}

/** Tells whether an author may write a payload into a stream. [STR1] */
export function checkPolicy(question: PolicyQuestion): Result<void, PolicyError> {
  const { stream, author, payload } = question;
  if (!belongsInto(stream, payload)) return err({ type: "WrongStream", stream });
  const right = rightFor(payload, stream, author);
  if (!hasRight(author, right)) return err({ type: "RoleMissing", needed: right });
  switch (payload.kind) {
    case "report":
      return checkReport(author, payload);
    case "reportCopy":
      return checkCopy(author, payload.content, stream);
    case "registration":
    case "consentWithdrawn": {
      const own = author.household;
      const isOwnPlace = stream === "safety" || stream === `household/${own}`;
      return own === 0 || !isOwnPlace ? notOwn(own) : PASSED;
    }
    case "groupMessage":
      return isOfGroup(author, stream) ? PASSED : err({ type: "NotOwnGroup", stream });
    default:
      return PASSED;
  }
}

/** Tells whether a key may write for people: a card (invite) and a relay never do. [MEM3] [MEM6] */
export function isWriter(standing: Standing): boolean {
  return isRecorder(standing) || standing.roles.has("member");
}

/** Tells whether a key may record for households that are not its own: officers, group leaders, desks. */
export function isRecorder(standing: Standing): boolean {
  return isOfficer(standing) || standing.roles.has("groupLeader") || standing.roles.has("desk");
}

const PASSED = ok(undefined);

function hasRight(author: Standing, right: Right): boolean {
  switch (right) {
    case "writer":
      return isWriter(author);
    case "recorder":
      return isRecorder(author);
    case "officer":
      return isOfficer(author);
    case "beacon":
      // A relay's certificate is enough: whose alerts are listened to, settings say (decision 0037).
      return author.roles.has("relay");
  }
}

function rightFor(payload: Payload, stream: StreamName, author: Standing): Right {
  switch (payload.kind) {
    case "incidentOpened":
      // A resident opens by 揺れました only; a drill or a telegram's incident is never provisional.
      return payload.origin.type === "manual" && stream === "members" ? "writer" : "officer";
    case "incidentChanged":
      // Whether the canceller opened it, only the fold over all records can tell.
      return payload.change === "cancelled" ? "writer" : "officer";
    case "report":
    case "incidentRead":
    case "circularRead":
    case "registration":
    case "consentWithdrawn":
    case "groupMessage":
    // Whose entries it lists, only who holds them can tell: see sync/erasing.ts.
    case "erased":
      return "writer";
    case "reportCopy":
      return stream === `household/${author.household}` ? "writer" : "recorder";
    case "acknowledged":
      return "recorder";
    case "incidentLinked":
    case "witnessConfirmed":
    case "startList":
    case "memberCounts":
    case "receipt":
    case "missed":
    case "wrappedKeys":
    case "documentChanged":
    case "generationBegun":
    case "groupList":
    case "heldDecided":
    case "kitPrinted":
    case "incidentSummed":
    case "checkpoint":
    case "checkpointFrontier":
    case "form":
      return "officer";
    case "alert":
      return "beacon";
  }
}

function belongsInto(stream: StreamName, payload: Payload): boolean {
  switch (payload.kind) {
    case "incidentOpened":
      return stream === "members" || (stream === "alerts" && payload.origin.type === "alert");
    case "incidentLinked":
    case "incidentChanged":
    case "memberCounts":
      return stream === "members";
    case "report":
    case "incidentRead":
    case "circularRead":
    case "witnessConfirmed":
      return stream === "safety";
    case "registration":
    case "consentWithdrawn":
      // The household's devices read what each of them said of it, so that a clock of one is no last word. [STR]
      return stream === "safety" || stream.startsWith("household/");
    case "acknowledged":
      // Without a card a household has no stream: what is answered to it then, officers read. [DEL1]
      return stream.startsWith("household/") || stream === "safety";
    case "reportCopy":
      return stream.startsWith("household/");
    case "groupMessage":
      return stream.startsWith("group/");
    case "startList":
    case "heldDecided":
    case "kitPrinted":
    case "incidentSummed":
      return stream === "officers";
    case "checkpoint":
    case "checkpointFrontier":
      return stream === "checkpoints";
    case "form":
      // And there nothing that anybody signs is judged: see sync/apply.ts. [FORM3]
      return stream === "forms";
    case "erased":
      return stream === "erasures";
    case "receipt":
    case "missed":
      return stream === "receipts";
    case "wrappedKeys":
    case "groupList":
      return stream.startsWith("mailbox/");
    case "alert":
      return stream === "alerts";
    case "documentChanged":
    case "generationBegun":
      return stream === documentStream(payload.document);
  }
}

/** The stream that carries a document's changes. [STR] */
export function documentStream(document: DocumentName): "members" | "officers" {
  return document === "roster" || document === "followUps" ? "officers" : "members";
}

/**
 * Everybody speaks for the own household, or says what was seen of another's (witness). Who says it speaks as officer, leader
 * or desk must be one; nobody puts words into another household's mouth: what it said on paper or by telephone is theirs who wrote it down.
 */
function checkReport(author: Standing, report: Report): Result<void, PolicyError> {
  const household = householdOf(report, author.household);
  if (household === 0) return notOwn(0);
  switch (report.by) {
    case "witness":
      return PASSED;
    case "self":
    case "family":
      return household === author.household ? PASSED : notOwn(household);
    case "officer":
      return isOfficer(author) ? PASSED : err({ type: "RoleMissing", needed: "officer" });
    case "groupLeader":
      return isOfficer(author) || author.roles.has("groupLeader") ? PASSED : RECORDER_MISSING;
    case "desk":
      return isOfficer(author) || author.roles.has("desk") ? PASSED : RECORDER_MISSING;
  }
}

const RECORDER_MISSING: Err<PolicyError> = err({ type: "RoleMissing", needed: "recorder" });

/** A copy speaks about the household whose stream it is in, and says no more than its author might report. */
function checkCopy(
  author: Standing,
  content: Report,
  stream: StreamName,
): Result<void, PolicyError> {
  const household = householdOf(content, author.household);
  if (stream !== `household/${household}`) return notOwn(household);
  return checkReport(author, content);
}

/** Who lives in a group, or leads it. An officer of another group reads it and writes circulars. [STR] */
function isOfGroup({ group, groupsLed }: Standing, stream: StreamName): boolean {
  return [group, ...groupsLed].some((number) => number !== 0 && stream === `group/${number}`);
}

function notOwn(household: number): Err<PolicyError> {
  return err({ type: "NotOwnHousehold", household });
}
