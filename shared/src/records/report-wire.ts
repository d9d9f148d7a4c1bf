/**
 * The wire form of a safety report: `[incident, at, subjects, supersedes, by, means, comment, place, about, household]`, where
 * trailing fields that hold their default are left out. [ENT5]
 *
 * Why: a check-in (self, app, nothing more) then needs 27 bytes, and a whole entry under 150. One value has one form: a
 * written-out trailing default is refused.
 */
import { type CborValue, isList, isText, isTuple, isUint } from "../base/cbor.ts";
import { idBytes } from "../base/ids.ts";
import { wireText } from "../base/wire-text.ts";
import { isHousehold, isSeconds, readChoice, readId, readRecordIds } from "./fields.ts";
import {
  COMMENT_MAX,
  MEANS,
  PERSONS_MAX,
  type Place,
  REPORTERS,
  type Report,
  STATUSES,
  SUPERSEDES_MAX,
  type Status,
  type Subject,
} from "./record.ts";

/** The fields of a report as an array, without its kind. */
export function reportFields(report: Report): readonly CborValue[] {
  const fields: CborValue[] = [
    idBytes(report.incident),
    report.atSeconds,
    report.subjects.map(subjectCode),
    report.supersedes.map(idBytes),
    REPORTERS.indexOf(report.by),
    MEANS.indexOf(report.means),
    wireText(report.comment),
    report.place === undefined ? [] : placeFields(report.place),
    report.aboutSeconds ?? 0,
    report.household,
  ];
  while (fields.length > REQUIRED && isDefault(fields.at(-1))) fields.pop();
  return fields;
}

/** Reads what {@link reportFields} made. Errors: undefined when malformed, over a limit, or not in the one form. */
export function readReport(fields: readonly CborValue[]): Report | undefined {
  if (fields.length < REQUIRED || fields.length > REQUIRED + DEFAULTS.length) return undefined;
  if (fields.length > REQUIRED && isDefault(fields.at(-1))) return undefined;
  const filled = [...fields, ...DEFAULTS.slice(fields.length - REQUIRED)];
  const [incidentBytes, atSeconds, codes, ids, by, means, comment, placeList, about, household] =
    filled;
  const incident = readId("incident", incidentBytes);
  const subjects = readSubjects(codes);
  const supersedes = readRecordIds(ids, SUPERSEDES_MAX);
  const reporter = readChoice(REPORTERS, by);
  const mean = readChoice(MEANS, means);
  const place = readPlace(placeList);
  if (incident === undefined || subjects === undefined || supersedes === undefined)
    return undefined;
  if (reporter === undefined || mean === undefined || place === undefined) return undefined;
  if (!isSeconds(atSeconds) || !isSeconds(about) || !isHousehold(household, 0)) return undefined;
  if (!isText(comment, COMMENT_MAX)) return undefined;
  return {
    kind: "report",
    incident,
    household,
    subjects,
    comment,
    place: place.value,
    by: reporter,
    means: mean,
    atSeconds,
    aboutSeconds: about === 0 ? undefined : about,
    supersedes,
  };
}

const REQUIRED = 3;
/** Defaults of the fields after the required ones, in order. */
const DEFAULTS: readonly CborValue[] = [[], 0, 0, "", [], 0, 0];

function isDefault(value: CborValue | undefined): boolean {
  return value === 0 || value === "" || (isList(value) && value.length === 0);
}

/** Packs whom and what into one small integer: `whom × 3 + status`; self is 0, all is 1, person n is n + 1. */
function subjectCode(item: { readonly subject: Subject; readonly status: Status }): number {
  const whom = item.subject === "self" ? 0 : item.subject === "all" ? 1 : item.subject + 1;
  return whom * STATUSES.length + STATUSES.indexOf(item.status);
}

function readSubjects(value: CborValue | undefined): Report["subjects"] | undefined {
  if (!isList(value) || value.length === 0 || value.length > PERSONS_MAX + 2) return undefined;
  const subjects: { subject: Subject; status: Status }[] = [];
  const seen = new Set<Subject>();
  for (const code of value) {
    if (!isUint(code, (PERSONS_MAX + 2) * STATUSES.length - 1)) return undefined;
    const whom = Math.floor(code / STATUSES.length);
    const subject: Subject = whom === 0 ? "self" : whom === 1 ? "all" : whom - 1;
    const status = STATUSES[code % STATUSES.length];
    if (status === undefined || seen.has(subject)) return undefined;
    seen.add(subject);
    subjects.push({ subject, status });
  }
  return subjects;
}

/** Parts of a degree on the wire: about one metre. */
const DEGREE_PARTS = 100_000;
/** Accuracy beyond which a place says nothing. Units: metres. */
const ACCURACY_MAX = 100_000;

function placeFields(place: Place): readonly CborValue[] {
  return [
    clamp(Math.round(place.latitude * DEGREE_PARTS) + 90 * DEGREE_PARTS, 180 * DEGREE_PARTS),
    clamp(Math.round(place.longitude * DEGREE_PARTS) + 180 * DEGREE_PARTS, 360 * DEGREE_PARTS),
    clamp(Math.ceil(place.accuracyM), ACCURACY_MAX),
  ];
}

/** Answers a box, so that "no place" and "not a place" stay apart. */
function readPlace(
  value: CborValue | undefined,
): { readonly value: Place | undefined } | undefined {
  if (isTuple(value, 0)) return { value: undefined };
  if (!isTuple(value, 3)) return undefined;
  const [north, east, accuracyM] = value;
  if (!isUint(north, 180 * DEGREE_PARTS) || !isUint(east, 360 * DEGREE_PARTS)) return undefined;
  if (!isUint(accuracyM, ACCURACY_MAX)) return undefined;
  const latitude = (north - 90 * DEGREE_PARTS) / DEGREE_PARTS;
  const longitude = (east - 180 * DEGREE_PARTS) / DEGREE_PARTS;
  return { value: { latitude, longitude, accuracyM } };
}

/** A sensor may say NaN or Infinity; that must not cost the report. */
function clamp(value: number, max: number): number {
  return Number.isNaN(value) ? max : Math.min(max, Math.max(0, value));
}
