import fc from "fast-check";
import { expect, test } from "vitest";
import { type DeviceId, type RecordId, toId } from "../base/ids.ts";
import type { HeldDecided, HeldDecision, Recorded, Report } from "../records/record.ts";
import { foldHeld } from "./held.ts";
import { withoutDoubles } from "./adoptions.ts";

const id = (number: number): RecordId => toId("record", new Uint8Array(8).fill(number));
const device = (number: number): DeviceId => toId("device", new Uint8Array(8).fill(number));
const HELD = id(1);

function recorded<Content extends Report | HeldDecided>(
  number: number,
  content: Content,
  by = number,
): Recorded<Content> {
  return {
    ...{ recordId: id(number), entryId: toId("entry", new Uint8Array(32).fill(number)) },
    ...{ association: toId("association", new Uint8Array(16)), arrivedAtMs: number },
    ...{ author: device(by), authorHousehold: 1 },
    ...{ isByOfficer: true, isConfirmed: true, content },
  };
}

/** Whose device decides made the report too. */
const decided = (number: number, decision: HeldDecision, atSeconds: number, report?: number) =>
  recorded(
    number,
    {
      kind: "heldDecided",
      held: HELD,
      decision,
      report: report === undefined ? undefined : id(report),
      atSeconds,
    },
    report,
  );

const report = (number: number, supersedes: readonly RecordId[] = []) =>
  recorded(number, {
    ...{ kind: "report", incident: toId("incident", new Uint8Array(8)), household: 12 },
    ...{ subjects: [{ subject: "all", status: "safe" }], comment: "", place: undefined },
    ...{ by: "officer", means: "app", atSeconds: 1, aboutSeconds: 1, supersedes },
  } as Report);

test("[MEM5] a held report is set aside, and taken back into the tray, by the last word; who took it over has the last", () => {
  const aside = decided(2, "aside", 10);
  expect(foldHeld([]).get(HELD)).toBeUndefined();
  expect(foldHeld([aside]).get(HELD)).toBe("aside");
  expect(foldHeld([decided(3, "restored", 11), aside]).get(HELD)).toBe("open");
  expect(foldHeld([decided(4, "adopted", 5, 40), aside]).get(HELD)).toBe("adopted");
});

test("[MEM5] [G15] any order and duplication of decisions gives the same state", () => {
  const all = [
    decided(2, "aside", 10),
    decided(3, "restored", 10),
    decided(5, "aside", 9),
    decided(6, "restored", 12),
    decided(7, "aside", 12),
  ];
  const expected = foldHeld(all);
  fc.assert(
    fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (some) => {
      expect(foldHeld(some)).toEqual(expected);
    }),
  );
});

test("[MEM5] two officers who take one report over at the same moment make one record, and correcting either corrects it", () => {
  const decisions = [decided(8, "adopted", 5, 40), decided(9, "adopted", 5, 41)];
  const shown = withoutDoubles([report(41), report(40)], decisions);
  expect(shown.map(({ recordId }) => recordId)).toEqual([id(40)]);
  const corrected = withoutDoubles([report(40), report(41), report(50, [id(41)])], decisions);
  expect(corrected.map(({ content }) => content.supersedes)).toEqual([[], [id(40)]]);
  // Until the other has come, the one that is here stands: no household falls silent.
  expect(withoutDoubles([report(41)], decisions)).toHaveLength(1);
  expect(withoutDoubles([report(41)], [])).toHaveLength(1);
});

test("[MEM5] [STR1] nobody hides what others reported by calling it an adoption", () => {
  const both = [report(40), report(41)];
  const lies = [decided(8, "adopted", 5, 40), decided(9, "adopted", 5, 41)].map((decision) => ({
    ...decision,
    author: device(99),
  }));
  expect(withoutDoubles(both, lies)).toEqual(both);
});
