import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Recorded,
  type Report,
  type ReportCopy,
  type Status,
  type Subject,
} from "../records/record.ts";
import { deviceId, incidentId, record, recordId, report } from "../testing/recorded.ts";
import { foldOwn } from "./own.ts";

const incident = incidentId(1);
function content(subject: Subject, status: Status, parts: Partial<Report> = {}): Report {
  return report(incident, { subjects: [{ subject, status }], ...parts });
}
function copy(n: number, of: number, content: Report, device: number) {
  return record(n, { kind: "reportCopy", report: recordId(of), content } as const, { device });
}
function fold(records: readonly Recorded<Report | ReportCopy>[]) {
  return foldOwn({ household: 1, personsKnown: 3, joined: [incident], records });
}
/** The ids of what stands. */
function current(records: readonly Recorded<Report | ReportCopy>[]) {
  return fold(records).flatMap(({ report: { recordId }, isCurrent }) =>
    isCurrent ? [recordId] : [],
  );
}

test("nothing said: nothing listed", () => {
  expect(fold([])).toEqual([]);
});

test("a report and its copy are one", () => {
  const own = record(1, content("self", "safe"));
  expect(fold([copy(2, 1, own.content, 1), own, own])).toEqual([
    { report: own, isCurrent: true, twins: [] },
  ]);
});

test("the family's devices are told apart, and each one's word stands", () => {
  const records = [
    record(1, content("self", "safe")),
    copy(12, 2, content("self", "contact", { atSeconds: 2_000 }), 2),
    copy(13, 3, content(2, "safe", { atSeconds: 3_000 }), 2),
  ];
  expect(current(records)).toEqual([1, 2, 3].map(recordId));
  expect(fold(records).map(({ report: { author } }) => author)).toEqual([1, 2, 2].map(deviceId));
});

test("まちがえました: the correction stands, and what it corrects does not", () => {
  const answer = fold([
    record(1, content("self", "help")),
    record(2, content("self", "safe", { supersedes: [recordId(1)] })),
  ]);
  expect(answer.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
});

test("[MEM5] what two officers took over apart is one line, and correcting either corrects it", () => {
  const said = content("all", "safe", { by: "officer", household: 1, aboutSeconds: 900 });
  const byOfficer = (n: number, of: number, saying: Report, device: number, household = 5) =>
    record(
      n,
      { kind: "reportCopy", report: recordId(of), content: saying },
      { device, household, isByOfficer: true },
    );
  // The second officer lives in the household: there the report leaves out whose it is.
  const twins = [
    byOfficer(22, 12, { ...said, atSeconds: 2_000 }, 8),
    byOfficer(21, 11, { ...said, household: 0, atSeconds: 2_001 }, 9, 1),
  ];
  const answer = fold(twins);
  expect(answer).toMatchObject([
    { report: { recordId: recordId(11) }, isCurrent: true, twins: [recordId(12)] },
  ]);
  expect(fold([...twins, ...twins].toReversed())).toEqual(answer);
  const corrected = content("all", "contact", { atSeconds: 3_000, supersedes: [recordId(12)] });
  expect(current([...twins, record(3, corrected)])).toEqual([recordId(3)]);
  const apart = (parts: Partial<Report>, by: Report["by"] = "officer") =>
    fold([...twins, byOfficer(23, 13, { ...said, ...parts, by }, 7)]).length;
  expect(apart({})).toBe(1);
  expect(apart({ aboutSeconds: 901 })).toBe(2);
  expect(apart({ comment: "避難所です" })).toBe(2);
  expect(apart({ subjects: [{ subject: "all", status: "help" }] })).toBe(2);
  expect(apart({}, "desk")).toBe(2);
  // Of no named moment: two officers who were told twice.
  const now = { ...said, aboutSeconds: undefined };
  expect(fold([byOfficer(24, 14, now, 8), byOfficer(25, 15, now, 9)])).toHaveLength(2);
});

test("another incident's reports are not mixed in", () => {
  expect(fold([record(1, { ...content("self", "help"), incident: incidentId(2) })])).toEqual([]);
});

test("[G15] any order and duplication gives the same list", () => {
  const item = fc.record({
    subject: fc.constantFrom<Subject>("self", "all", 1, 2),
    status: fc.constantFrom<Status>("safe", "contact", "help"),
    device: fc.integer({ min: 1, max: 3 }),
  });
  const world = fc.array(item, { maxLength: 15 }).chain((items) => {
    const records = items.flatMap(({ subject, status, device }, index) => {
      const said = content(subject, status, { atSeconds: index });
      const own = device === 1 ? [record(index + 1, said)] : [];
      return [...own, copy(100 + index, index + 1, said, device)];
    });
    return fc.tuple(fc.constant(records), fc.shuffledSubarray([...records, ...records]));
  });
  fc.assert(
    fc.property(world, ([records, some]) => {
      const answer = fold(records);
      expect(fold([...some, ...records.toReversed()])).toEqual(answer);
    }),
    { numRuns: 500 },
  );
});
