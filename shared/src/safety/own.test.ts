import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Recorded,
  type Report,
  type ReportCopy,
  SUPERSEDES_MAX,
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
  return foldOwn({
    device: deviceId(1),
    household: 1,
    personsKnown: 3,
    joined: [incident],
    records,
  });
}

test("nothing said: nothing to supersede", () => {
  expect(fold([])).toMatchObject({
    self: undefined,
    household: undefined,
    statements: [],
    seen: [],
  });
});

test("a report and its copy are one", () => {
  const own = record(1, content("self", "safe"));
  const answer = fold([copy(2, 1, own.content, 1), own, own]);
  expect(answer.reports).toHaveLength(1);
  expect(answer).toMatchObject({ self: "safe", household: "partlySafe", seen: [recordId(1)] });
});

test("the family's devices are told apart, and all that is current is seen", () => {
  const answer = fold([
    record(1, content("self", "safe")),
    copy(12, 2, content("self", "contact", { atSeconds: 2_000 }), 2),
    copy(13, 3, content(2, "safe", { atSeconds: 3_000 }), 2),
  ]);
  expect(answer.statements.map(({ subject, status }) => [subject, status])).toEqual([
    [2, "safe"],
    ["self", "safe"],
    ["otherSelf", "contact"],
  ]);
  expect(answer).toMatchObject({ self: "safe", household: "contact" });
  expect(answer.seen, "own first, then the latest").toEqual([1, 3, 2].map(recordId));
});

test("まちがえました: the correction stands, and supersedes once", () => {
  const answer = fold([
    record(1, content("self", "help")),
    record(2, content("self", "safe", { supersedes: [recordId(1)] })),
  ]);
  expect(answer).toMatchObject({ self: "safe", seen: [recordId(2)], needsCheck: false });
  expect(answer.reports.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
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
  expect(answer.reports).toMatchObject([
    { report: { recordId: recordId(11) }, isCurrent: true, twins: [recordId(12)] },
  ]);
  expect(fold([...twins, ...twins].toReversed())).toEqual(answer);
  const corrected = content("all", "contact", { atSeconds: 3_000, supersedes: [recordId(12)] });
  expect(fold([...twins, record(3, corrected)])).toMatchObject({
    ...{ household: "contact", needsCheck: false, seen: [recordId(3)] },
  });
  const apart = (parts: Partial<Report>, by: Report["by"] = "officer") =>
    fold([...twins, byOfficer(23, 13, { ...said, ...parts, by }, 7)]).reports.length;
  expect(apart({})).toBe(1);
  expect(apart({ aboutSeconds: 901 })).toBe(2);
  expect(apart({ comment: "避難所です" })).toBe(2);
  expect(apart({ subjects: [{ subject: "all", status: "help" }] })).toBe(2);
  expect(apart({}, "desk")).toBe(2);
  // Of no named moment: two officers who were told twice.
  const now = { ...said, aboutSeconds: undefined };
  expect(fold([byOfficer(24, 14, now, 8), byOfficer(25, 15, now, 9)]).reports).toHaveLength(2);
});

test("another incident's reports are not mixed in", () => {
  expect(
    fold([record(1, { ...content("self", "help"), incident: incidentId(2) })]).self,
  ).toBeUndefined();
});

test("any order and duplication gives the same state; never more ids than a report may supersede", () => {
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
      const mixed = fold([...some, ...records.toReversed()]);
      expect(mixed).toEqual(answer);
      expect(answer.seen.length).toBeLessThanOrEqual(SUPERSEDES_MAX);
    }),
    { numRuns: 500 },
  );
});
