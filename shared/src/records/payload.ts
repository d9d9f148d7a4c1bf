/**
 * The wire form of every payload: `[kind, …]`, positional, integers and bytes only. [ENT5]
 *
 * Invariants: one encoding per value; what does not decode exactly is refused whole; a kind this version does not know is
 * told apart from a malformed one, so that it can be kept, carried and applied after the update [ENT8]. A new shape is a
 * new kind. Who may write what is policy.ts.
 */
import { assert } from "../base/assert.ts";
import { decodeCbor, encodeCbor, isList, isUint } from "../base/cbor.ts";
import type { CborValue } from "../base/cbor.ts";
import { idBytes } from "../base/ids.ts";
import { wireText } from "../base/wire-text.ts";
import { alertFields } from "./alert-wire.ts";
import { erasedFields, summedFields } from "./erasing-wire.ts";
import { formFields } from "./form-wire.ts";
import { generationFields } from "./generation-wire.ts";
import { KIND, readFields } from "./payload-read.ts";
import {
  type IncidentOrigin,
  type Payload,
  ORIGINS,
  CAUSES,
  CHANGES,
  HELD_DECISIONS,
} from "./record.ts";
import { reportFields } from "./report-wire.ts";

/** A payload of a kind that a newer version writes: kept as it is. [ENT8] */
export interface UnknownPayload {
  readonly kind: "unknown";
  readonly wireKind: number;
}

/**
 * Encodes a payload. A report's household may be 0 for "the author's own" (what the certificate says is left out).
 *
 * Errors: throws when the payload breaks a limit of record.ts, so that nothing is ever written that others would refuse;
 *         callers that take text from people check with {@link isEncodable} first.
 */
export function encodePayload(payload: Payload): Uint8Array {
  const bytes = encodeCbor([KIND[payload.kind], ...payloadFields(payload)]);
  assert(decodePayload(bytes)?.kind === payload.kind, `a ${payload.kind} within its limits`);
  return bytes;
}

/** Tells whether a payload keeps every limit of its kind. Never throws. */
export function isEncodable(payload: Payload): boolean {
  try {
    encodePayload(payload);
    return true;
  } catch {
    return false;
  }
}

/**
 * Decodes an opened box.
 *
 * Errors: undefined when malformed or over a limit; `unknown` when a newer version wrote it. Never throws. [ENT8]
 */
export function decodePayload(bytes: Uint8Array): Payload | UnknownPayload | undefined {
  const value = decodeCbor(bytes);
  if (!isList(value)) return undefined;
  const [wireKind, ...fields] = value;
  if (!isUint(wireKind)) return undefined;
  return readFields(wireKind, fields);
}

function payloadFields(payload: Payload): readonly CborValue[] {
  switch (payload.kind) {
    case "report":
      return reportFields(payload);
    case "reportCopy":
      return [idBytes(payload.report), reportFields(payload.content)];
    case "incidentRead":
      return [idBytes(payload.incident), payload.atSeconds];
    case "circularRead":
      return [idBytes(payload.circular), payload.atSeconds];
    case "acknowledged":
      return [idBytes(payload.report), payload.atSeconds];
    case "registration":
      return [
        wireText(payload.representative),
        wireText(payload.kana),
        payload.persons.map(wireText),
        payload.purposeVersion,
        payload.atSeconds,
      ];
    case "consentWithdrawn":
      return [payload.atSeconds];
    case "witnessConfirmed":
      return [
        idBytes(payload.report),
        idBytes(payload.incident),
        payload.household,
        payload.atSeconds,
      ];
    case "form":
      return formFields(payload);
    default:
      return officeFields(payload);
  }
}

/** What people write who are no officers. */
type PeoplesKind =
  | "report"
  | "reportCopy"
  | "incidentRead"
  | "circularRead"
  | "acknowledged"
  | "registration"
  | "consentWithdrawn"
  | "witnessConfirmed"
  | "form";

/** The half of the kinds that officers' devices write, and incidents. */
function officeFields(payload: Exclude<Payload, { kind: PeoplesKind }>): readonly CborValue[] {
  switch (payload.kind) {
    case "incidentOpened":
      return [
        ...originFields(payload.origin),
        CAUSES.indexOf(payload.cause),
        wireText(payload.title),
        payload.atSeconds,
      ];
    case "incidentLinked":
      return [
        idBytes(payload.incident),
        idBytes(payload.other),
        payload.link === "same" ? 0 : 1,
        payload.atSeconds,
      ];
    case "incidentChanged":
      return [idBytes(payload.incident), CHANGES.indexOf(payload.change), payload.atSeconds];
    case "memberCounts":
      return [idBytes(payload.incident), payload.answered, payload.total, payload.atSeconds];
    case "startList":
      return [idBytes(payload.incident), payload.registered, payload.atSeconds];
    case "receipt":
    case "missed":
      return [payload.entries.map(idBytes)];
    case "wrappedKeys":
      return [payload.wrapped];
    case "documentChanged":
      return [payload.document, payload.generation, payload.changes];
    case "groupList":
      return [payload.group, payload.atSeconds, payload.mark, payload.wrapped];
    case "heldDecided":
      return [
        idBytes(payload.held),
        HELD_DECISIONS.indexOf(payload.decision),
        payload.report === undefined ? new Uint8Array(0) : idBytes(payload.report),
        payload.atSeconds,
      ];
    case "kitPrinted":
      return [payload.atSeconds];
    case "erased":
      return erasedFields(payload);
    case "incidentSummed":
      return summedFields(payload);
    case "generationBegun":
      return generationFields(payload);
    case "checkpoint":
      return [payload.frontier, payload.digest];
    case "checkpointFrontier":
      return [payload.frontier];
    case "alert":
      return alertFields(payload);
    case "groupMessage":
      return [payload.name, payload.text, payload.atSeconds];
  }
}

function originFields(origin: IncidentOrigin): readonly CborValue[] {
  const type = ORIGINS.indexOf(origin.type);
  switch (origin.type) {
    case "alert":
      return [type, origin.eventId];
    case "manual":
      return [type, origin.utcHour];
    case "drill":
      return [type, origin.nonce];
  }
}
