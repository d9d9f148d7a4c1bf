/**
 * Makes recorded payloads by hand, for tests of folds. Ids are given as small numbers and become hex.
 */
import { toId } from "../base/ids.ts";
import type { DeviceId, IncidentId, RecordId } from "../base/ids.ts";
import type { Payload, Recorded, Report } from "../records/record.ts";

/** What a test says about a record beside its content; the rest is ordinary. */
export interface RecordedBy {
  readonly device?: number;
  readonly household?: number;
  readonly isByOfficer?: boolean;
  readonly isConfirmed?: boolean;
  readonly arrivedAtMs?: number;
}

/** The id of the n-th record a test makes. */
export function recordId(n: number): RecordId {
  return numbered(n, 16) as RecordId;
}

/** The id of the n-th device of a test. */
export function deviceId(n: number): DeviceId {
  return numbered(n, 16) as DeviceId;
}

/** The id of the n-th incident of a test, where it need not follow from an origin. */
export function incidentId(n: number): IncidentId {
  return numbered(n, 16) as IncidentId;
}

/** Records the n-th payload of a test. */
export function record<Content extends Payload>(
  n: number,
  content: Content,
  by: RecordedBy = {},
): Recorded<Content> {
  return {
    recordId: recordId(n),
    entryId: toId(
      "entry",
      Uint8Array.from({ length: 32 }, (_, index) => entryByte(n, index)),
    ),
    association: toId("association", new Uint8Array(16)),
    author: deviceId(by.device ?? 1),
    authorHousehold: by.household ?? 1,
    isByOfficer: by.isByOfficer ?? false,
    isConfirmed: by.isConfirmed ?? true,
    arrivedAtMs: by.arrivedAtMs ?? 0,
    content,
  };
}

/** A plain check-in: 無事, about myself, by the app; a test overrides what matters to it. */
export function report(incident: IncidentId, parts: Partial<Report> = {}): Report {
  return {
    kind: "report",
    incident,
    household: 0,
    subjects: [{ subject: "self", status: "safe" }],
    comment: "",
    place: undefined,
    by: "self",
    means: "app",
    atSeconds: 1_000,
    aboutSeconds: undefined,
    supersedes: [],
    ...parts,
  };
}

/** The entry's id begins with the record's. */
function entryByte(n: number, index: number): number {
  return index < 8 ? Number.parseInt(numbered(n, 16).slice(index * 2, index * 2 + 2), 16) : 0;
}

function numbered(n: number, digits: number): string {
  return n.toString(16).padStart(digits, "0");
}
