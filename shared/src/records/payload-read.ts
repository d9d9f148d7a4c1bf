/**
 * Reads the fields of each kind of payload; the other half of payload.ts. Every reader refuses what is over a limit, and
 * none throws. [ENT5] [ENT8]
 */
import { type CborValue, isBytes, isList, isText, isTuple, isUint } from "../base/cbor.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import { readAlert } from "./alert-wire.ts";
import { readErased, readSummed } from "./erasing-wire.ts";
import { incidentIdOf } from "./incident-id.ts";
import {
  isHousehold,
  isSeconds,
  parseDocumentName,
  readChoice,
  readEntryIds,
  readId,
  readTexts,
} from "./fields.ts";
import { FORM_KIND, readForm } from "./form-wire.ts";
import { readGeneration } from "./generation-wire.ts";
import {
  CAUSES,
  CHANGES,
  FRONTIER_MARK_BYTES,
  GROUP_MESSAGE_MAX,
  HELD_DECISIONS,
  type IncidentOrigin,
  NAME_MAX,
  ORIGINS,
  PERSONS_MAX,
  type Payload,
} from "./record.ts";
import { readReport } from "./report-wire.ts";

/** The number of each kind on the wire; never reused. Below 24 one byte, then two. */
export const KIND = {
  report: 1,
  reportCopy: 2,
  incidentRead: 3,
  circularRead: 4,
  acknowledged: 5,
  registration: 6,
  consentWithdrawn: 7,
  witnessConfirmed: 8,
  incidentOpened: 10,
  incidentLinked: 11,
  incidentChanged: 12,
  memberCounts: 13,
  startList: 14,
  receipt: 15,
  wrappedKeys: 16,
  documentChanged: 17,
  groupList: 18,
  heldDecided: 19,
  kitPrinted: 20,
  erased: 21,
  incidentSummed: 22,
  generationBegun: 23,
  checkpoint: 24,
  checkpointFrontier: 25,
  groupMessage: 26,
  missed: 27,
  alert: 28,
  form: FORM_KIND,
} as const satisfies Record<Payload["kind"], number>;

/** Most entry ids of one receipt, or of one word about what is missed: what fits an entry. [DEL1] */
export const RECEIPT_ENTRIES_MAX = 1_500;
/** Most households of a start list. */
export const START_LIST_MAX = 15_000;
/** Most changes of one entry. */
export const CHANGES_MAX = 1_000;
/** Longest key of an alert; JMA's EventID has 14 digits. */
export const EVENT_ID_MAX = 32;
/** Bytes of a group list's mark. */
export const GROUP_LIST_MARK_BYTES = 8;
/** Bytes of a drill's nonce. */
export const DRILL_NONCE_BYTES = 16;

type Fields = readonly CborValue[];
type Read = Payload | { readonly kind: "unknown"; readonly wireKind: number } | undefined;

/** Reads the fields that follow a kind. Errors: undefined when malformed; `unknown` for a kind not in {@link KIND}. */
export function readFields(wireKind: number, fields: Fields): Read {
  switch (wireKind) {
    case KIND.report:
      return readReport(fields);
    case KIND.reportCopy:
      return readCopy(fields);
    case KIND.incidentRead:
      return readIncidentRead(fields);
    case KIND.circularRead:
      return readCircularRead(fields);
    case KIND.acknowledged:
      return readAcknowledged(fields);
    case KIND.registration:
      return readRegistration(fields);
    case KIND.consentWithdrawn:
      return readMoment("consentWithdrawn", fields);
    case KIND.witnessConfirmed:
      return readWitnessConfirmed(fields);
    case KIND.incidentOpened:
      return readOpened(fields);
    case KIND.incidentLinked:
      return readLinked(fields);
    case KIND.incidentChanged:
      return readIncidentChanged(fields);
    case KIND.memberCounts:
      return readCounts(fields);
    case KIND.startList:
      return readStartList(fields);
    case KIND.receipt:
      return readListed("receipt", fields);
    case KIND.missed:
      return readListed("missed", fields);
    case KIND.wrappedKeys: {
      const [wrapped] = fields;
      return fields.length === 1 && isBytes(wrapped) ? { kind: "wrappedKeys", wrapped } : undefined;
    }
    case KIND.documentChanged:
      return readDocumentChanged(fields);
    case KIND.erased:
      return readErased(fields);
    case KIND.incidentSummed:
      return readSummed(fields);
    case KIND.generationBegun:
      return readGeneration(fields);
    case KIND.checkpoint:
      return readCheckpoint(fields);
    case KIND.checkpointFrontier:
      return readFrontier(fields);
    case KIND.alert:
      return readAlert(fields);
    case KIND.groupMessage:
      return readGroupMessage(fields);
    case KIND.form:
      return readForm(fields);
    case KIND.groupList:
      return readGroupList(fields);
    case KIND.heldDecided:
      return readHeldDecided(fields);
    case KIND.kitPrinted:
      return readMoment("kitPrinted", fields);
    default:
      return { kind: "unknown", wireKind };
  }
}

function readFrontier(fields: Fields): Read {
  const [frontier] = fields;
  return fields.length === 1 && isBytes(frontier)
    ? { kind: "checkpointFrontier", frontier }
    : undefined;
}

function readCopy(fields: Fields): Read {
  if (!isTuple(fields, 2) || !isList(fields[1])) return undefined;
  const report = readId("record", fields[0]);
  const content = readReport(fields[1]);
  if (report === undefined || content === undefined) return undefined;
  return { kind: "reportCopy", report, content };
}

function readIncidentRead(fields: Fields): Read {
  const incident = readId("incident", fields[0]);
  const atSeconds = fields[1];
  if (fields.length !== 2 || incident === undefined || !isSeconds(atSeconds)) return undefined;
  return { kind: "incidentRead", incident, atSeconds };
}

function readCircularRead(fields: Fields): Read {
  const circular = readId("circular", fields[0]);
  const atSeconds = fields[1];
  if (fields.length !== 2 || circular === undefined || !isSeconds(atSeconds)) return undefined;
  return { kind: "circularRead", circular, atSeconds };
}

function readAcknowledged(fields: Fields): Read {
  const report = readId("record", fields[0]);
  const atSeconds = fields[1];
  if (fields.length !== 2 || report === undefined || !isSeconds(atSeconds)) return undefined;
  return { kind: "acknowledged", report, atSeconds };
}

function readRegistration(fields: Fields): Read {
  const [representative, kana, names, purposeVersion, atSeconds] = fields;
  if (fields.length !== 5 || !isText(representative, NAME_MAX) || !isText(kana, NAME_MAX)) {
    return undefined;
  }
  const persons = readTexts(names, PERSONS_MAX, NAME_MAX);
  if (persons === undefined || !isUint(purposeVersion) || !isSeconds(atSeconds)) return undefined;
  return { kind: "registration", representative, kana, persons, purposeVersion, atSeconds };
}

function readWitnessConfirmed(fields: Fields): Read {
  const report = readId("record", fields[0]);
  const incident = readId("incident", fields[1]);
  const [, , household, atSeconds] = fields;
  if (fields.length !== 4 || report === undefined || incident === undefined) return undefined;
  if (!isHousehold(household) || !isSeconds(atSeconds)) return undefined;
  return { kind: "witnessConfirmed", report, incident, household, atSeconds };
}

/** The id is not on the wire: it follows from the origin, so that it cannot contradict it. */
function readOpened(fields: Fields): Read {
  const [originType, key, causeIndex, title, atSeconds] = fields;
  const origin = readOrigin(originType, key);
  const cause = readChoice(CAUSES, causeIndex);
  if (fields.length !== 5 || origin === undefined || cause === undefined) return undefined;
  if (!isText(title, NAME_MAX) || !isSeconds(atSeconds)) return undefined;
  return {
    kind: "incidentOpened",
    incident: incidentIdOf(origin),
    origin,
    cause,
    title,
    atSeconds,
  };
}

function readOrigin(typeIndex: CborValue | undefined, key: CborValue | undefined) {
  const type = readChoice(ORIGINS, typeIndex);
  let origin: IncidentOrigin | undefined;
  if (type === "alert" && isText(key, EVENT_ID_MAX) && key !== "") origin = { type, eventId: key };
  if (type === "manual" && isUint(key)) origin = { type, utcHour: key };
  if (type === "drill" && isBytes(key, DRILL_NONCE_BYTES)) origin = { type, nonce: key };
  return origin;
}

function readLinked(fields: Fields): Read {
  const incident = readId("incident", fields[0]);
  const other = readId("incident", fields[1]);
  const link = readChoice(["same", "apart"], fields[2]);
  const atSeconds = fields[3];
  if (fields.length !== 4 || incident === undefined || other === undefined) return undefined;
  if (link === undefined || incident === other || !isSeconds(atSeconds)) return undefined;
  return { kind: "incidentLinked", incident, other, link, atSeconds };
}

function readIncidentChanged(fields: Fields): Read {
  const incident = readId("incident", fields[0]);
  const change = readChoice(CHANGES, fields[1]);
  const atSeconds = fields[2];
  if (fields.length !== 3 || incident === undefined || change === undefined) return undefined;
  return isSeconds(atSeconds)
    ? { kind: "incidentChanged", incident, change, atSeconds }
    : undefined;
}

function readCounts(fields: Fields): Read {
  const incident = readId("incident", fields[0]);
  const [, answered, total, atSeconds] = fields;
  if (fields.length !== 4 || incident === undefined || !isUint(total)) return undefined;
  if (!isUint(answered, total) || !isSeconds(atSeconds)) return undefined;
  return { kind: "memberCounts", incident, answered, total, atSeconds };
}

function readStartList(fields: Fields): Read {
  const incident = readId("incident", fields[0]);
  const [, numbers, atSeconds] = fields;
  if (fields.length !== 3 || incident === undefined || !isSeconds(atSeconds)) return undefined;
  if (!isList(numbers) || numbers.length > START_LIST_MAX) return undefined;
  const registered: number[] = [];
  for (const number of numbers) {
    if (!isUint(number, HOUSEHOLD_MAX) || number <= (registered.at(-1) ?? 0)) return undefined;
    registered.push(number);
  }
  return { kind: "startList", incident, registered, atSeconds };
}

function readDocumentChanged(fields: Fields): Read {
  const document = parseDocumentName(fields[0]);
  const [, generation, items] = fields;
  if (fields.length !== 3 || document === undefined || !isUint(generation)) return undefined;
  if (!isList(items) || items.length === 0 || items.length > CHANGES_MAX) return undefined;
  const changes = items.filter((item): item is Uint8Array => isBytes(item));
  if (changes.length !== items.length) return undefined;
  return { kind: "documentChanged", document, generation, changes };
}

function readListed(kind: "receipt" | "missed", fields: Fields): Read {
  const entries = readEntryIds(fields[0], RECEIPT_ENTRIES_MAX);
  return fields.length === 1 && entries !== undefined ? { kind, entries } : undefined;
}

function readMoment(kind: "consentWithdrawn" | "kitPrinted", fields: Fields): Read {
  const [atSeconds] = fields;
  return fields.length === 1 && isSeconds(atSeconds) ? { kind, atSeconds } : undefined;
}

function readCheckpoint(fields: Fields): Read {
  const [frontier, digest] = fields;
  if (fields.length !== 2 || !isBytes(frontier, FRONTIER_MARK_BYTES) || !isBytes(digest))
    return undefined;
  return { kind: "checkpoint", frontier, digest };
}

function readGroupList(fields: Fields): Read {
  const [group, atSeconds, mark, wrapped] = fields;
  if (fields.length !== 4 || !isUint(group, HOUSEHOLD_MAX) || group === 0) return undefined;
  if (!isSeconds(atSeconds) || !isBytes(mark, GROUP_LIST_MARK_BYTES) || !isBytes(wrapped))
    return undefined;
  return { kind: "groupList", group, atSeconds, mark, wrapped };
}

/** Somebody says something: neither name nor text is empty. */
function readGroupMessage(fields: Fields): Read {
  const [name, text, atSeconds] = fields;
  if (fields.length !== 3 || !isText(name, NAME_MAX) || !isText(text, GROUP_MESSAGE_MAX))
    return undefined;
  if (name === "" || text === "" || !isSeconds(atSeconds)) return undefined;
  return { kind: "groupMessage", name, text, atSeconds };
}

function readHeldDecided(fields: Fields): Read {
  const [heldId, code, reportId, atSeconds] = fields;
  const held = readId("record", heldId);
  const decision = readChoice(HELD_DECISIONS, code);
  if (fields.length !== 4 || held === undefined || decision === undefined) return undefined;
  const isNone = isBytes(reportId, 0);
  const report = isNone ? undefined : readId("record", reportId);
  if (!isSeconds(atSeconds) || isNone === (decision === "adopted")) return undefined;
  if (!isNone && report === undefined) return undefined;
  return { kind: "heldDecided", held, decision, report, atSeconds };
}
