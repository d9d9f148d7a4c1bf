import { describe, expect, test } from "vitest";
import type { RecordId } from "../base/ids.ts";
import type { Recorded, Report, Status, Subject } from "../records/record.ts";
import { type RecordedBy, incidentId, record, recordId, report } from "../testing/recorded.ts";
import { currentReports, reconcile } from "./reconcile.ts";

const incident = incidentId(1);
const OFFICER: RecordedBy = { device: 90, household: 9, isByOfficer: true };

function said(
  n: number,
  subjects: readonly (readonly [Subject, Status])[],
  parts: Partial<Report> = {},
  by: RecordedBy = {},
): Recorded<Report> {
  const list = subjects.map(([subject, status]) => ({ subject, status }));
  return record(n, report(incident, { subjects: list, ...parts }), by);
}
function fold(
  reports: readonly Recorded<Report>[],
  personsKnown = 0,
  confirmed: readonly RecordId[] = [],
) {
  return reconcile({ household: 1, personsKnown, reports, confirmedEvidence: new Set(confirmed) });
}

describe("who is how", () => {
  test("nobody said anything", () => {
    expect(fold([])).toMatchObject({ status: undefined, needsCheck: false, subjects: [] });
  });
  test("わたし alone is 一部無事; 家族みんな is 無事", () => {
    expect(fold([said(1, [["self", "safe"]])], 3)).toMatchObject({
      status: "partlySafe",
      personsUnknown: 3,
    });
    expect(fold([said(1, [["self", "safe"]])])).toMatchObject({
      status: "partlySafe",
      personsUnknown: 0,
    });
    expect(fold([said(1, [["all", "safe"]])], 3)).toMatchObject({
      status: "safe",
      personsUnknown: 0,
    });
  });
  test("無事 when each named person is and a myself too, at once or one after the other", () => {
    const self = said(1, [["self", "safe"]]);
    const one = said(2, [[1, "safe"]], {}, { device: 2 });
    const two = said(3, [[2, "safe"]], {}, { device: 2 });
    expect(fold([self, one], 2)).toMatchObject({ status: "partlySafe", personsUnknown: 1 });
    expect(fold([self, one, two], 2).status).toBe("safe");
    const each = said(4, [
      ["self", "safe"],
      [1, "safe"],
      [2, "safe"],
    ]);
    expect(fold([each], 2).status).toBe("safe");
    expect(fold([each], 3), "somebody was named since").toMatchObject({
      status: "partlySafe",
      personsUnknown: 1,
    });
  });
  test("who taps may be missing from the names: without a myself nobody knows", () => {
    const named = said(1, [[1, "safe"]]);
    expect(fold([named], 1)).toMatchObject({ status: "partlySafe", personsUnknown: 1 });
    expect(fold([said(2, [["self", "safe"]])], 1).status).toBe("partlySafe");
  });
  test("the myself of a paper that a desk wrote down is somebody, not the one who taps", () => {
    const named = said(1, [[1, "safe"]]);
    const paper = said(2, [["self", "safe"]], { household: 1, means: "paper" }, OFFICER);
    expect(fold([named, paper], 1)).toMatchObject({ status: "partlySafe" });
    expect(fold([named, paper], 1).subjects.map(({ subject }) => subject.split("/")[0])).toEqual([
      "person",
      "someone",
    ]);
  });
  test("the most urgent subject decides", () => {
    expect(
      fold(
        [
          said(1, [
            ["all", "safe"],
            [2, "contact"],
          ]),
        ],
        3,
      ).status,
    ).toBe("contact");
    expect(
      fold(
        [
          said(1, [
            ["self", "safe"],
            [2, "help"],
          ]),
        ],
        3,
      ).status,
    ).toBe("help");
  });
  test("what one report says about a person outranks what it says about all", () => {
    const { subjects, needsCheck } = fold([
      said(1, [
        ["all", "safe"],
        [2, "help"],
      ]),
    ]);
    expect(subjects).toMatchObject([
      { subject: "all", status: "safe" },
      { subject: "person/2", status: "help", differs: false },
    ]);
    expect(needsCheck).toBe(false);
  });
});

describe("superseding", () => {
  const help = said(1, [["self", "help"]]);

  test("まちがえました: a correction by the same device", () => {
    const safe = said(2, [["self", "safe"]], { supersedes: [recordId(1)] });
    expect(fold([help, safe], 1)).toMatchObject({ status: "partlySafe", needsCheck: false });
    expect(
      currentReports({
        household: 1,
        personsKnown: 1,
        reports: [help, safe],
        confirmedEvidence: new Set(),
      }),
    ).toEqual([safe]);
  });
  test("a later word that had not seen the first stands beside it", () => {
    const safe = said(2, [["all", "safe"]], { atSeconds: 9_999 }, { device: 2 });
    expect(fold([help, safe])).toMatchObject({ status: "help", needsCheck: true });
  });
  test("speaking about one person leaves the others' statements standing", () => {
    const all = said(1, [["all", "help"]]);
    const one = said(2, [[2, "safe"]], { supersedes: [recordId(1)] }, { device: 2 });
    const answer = fold([all, one], 3);
    expect(answer.status).toBe("help");
    expect(answer.subjects).toMatchObject([
      { subject: "all", status: "help" },
      { subject: "person/2", status: "safe", differs: false },
    ]);
  });
  test("naming everybody one by one replaces what was said about all", () => {
    const all = said(1, [["all", "help"]]);
    const persons = [
      ["self", "safe"],
      [1, "safe"],
    ] as const;
    const each = said(2, persons, { supersedes: [recordId(1)] }, { device: 2 });
    expect(fold([all, each], 1).status).toBe("safe");
    expect(fold([all, each], 2).status, "one of two is not named").toBe("help");
  });
  test("わたしだけ after 家族みんな, on one device, takes the family back", () => {
    const all = said(1, [["all", "safe"]]);
    const self = said(2, [["self", "safe"]], { supersedes: [recordId(1)] });
    expect(fold([all, self], 3).status).toBe("partlySafe");
    const wrong = said(1, [["all", "help"]]);
    expect(fold([wrong, self], 3).status, "nothing stays for which no button is left").toBe(
      "partlySafe",
    );
  });
  test("an officer writes down one person after another", () => {
    const first = said(1, [["all", "help"]], { household: 1, by: "officer" }, OFFICER);
    const parts = { household: 1, by: "officer", supersedes: [recordId(1)] } as const;
    const second = said(2, [[2, "safe"]], parts, OFFICER);
    expect(fold([first, second], 3).status).toBe("help");
  });
  test("a desk puts right what it wrote down itself, whole: 家族みんな becomes one person, a neighbour's word a person's own", () => {
    const desk: RecordedBy = { device: 80, household: 8 };
    const parts = { household: 1, by: "desk" } as const;
    const all = said(1, [["all", "safe"]], parts, desk);
    const one = said(2, [["self", "safe"]], { ...parts, supersedes: [recordId(1)] }, desk);
    expect(fold([all, one], 3)).toMatchObject({ status: "partlySafe", needsCheck: false });
    expect(fold([all, one], 3).reports.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    const told = said(1, [["all", "help"]], { ...parts, by: "witness" }, desk);
    expect(fold([told, one], 3)).toMatchObject({ status: "partlySafe", needsCheck: false });
    // Of what another desk wrote down it takes back what it speaks about, as before.
    const other = { ...desk, device: 81 };
    const foreign = said(2, [["self", "safe"]], { ...parts, supersedes: [recordId(1)] }, other);
    expect(fold([all, foreign], 3).status).toBe("safe");
    const stranger = { ...desk, isConfirmed: false };
    const weak = said(2, [["self", "safe"]], { ...parts, supersedes: [recordId(1)] }, stranger);
    expect(fold([said(1, [["all", "help"]], parts, desk), weak], 3).status).toBe("help");
  });
  test("a chain of corrections ends at its last link, in any clock order", () => {
    const second = said(2, [["self", "safe"]], { supersedes: [recordId(1)], atSeconds: 5 });
    const third = said(3, [["self", "contact"]], { supersedes: [recordId(2)], atSeconds: 1 });
    const answer = fold([third, help, second]);
    expect(answer.status).toBe("contact");
    expect(answer.reports.map(({ recorded }) => recorded.recordId)).toEqual(
      [1, 2, 3].map(recordId),
    );
    expect(answer.reports.map(({ isCurrent }) => isCurrent)).toEqual([false, false, true]);
  });
  test("an officer who saw both sides ends a difference", () => {
    const safe = said(2, [["all", "safe"]], {}, { device: 2 });
    const seen = { household: 1, by: "officer", supersedes: [recordId(1), recordId(2)] } as const;
    const decided = said(3, [["all", "contact"]], seen, OFFICER);
    expect(fold([help, safe, decided])).toMatchObject({ status: "contact", needsCheck: false });
  });
  test("another household's report is none of this one's", () => {
    const other = said(
      2,
      [["all", "safe"]],
      { supersedes: [recordId(1)] },
      { household: 2, device: 2 },
    );
    const answer = fold([help, other]);
    expect(answer.status).toBe("help");
    expect(answer.reports).toHaveLength(1);
  });
  test("an id that has not arrived is ignored until it does", () => {
    const safe = said(2, [["self", "safe"]], { supersedes: [recordId(1), recordId(77)] });
    expect(fold([safe], 1).status).toBe("partlySafe");
  });
});

describe("[MEM7] a device nobody confirmed", () => {
  const stranger: RecordedBy = { device: 5, isConfirmed: false };
  const help = said(1, [["self", "help"]]);
  const allSafe = said(2, [["all", "safe"]], {}, { device: 2 });

  test("[MEM7] counts, marked, while nobody else answered", () => {
    const answer = fold([said(3, [["all", "safe"]], {}, stranger)]);
    expect(answer).toMatchObject({ status: "safe", needsCheck: false });
    expect(answer.reports[0]?.isUnconfirmed).toBe(true);
  });
  test("[MEM7] raises urgency, and asks for a look", () => {
    const answer = fold([allSafe, said(3, [["self", "help"]], {}, stranger)]);
    expect(answer).toMatchObject({ status: "help", needsCheck: true });
  });
  test("[MEM7] does not take back what a confirmed device said", () => {
    const lowering = said(3, [["all", "safe"]], { supersedes: [recordId(1)] }, stranger);
    expect(fold([help, lowering])).toMatchObject({ status: "help", needsCheck: true });
  });
  test("[MEM7] does not make 一部無事 into 無事", () => {
    const self = said(1, [["self", "safe"]]);
    expect(fold([self, said(3, [["all", "safe"]], {}, stranger)], 3).status).toBe("partlySafe");
  });
  test("[MEM7] takes back its own word, not that of another such device", () => {
    const own = said(3, [["self", "help"]], {}, stranger);
    const back = said(4, [["self", "safe"]], { supersedes: [recordId(3)] }, stranger);
    expect(fold([own, back], 1).status).toBe("partlySafe");
    const foreign = said(
      4,
      [["all", "safe"]],
      { supersedes: [recordId(3)] },
      { ...stranger, device: 6 },
    );
    expect(fold([own, foreign]).status).toBe("help");
  });
});

describe("what a neighbour saw", () => {
  const seenHelp = said(
    1,
    [["all", "help"]],
    { household: 1, by: "witness" },
    { device: 7, household: 7 },
  );

  test("is evidence: it raises attention, and is no answer", () => {
    const answer = fold([seenHelp]);
    expect(answer).toMatchObject({ status: undefined, needsCheck: true, subjects: [] });
    expect(answer.reports[0]).toMatchObject({ isEvidenceOnly: true, isCurrent: true });
  });
  test("asks for no look when it says no worse than the household", () => {
    const seenSafe = said(
      2,
      [["all", "safe"]],
      { household: 1, by: "witness" },
      { device: 7, household: 7 },
    );
    expect(fold([seenSafe])).toMatchObject({ status: undefined, needsCheck: false });
    expect(fold([seenHelp, said(2, [["self", "help"]])]).needsCheck).toBe(false);
    expect(fold([seenHelp, said(2, [["all", "safe"]])])).toMatchObject({
      status: "safe",
      needsCheck: true,
    });
  });
  test("becomes the status when an officer confirms it", () => {
    const answer = fold([seenHelp], 0, [recordId(1)]);
    expect(answer).toMatchObject({ status: "help", needsCheck: false });
    expect(answer.reports[0]?.isEvidenceOnly).toBe(false);
  });
  test("a witness takes back only its own words", () => {
    const back = { household: 1, by: "witness", supersedes: [recordId(1)] } as const;
    const own = said(2, [["all", "safe"]], back, { device: 7, household: 7 });
    expect(fold([seenHelp, own]).needsCheck).toBe(false);
    const other = said(2, [["all", "safe"]], back, { device: 8, household: 8 });
    expect(fold([seenHelp, other]).needsCheck).toBe(true);
    const household = said(3, [["self", "help"]]);
    const silencing = said(
      4,
      [["all", "safe"]],
      { ...back, supersedes: [recordId(3)] },
      { device: 8, household: 8 },
    );
    expect(fold([household, silencing]).status).toBe("help");
  });
  test("an officer who saw the house ends it", () => {
    const visited = {
      household: 1,
      by: "officer",
      means: "visit",
      supersedes: [recordId(1)],
    } as const;
    expect(fold([seenHelp, said(2, [["all", "safe"]], visited, OFFICER)])).toMatchObject({
      status: "safe",
      needsCheck: false,
    });
  });
});
