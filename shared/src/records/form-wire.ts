/**
 * The wire form of what somebody without the app says on the no-app page. [FORM1]
 *
 * Small, for the page carries it: nothing else of the payloads is imported here.
 */
import { type CborValue, encodeCbor, isText, isUint } from "../base/cbor.ts";
import { wireText } from "../base/wire-text.ts";
import { isSeconds, readChoice } from "./fields.ts";
import { STATUSES, type Status } from "./record.ts";

/**
 * What somebody without the app said on the no-app page: names as typed, of anybody. Stream forms, signed by nobody; it counts for
 * nothing until an officer records it. [FORM3]
 */
export interface Form {
  readonly kind: "form";
  readonly atSeconds: number;
  /** 班, as typed; may be empty, as may all texts but the household's name on the page. */
  readonly group: string;
  /** The representative's name. */
  readonly household: string;
  /** Whom it is about; empty for everybody of the household. */
  readonly person: string;
  readonly status: Status;
  /** How many people it speaks of; 0 where nobody said. */
  readonly people: number;
  readonly comment: string;
  readonly phone: string;
}

/** Longest texts of a form in UTF-16 units, and the most people: all together fit FORM_BYTES. */
export const FORM_MAX = {
  ...{ group: 16, household: 40, person: 40, people: 99, comment: 200, phone: 20 },
} as const;

/** The kind of a form on the wire; two bytes, unlike those that the app writes. */
export const FORM_KIND = 29;

/** Encodes a form as a whole payload. Errors: throws when a text is over {@link FORM_MAX}, for nobody could read it then. */
export function encodeForm(form: Form): Uint8Array {
  const fields = formFields(form);
  if (readForm(fields) === undefined) throw new Error("Broken invariant: a form over its limits");
  return encodeCbor([FORM_KIND, ...fields]);
}

/** The fields of a form. */
export function formFields(form: Form): readonly CborValue[] {
  const { atSeconds, group, household, person, status, people, comment, phone } = form;
  const who = [group, household, person].map(wireText);
  return [atSeconds, ...who, STATUSES.indexOf(status), people, ...[comment, phone].map(wireText)];
}

/** Reads the fields. Errors: undefined when malformed or over a limit. */
export function readForm(fields: readonly CborValue[]): Form | undefined {
  const [atSeconds, group, household, person, statusIndex, people, comment, phone] = fields;
  const status = readChoice(STATUSES, statusIndex);
  if (fields.length !== 8 || !isSeconds(atSeconds) || status === undefined) return undefined;
  if (!isText(group, FORM_MAX.group) || !isText(household, FORM_MAX.household)) return undefined;
  if (!isText(person, FORM_MAX.person) || !isUint(people, FORM_MAX.people)) return undefined;
  if (!isText(comment, FORM_MAX.comment) || !isText(phone, FORM_MAX.phone)) return undefined;
  const about = { atSeconds, group, household, person, status };
  return { kind: "form", ...about, people, comment, phone };
}
