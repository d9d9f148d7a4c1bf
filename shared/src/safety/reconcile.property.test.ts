import fc from "fast-check";
import { expect, test } from "vitest";
import { type Recorded, type Report, STATUSES, type Subject } from "../records/record.ts";
import { incidentId, record, recordId, report } from "../testing/recorded.ts";
import { type Reconciled, reconcile } from "./reconcile.ts";

/** Reports of one household, each superseding some earlier ones (ids make circles impossible), by all kinds of authors. */
const reports = fc
  .array(
    fc.record({
      subjects: fc.uniqueArray(
        fc.record({
          subject: fc.constantFrom<Subject>("self", "all", 1, 2, 3),
          status: fc.constantFrom(...STATUSES),
        }),
        { minLength: 1, maxLength: 4, selector: ({ subject }) => subject },
      ),
      device: fc.integer({ min: 1, max: 4 }),
      kind: fc.constantFrom("own", "own", "unconfirmed", "officer", "witness"),
      atSeconds: fc.nat(20),
      back: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    }),
    { maxLength: 9 },
  )
  .map((items) =>
    items.map(({ subjects, device, kind, atSeconds, back }, index): Recorded<Report> => {
      const isOther = kind === "officer" || kind === "witness";
      const by = kind === "officer" || kind === "witness" ? kind : "self";
      const supersedes = back
        .filter((steps) => index + 1 - steps >= 1)
        .map((steps) => recordId(index + 1 - steps));
      return record(
        index + 1,
        report(incidentId(1), { household: 1, subjects, by, atSeconds, supersedes }),
        {
          // A device is either confirmed or not.
          device: kind === "unconfirmed" ? device + 10 : isOther ? device + 20 : device,
          household: isOther ? 2 : 1,
          isByOfficer: kind === "officer",
          isConfirmed: kind !== "unconfirmed",
        },
      );
    }),
  );

const evidence = fc
  .uniqueArray(fc.integer({ min: 1, max: 9 }))
  .map((ids) => new Set(ids.map(recordId)));

function fold(
  list: readonly Recorded<Report>[],
  personsKnown: number,
  confirmed = new Set<never>(),
): Reconciled {
  return reconcile({ household: 1, personsKnown, reports: list, confirmedEvidence: confirmed });
}

test("any order and duplication of the reports gives the same answer", () => {
  const world = reports.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list]), fc.nat(3), evidence),
  );
  fc.assert(
    fc.property(world, ([list, some, personsKnown, confirmedEvidence]) => {
      const input = { household: 1, personsKnown, confirmedEvidence };
      const mixed = [...some, ...list.toReversed()];
      expect(reconcile({ ...input, reports: mixed })).toEqual(
        reconcile({ ...input, reports: list }),
      );
    }),
    { numRuns: 2_000 },
  );
});

test("[MEM7] what unconfirmed devices add never lowers a household that had answered", () => {
  fc.assert(
    fc.property(reports, fc.nat(3), (list, personsKnown) => {
      const without = fold(
        list.filter(({ isConfirmed }) => isConfirmed),
        personsKnown,
      );
      const status = fold(list, personsKnown).status;
      if (without.status !== undefined)
        expect(rank(status)).toBeGreaterThanOrEqual(rank(without.status));
    }),
    { numRuns: 3_000 },
  );
});

test("what witnesses add changes no status, and only raises 要確認", () => {
  fc.assert(
    fc.property(reports, fc.nat(3), (list, personsKnown) => {
      const without = fold(
        list.filter(({ content }) => content.by !== "witness"),
        personsKnown,
      );
      const withAll = fold(list, personsKnown);
      expect(withAll.status).toBe(without.status);
      // A witness may tell the order of what others said, never what holds.
      expect(withoutOrder(withAll)).toEqual(withoutOrder(without));
      if (without.needsCheck) expect(withAll.needsCheck).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("every report stays listed, and a status always stands on a current one", () => {
  fc.assert(
    fc.property(reports, fc.nat(3), (list, personsKnown) => {
      const answer = fold(list, personsKnown);
      expect(answer.reports).toHaveLength(list.length);
      const current = new Set(
        answer.reports
          .filter(({ isCurrent }) => isCurrent)
          .map(({ recorded }) => recorded.recordId),
      );
      for (const { reports: ids } of answer.subjects)
        expect(ids.every((id) => current.has(id))).toBe(true);
      const seen = new Set<string>();
      for (const { recorded } of answer.reports) {
        const known = recorded.content.supersedes.filter((id) =>
          list.some((one) => one.recordId === id),
        );
        expect(
          known.every((id) => seen.has(id)),
          "causes come first",
        ).toBe(true);
        seen.add(recorded.recordId);
      }
    }),
    { numRuns: 1_000 },
  );
});

function withoutOrder({ subjects }: Reconciled) {
  return subjects.map((subject) => ({ ...subject, reports: subject.reports.toSorted() }));
}

function rank(status: Reconciled["status"]): number {
  return ["safe", "partlySafe", "contact", "help"].indexOf(status ?? "safe");
}
