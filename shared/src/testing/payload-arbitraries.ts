/**
 * Generators of payloads within their limits, and of standings, for property tests.
 */
import fc from "fast-check";
import { toId } from "../base/ids.ts";
import type { Standing } from "../membership/standing.ts";
import { ROLES } from "../membership/statement.ts";
import { SECONDS_MAX } from "../records/fields.ts";
import { FORM_MAX, type Form } from "../records/form-wire.ts";
import {
  CAUSES,
  CHANGES,
  HELD_DECISIONS,
  INTENSITIES,
  COMMENT_MAX,
  type DocumentName,
  GROUP_MESSAGE_MAX,
  type IncidentOrigin,
  type IncidentSummed,
  MEANS,
  NAME_MAX,
  PERSONS_MAX,
  type Payload,
  REPORTERS,
  type Report,
  STATUSES,
  SUM_FIELDS,
  SUPERSEDES_MAX,
  type Subject,
} from "../records/record.ts";
import { incidentIdOf } from "../records/incident-id.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const recordId = bytes(8).map((value) => toId("record", value));
const incidentId = bytes(8).map((value) => toId("incident", value));
const atSeconds = fc.integer({ min: 0, max: SECONDS_MAX });
const text = (lengthMax: number) =>
  fc.string({ unit: "grapheme", maxLength: lengthMax }).map((value) => {
    const cut = value.slice(0, lengthMax);
    return cut.isWellFormed() ? cut : cut.slice(0, -1);
  });
const household = fc.integer({ min: 1, max: 99_999 });
const subject: fc.Arbitrary<Subject> = fc.oneof(
  fc.constant<Subject>("self"),
  fc.constant<Subject>("all"),
  fc.integer({ min: 1, max: PERSONS_MAX }),
);

/** Any report; `household` 0 stands for the author's own. */
export const reportArbitrary: fc.Arbitrary<Report> = fc.record({
  kind: fc.constant("report" as const),
  incident: incidentId,
  household: fc.oneof(fc.constant(0), household),
  subjects: fc.uniqueArray(fc.record({ subject, status: fc.constantFrom(...STATUSES) }), {
    minLength: 1,
    maxLength: 6,
    selector: (item) => item.subject,
  }),
  comment: text(COMMENT_MAX),
  place: fc.option(
    fc.record({
      latitude: fc.integer({ min: 0, max: 18_000_000 }).map((n) => (n - 9_000_000) / 100_000),
      longitude: fc.integer({ min: 0, max: 36_000_000 }).map((n) => (n - 18_000_000) / 100_000),
      accuracyM: fc.integer({ min: 0, max: 100_000 }),
    }),
    { nil: undefined },
  ),
  by: fc.constantFrom(...REPORTERS),
  means: fc.constantFrom(...MEANS),
  atSeconds,
  aboutSeconds: fc.option(fc.integer({ min: 1, max: SECONDS_MAX }), { nil: undefined }),
  supersedes: fc.uniqueArray(recordId, { maxLength: SUPERSEDES_MAX }),
});

const origin: fc.Arbitrary<IncidentOrigin> = fc.oneof(
  fc.record({
    type: fc.constant("alert" as const),
    eventId: fc.stringMatching(/^\d{14}$/),
  }),
  fc.record({ type: fc.constant("manual" as const), utcHour: fc.nat() }),
  fc.record({ type: fc.constant("drill" as const), nonce: bytes(16) }),
);

const documentName: fc.Arbitrary<DocumentName> = fc.oneof(
  fc.constantFrom<DocumentName[]>("roster", "followUps", "settings"),
  fc.integer({ min: 1000, max: 9999 }).map((year): DocumentName => `circulars/${year}`),
);

/** Any form of the no-app page. */
export const formArbitrary: fc.Arbitrary<Form> = fc.record({
  kind: fc.constant("form" as const),
  atSeconds,
  group: text(FORM_MAX.group),
  household: text(FORM_MAX.household),
  person: text(FORM_MAX.person),
  status: fc.constantFrom(...STATUSES),
  people: fc.integer({ min: 0, max: FORM_MAX.people }),
  comment: text(FORM_MAX.comment),
  phone: text(FORM_MAX.phone),
});

/** Any payload of any kind, within its limits. */
export const payloadArbitrary: fc.Arbitrary<Payload> = fc.oneof(
  reportArbitrary,
  formArbitrary,
  fc.record({
    kind: fc.constant("reportCopy" as const),
    report: recordId,
    content: reportArbitrary,
  }),
  fc.record({ kind: fc.constant("incidentRead" as const), incident: incidentId, atSeconds }),
  fc.record({
    kind: fc.constant("circularRead" as const),
    circular: bytes(8).map((value) => toId("circular", value)),
    atSeconds,
  }),
  fc.record({ kind: fc.constant("acknowledged" as const), report: recordId, atSeconds }),
  fc.record({
    kind: fc.constant("registration" as const),
    representative: text(NAME_MAX),
    kana: text(NAME_MAX),
    persons: fc.array(
      text(NAME_MAX).filter((name) => name !== ""),
      { maxLength: PERSONS_MAX },
    ),
    purposeVersion: fc.nat(),
    atSeconds,
  }),
  fc.record({ kind: fc.constant("consentWithdrawn" as const), atSeconds }),
  fc.record({
    kind: fc.constant("witnessConfirmed" as const),
    report: recordId,
    incident: incidentId,
    household,
    atSeconds,
  }),
  fc
    .record({ origin, cause: fc.constantFrom(...CAUSES), title: text(NAME_MAX), atSeconds })
    .map((opened) => ({
      kind: "incidentOpened" as const,
      incident: incidentIdOf(opened.origin),
      ...opened,
    })),
  fc
    .record({
      kind: fc.constant("incidentLinked" as const),
      incident: incidentId,
      other: incidentId,
      link: fc.constantFrom("same" as const, "apart" as const),
      atSeconds,
    })
    .filter(({ incident, other }) => incident !== other),
  fc.record({
    kind: fc.constant("incidentChanged" as const),
    incident: incidentId,
    change: fc.constantFrom(...CHANGES),
    atSeconds,
  }),
  fc.record({
    kind: fc.constant("memberCounts" as const),
    incident: incidentId,
    answered: fc.integer({ min: 0, max: 500 }),
    total: fc.integer({ min: 500, max: 5000 }),
    atSeconds,
  }),
  fc.record({
    kind: fc.constant("startList" as const),
    incident: incidentId,
    registered: fc
      .uniqueArray(household, { maxLength: 30 })
      .map((numbers) => numbers.toSorted((left, right) => left - right)),
    atSeconds,
  }),
  fc.record({
    kind: fc.constantFrom("receipt" as const, "missed" as const),
    entries: fc.uniqueArray(
      bytes(32).map((value) => toId("entry", value)),
      { maxLength: 10 },
    ),
  }),
  fc.record({ kind: fc.constant("wrappedKeys" as const), wrapped: fc.uint8Array() }),
  fc.record({
    kind: fc.constant("groupList" as const),
    group: fc.integer({ min: 1, max: 99_999 }),
    atSeconds,
    mark: bytes(8),
    wrapped: fc.uint8Array(),
  }),
  fc
    .record({
      kind: fc.constant("heldDecided" as const),
      held: bytes(8).map((value) => toId("record", value)),
      decision: fc.constantFrom(...HELD_DECISIONS),
      report: bytes(8).map((value) => toId("record", value)),
      atSeconds,
    })
    .map((decided) => ({
      ...decided,
      report: decided.decision === "adopted" ? decided.report : undefined,
    })),
  fc.record({ kind: fc.constant("kitPrinted" as const), atSeconds }),
  fc
    .uniqueArray(
      bytes(32).map((value) => toId("entry", value)),
      { minLength: 1, maxLength: 5 },
    )
    .chain((ids) =>
      fc.record({
        kind: fc.constant("erased" as const),
        entries: fc.constant([{ stream: "safety" as const, ids }]),
        atSeconds,
      }),
    ),
  fc.record({
    kind: fc.constant("incidentSummed" as const),
    incident: incidentId,
    counts: fc
      .tuple(...SUM_FIELDS.map(() => fc.nat()))
      .map((numbers) => sumOf((_name, at) => numbers[at] ?? 0)),
    atSeconds,
  }),
  fc.record({
    kind: fc.constant("documentChanged" as const),
    document: documentName,
    generation: fc.nat(),
    changes: fc.array(fc.uint8Array(), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant("checkpoint" as const),
    frontier: bytes(8),
    digest: fc.uint8Array(),
  }),
  fc.record({ kind: fc.constant("checkpointFrontier" as const), frontier: fc.uint8Array() }),
  fc.record({
    kind: fc.constant("generationBegun" as const),
    document: documentName,
    generation: fc.integer({ min: 2 }),
    previous: fc.constant(1),
    page: fc.constantFrom(0, 1),
    pages: fc.constantFrom(2, 3),
    parts: fc.uniqueArray(recordId, { maxLength: 4 }),
    summed: fc.uniqueArray(recordId, { maxLength: 4 }),
    atSeconds,
  }),
  fc
    .record({
      eventId: fc
        .tuple(
          ...(
            [
              [1980, 2099],
              [1, 12],
              [1, 28],
              [0, 23],
              [0, 59],
              [0, 59],
            ] as const
          ).map(([min, max]) => fc.integer({ min, max })),
        )
        .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join("")),
      issuedSeconds: atSeconds,
      byIntensity: fc.array(
        fc.uniqueArray(fc.integer({ min: 100, max: 9_999_999 }), { minLength: 1, maxLength: 5 }),
        { maxLength: INTENSITIES.length },
      ),
    })
    .map(({ eventId, issuedSeconds, byIntensity }) => ({
      kind: "alert" as const,
      incident: incidentIdOf({ type: "alert", eventId }),
      eventId,
      state: byIntensity.length === 0 ? ("cancelled" as const) : ("issued" as const),
      issuedSeconds,
      observed: byIntensity
        .map((places, at) => ({
          intensity: INTENSITIES[at] ?? "3",
          places: places.toSorted((left, right) => left - right),
        }))
        .toReversed(),
    })),
  fc.record({
    kind: fc.constant("groupMessage" as const),
    name: text(NAME_MAX).filter((name) => name !== ""),
    text: text(GROUP_MESSAGE_MAX).filter((said) => said !== ""),
    atSeconds,
  }),
);

function sumOf(numberOf: (name: string, at: number) => number): IncidentSummed["counts"] {
  return Object.fromEntries(
    SUM_FIELDS.map((name, at) => [name, numberOf(name, at)]),
  ) as IncidentSummed["counts"];
}

/** Any standing of a key: every union of roles, with or without a household. */
export const standingArbitrary: fc.Arbitrary<Standing> = fc
  .record({
    roles: fc.uniqueArray(fc.constantFrom(...ROLES)),
    household: fc.constantFrom(0, 1, 2, 3),
    isConfirmed: fc.boolean(),
  })
  .map(({ roles, household: own, isConfirmed }) => ({
    device: toId("device", new Uint8Array(8)),
    signKey: new Uint8Array(32),
    sealKey: new Uint8Array(32),
    roles: new Set(roles),
    household: own,
    group: own === 0 ? 0 : 1,
    groupsLed: roles.includes("groupLeader") ? [1] : [],
    isConfirmed,
    invitedBy: undefined,
    flags: [],
    revoked: undefined,
  }));
