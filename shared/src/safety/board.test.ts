import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Recorded, Report, Status } from "../records/record.ts";
import { type RecordedBy, incidentId, record, recordId, report } from "../testing/recorded.ts";
import { type BoardHousehold, type BoardInput, foldBoard, foldRow, rowInputs } from "./board.ts";
import type { Counts, FollowUp } from "./board-types.ts";
import { NO_COUNTS, addCounts, countRows } from "./counts.ts";
import { lateArrivals } from "./late.ts";

const incident = { incident: incidentId(1), joined: [incidentId(1), incidentId(2)] };
const OFFICER: RecordedBy = { device: 90, household: 900, isByOfficer: true };
const MINUTE = 60_000;

function household(number: number, parts: Partial<BoardHousehold> = {}): BoardHousehold {
  return {
    number,
    group: 1 + (number % 3),
    mark: `${1 + (number % 3)}班-${number}`,
    name: "灯田",
    kana: "ひだ",
    hasDevice: true,
    walkingOrder: number,
    personsKnown: 0,
    ...parts,
  };
}
function input(parts: Partial<BoardInput>): BoardInput {
  return {
    incident,
    households: [],
    reports: [],
    reads: [],
    acknowledged: [],
    witnessConfirmed: [],
    followUps: new Map(),
    startLists: [],
    ...parts,
  };
}
function all(n: number, number: number, status: Status, by: RecordedBy = {}): Recorded<Report> {
  const content = report(incidentId(1), { subjects: [{ subject: "all", status }] });
  return record(n, content, { device: number, household: number, ...by });
}
function read(n: number, number: number, atSeconds = 50) {
  const content = { kind: "incidentRead", incident: incidentId(2), atSeconds } as const;
  return record(n, content, { device: number, household: number });
}
function startList(n: number, registered: readonly number[], atSeconds: number, by = OFFICER) {
  return record(
    n,
    { kind: "startList", incident: incidentId(2), registered, atSeconds } as const,
    by,
  );
}

describe("the counts of the Noto report", () => {
  /** Members, answered, of these asking for contact, read without answer, of six associations made up to sum as reported. */
  const associations = [
    [312, 190, 0, 15],
    [280, 171, 1, 11],
    [256, 148, 0, 14],
    [301, 170, 0, 19],
    [198, 121, 0, 9],
    [189, 110, 0, 11],
  ] as const;

  test("1,536 registered: 910 answered (909 safe, 1 contact, 0 help), 79 read, 547 unread", () => {
    const boards = associations.map(([total, answered, contact, reads]) => {
      const numbers = Array.from({ length: total }, (_, index) => index + 1);
      return foldBoard(
        input({
          households: numbers.map((number) => household(number)),
          reports: numbers
            .slice(0, answered)
            .map((number) => all(number, number, number <= contact ? "contact" : "safe")),
          reads: numbers.slice(0, answered + reads).map((number) => read(10_000 + number, number)),
        }),
      );
    });
    const sum = boards.map(({ counts }) => counts).reduce(addCounts, NO_COUNTS);
    expect(sum).toEqual({
      ...NO_COUNTS,
      total: 1_536,
      answered: 910,
      safe: 909,
      contact: 1,
      help: 0,
      read: 79,
      unread: 547,
    });
    for (const { counts, countsByGroup } of boards) {
      expect(countsByGroup.map((group) => group.counts).reduce(addCounts, NO_COUNTS)).toEqual(
        counts,
      );
    }
  });
});

describe("rows", () => {
  test("come most urgent first: 支援希望, 要確認, 連絡希望, 未読 and アプリなし, 既読, 一部無事, 無事", () => {
    const self = record(7, report(incidentId(1)), { device: 6, household: 6 });
    const differing = [all(2, 2, "contact"), all(3, 2, "safe", { device: 22 })];
    const board = foldBoard(
      input({
        households: [7, 6, 5, 4, 3, 2, 1, 8].map((number) =>
          household(number, { group: 1, hasDevice: number !== 8 }),
        ),
        reports: [all(1, 1, "help"), ...differing, all(4, 3, "contact"), self, all(8, 7, "safe")],
        reads: [read(20, 5)],
      }),
    );
    expect(board.rows.map((row) => [row.household, row.state])).toEqual([
      [1, "help"],
      [2, "contact"],
      [3, "contact"],
      [4, "unread"],
      [8, "noApp"],
      [5, "read"],
      [6, "partlySafe"],
      [7, "safe"],
    ]);
    expect(board.counts).toMatchObject({
      total: 7,
      answered: 5,
      read: 1,
      unread: 1,
      noApp: 1,
      needsCheck: 1,
    });
  });

  test("a report of a joined incident counts; one of another does not", () => {
    const joined = record(1, report(incidentId(2)), {});
    const foreign = record(
      2,
      report(incidentId(3), { subjects: [{ subject: "all", status: "help" }] }),
      {},
    );
    const board = foldBoard(input({ households: [household(1)], reports: [joined, foreign] }));
    expect(board.rows[0]).toMatchObject({ state: "partlySafe" });
    expect(board.rows[0]?.reports).toHaveLength(1);
  });

  test("a household without an app stands apart; it is アプリなし until paper brought its answer", () => {
    const paper = report(incidentId(1), {
      household: 2,
      by: "desk",
      means: "paper",
      subjects: [{ subject: "all", status: "help" }],
    });
    const board = foldBoard(
      input({
        households: [
          household(1),
          household(2, { hasDevice: false }),
          household(3, { hasDevice: false }),
        ],
        reports: [record(1, paper, { device: 50, household: 5 })],
      }),
    );
    expect(board.counts).toMatchObject({
      total: 1,
      answered: 0,
      help: 0,
      // Its row says 支援希望: the number is of the rows that say アプリなし.
      noApp: 1,
      outsideAnswered: 1,
      outsideHelp: 1,
    });
    expect(board.rows[0]).toMatchObject({
      household: 2,
      state: "help",
      isInTotal: false,
      hasApp: false,
    });
  });

  test("a report about a household the roster does not know yet has a row", () => {
    const board = foldBoard(input({ reports: [all(1, 77, "help")] }));
    expect(board.rows).toMatchObject([
      { household: 77, state: "help", mark: "#77", isInTotal: true },
    ]);
  });

  test("承知しました, follow-up and what an officer confirmed of a neighbour's word stand in the row", () => {
    const seen = report(incidentId(1), {
      household: 1,
      by: "witness",
      subjects: [{ subject: "all", status: "help" }],
    });
    const followUp = { assignee: "見回り", isDone: false, note: "", atMs: 5, seen: [] };
    const confirmed = {
      kind: "witnessConfirmed",
      report: recordId(1),
      incident: incidentId(1),
      household: 1,
      atSeconds: 9,
    } as const;
    const base = {
      households: [household(1)],
      reports: [record(1, seen, { device: 7, household: 7 })],
      acknowledged: [
        record(2, { kind: "acknowledged", report: recordId(1), atSeconds: 3 } as const, OFFICER),
      ],
      followUps: new Map([[1, followUp]]),
    };
    expect(foldBoard(input(base)).rows[0]).toMatchObject({
      state: "unread",
      needsCheck: true,
      acknowledged: [recordId(1)],
      followUp,
    });
    const officers = foldBoard(
      input({ ...base, witnessConfirmed: [record(3, confirmed, OFFICER)] }),
    );
    expect(officers.rows[0]?.state).toBe("help");
    const residents = foldBoard(input({ ...base, witnessConfirmed: [record(3, confirmed)] }));
    expect(residents.rows[0]?.state).toBe("unread");
  });
});

describe("合計", () => {
  const households = [household(1), household(2), household(3, { hasDevice: false })];

  test("is frozen by the latest start list of an officer", () => {
    const startLists = [
      startList(1, [1], 10),
      startList(2, [1, 2, 9], 20),
      startList(3, [1], 30, { device: 1 }),
    ];
    const board = foldBoard(input({ households, startLists }));
    expect(board.counts).toMatchObject({ total: 3, unread: 3, noApp: 1 });
  });
  test("who was on it and lost its devices stays 未読 in it", () => {
    const board = foldBoard(input({ households, startLists: [startList(1, [1, 3], 10)] }));
    expect(board.counts).toMatchObject({ total: 2, unread: 2, noApp: 0 });
  });
  test("who registers after it was frozen stands outside, and is heard all the same", () => {
    const board = foldBoard(
      input({ households, startLists: [startList(1, [1], 10)], reports: [all(1, 2, "help")] }),
    );
    expect(board.counts).toMatchObject({ total: 1, unread: 1, help: 0, outsideHelp: 1, noApp: 1 });
  });
});

describe("あとから届いた報告", () => {
  const row = (reports: readonly Recorded<Report>[], done?: Pick<FollowUp, "atMs" | "seen">) => {
    const followUps = new Map(
      done === undefined ? [] : [[1, { assignee: "", isDone: true, note: "", ...done }]],
    );
    return foldBoard(input({ households: [household(1)], reports, followUps })).rows;
  };

  test("a report is late ten minutes after it was made", () => {
    const at = (minutes: number) =>
      all(1, 1, "help", { arrivedAtMs: 1_000_000 + minutes * MINUTE });
    expect(lateArrivals(row([at(10)]))).toEqual([]);
    expect(lateArrivals(row([at(11)]))).toMatchObject([
      { delayMs: 11 * MINUTE, status: "help", touches: [] },
    ]);
    expect(lateArrivals(row([at(11)]), 1_000_000 + 11 * MINUTE)).toEqual([]);
  });
  test("or when an officer marked its household 対応ずみ without having seen it, whatever the clocks say", () => {
    const report1 = all(1, 1, "contact", { arrivedAtMs: 1_000_000 + MINUTE });
    for (const atMs of [0, 1_000_000, 9e12])
      expect(lateArrivals(row([report1], { atMs, seen: [recordId(2)] }))).toMatchObject([
        { touches: [{ type: "followUpDone", atMs }] },
      ]);
    expect(lateArrivals(row([report1], { atMs: 1_000_000, seen: [recordId(1)] }))).toEqual([]);
  });
  test("but not the officer's own record, marked 対応ずみ before the screen showed it", () => {
    const content = report(incidentId(1), { household: 1, by: "officer", means: "visit" });
    const own = record(1, content, { ...OFFICER, arrivedAtMs: 1_000_999 });
    const atMs = content.atSeconds * 1000;
    expect(lateArrivals(row([own], { atMs, seen: [] }))).toEqual([]);
  });
  test("[DEL1] and what a shelter's desk wrote down before that, and nobody saw, touches it", () => {
    const content = report(incidentId(1), { household: 1, by: "desk", means: "visit" });
    const unsent = record(1, content, { arrivedAtMs: 1_000_000 + 60 * MINUTE });
    const atMs = content.atSeconds * 1000 + 30 * MINUTE;
    expect(lateArrivals(row([unsent], { atMs, seen: [] }))).toMatchObject([
      { touches: [{ type: "followUpDone" }] },
    ]);
  });
  test("names what an officer recorded without having seen it", () => {
    const content = report(incidentId(1), { household: 1, by: "officer", means: "visit" });
    const visit = record(2, content, { ...OFFICER, arrivedAtMs: 1_000_000 });
    const late = all(1, 1, "help", { arrivedAtMs: 1_000_000 + 20 * MINUTE });
    expect(lateArrivals(row([visit, late]))).toMatchObject([
      { household: 1, touches: [{ type: "recorded", report: recordId(2) }] },
    ]);
  });
});

test("one household folded alone gives the row of the whole board", () => {
  const board = input({
    households: [household(1), household(2)],
    reports: [all(1, 1, "safe"), all(2, 2, "contact")],
    reads: [read(3, 1)],
  });
  const rows = rowInputs(board).map(foldRow);
  expect(foldBoard(board).rows).toEqual(expect.arrayContaining(rows));
});

test("any order and duplication gives the same board, and its sums hold", () => {
  const item = fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    status: fc.constantFrom<Status>("safe", "contact", "help"),
    subject: fc.constantFrom("self" as const, "all" as const),
    isRead: fc.boolean(),
  });
  const world = fc
    .tuple(
      fc.array(item, { maxLength: 20 }),
      fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 8 })), { nil: undefined }),
    )
    .chain(([items, frozen]) => {
      const reports = items.map(({ number, status, subject }, index) =>
        record(index + 1, report(incidentId(1), { subjects: [{ subject, status }] }), {
          device: number,
          household: number,
        }),
      );
      const reads = items
        .filter(({ isRead }) => isRead)
        .map(({ number }, index) => read(100 + index, number, index));
      const startLists = frozen === undefined ? [] : [startList(200, frozen, 1)];
      const households = [1, 2, 3, 4, 5].map((number) =>
        household(number, { hasDevice: number < 4 }),
      );
      const board = input({ households, reports, reads, startLists });
      return fc.tuple(fc.constant(board), fc.shuffledSubarray([...reports, ...reports]));
    });
  fc.assert(
    fc.property(world, ([board, some]) => {
      const answer = foldBoard(board);
      const mixed = {
        ...board,
        reports: [...some, ...board.reports.toReversed()],
        reads: board.reads.toReversed(),
      };
      expect(foldBoard(mixed)).toEqual(answer);
      checkSums(answer.counts);
      for (const { counts } of answer.countsByGroup) checkSums(counts);
      expect(countRows(answer.rows)).toEqual(answer.counts);
    }),
    { numRuns: 500 },
  );
});

test("ten times the households cost ten times the looks, not a hundred", () => {
  expect(looksOfFold(1_000) / looksOfFold(100)).toBeLessThan(12);
});

/** How often the fold looks at a report or a household: a count, for a time would test the machine. */
function looksOfFold(size: number): number {
  let looks = 0;
  const counted = <T extends object>(value: T): T =>
    new Proxy(value, {
      get(target, key) {
        looks += 1;
        return Reflect.get(target, key);
      },
    });
  const households = Array.from({ length: size }, (_, index) => counted(household(index + 1)));
  const reports = Array.from({ length: size * 2 }, (_, index) =>
    counted(all(index + 1, (index % size) + 1, "safe")),
  );
  const { counts } = foldBoard(input({ households, reports }));
  expect(counts).toMatchObject({ total: size, answered: size });
  return looks;
}

function checkSums(counts: Counts): void {
  expect(counts.answered + counts.read + counts.unread).toBe(counts.total);
  expect(counts.safe + counts.partlySafe + counts.contact + counts.help).toBe(counts.answered);
}
