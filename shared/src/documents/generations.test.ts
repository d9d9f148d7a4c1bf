import { describe, expect, test } from "vitest";
import type { RecordId } from "../base/ids.ts";
import type { DocumentChanged, GenerationBegun, Recorded } from "../records/record.ts";
import { deviceId, record, recordId } from "../testing/recorded.ts";
import {
  type BegunRecord,
  FIRST_GENERATION,
  foldGenerations,
  numberAfter,
  spentBeside,
  summedUp,
} from "./generations.ts";

const NEXT = numberAfter(FIRST_GENERATION, new Uint8Array(4))!;
const APART = numberAfter(FIRST_GENERATION, new Uint8Array([0, 0, 0, 1]))!;
const THIRD = numberAfter(NEXT, new Uint8Array(4))!;

function change(n: number, generation: number = FIRST_GENERATION): Recorded<DocumentChanged> {
  const content = { kind: "documentChanged", document: "roster", generation, changes: [] } as const;
  return record(n, content);
}

function begun(n: number, said: Partial<GenerationBegun>): Recorded<GenerationBegun> {
  const page = { page: 0, pages: 1, parts: [], summed: [], atSeconds: 7 };
  const content = { generation: NEXT, previous: FIRST_GENERATION, ...page, ...said };
  const whole = { kind: "generationBegun", document: "roster", ...content } as const;
  return record(n, whole);
}

const ids = (...numbers: readonly number[]) => numbers.map(recordId);
const idsOf = (list: readonly { readonly recordId: string }[]) => list.map((one) => one.recordId);

/** Two changes, and the generation that sums them up in one part. */
const before = [change(1), change(2)];
const part = change(10, NEXT);
const beginning = begun(20, { parts: ids(10), summed: ids(1, 2) });

describe("the current generation", () => {
  test("[DOC3] is the first until another is begun", () => {
    const fold = foldGenerations(before, []);
    expect(fold).toMatchObject({ current: 1, begunAtSeconds: undefined, late: [], spent: [] });
    expect(idsOf(fold.changes)).toEqual(ids(1, 2));
  });
  test("[DOC3] is begun when all its parts are here, and not before", () => {
    expect(foldGenerations(before, [beginning]).current).toBe(FIRST_GENERATION);
    const fold = foldGenerations([...before, part], [beginning]);
    expect(fold).toMatchObject({ current: NEXT, begunAtSeconds: 7, changes: [part], late: [] });
    expect(idsOf(fold.spent)).toEqual(ids(1, 2));
    expect(fold.beginning).toEqual(ids(20, 10));
  });
  test("[DOC3] a beginning of several pages needs them all", () => {
    const pages = [0, 1].map((page) =>
      begun(20 + page, { page, pages: 2, parts: ids(10 + page), summed: ids(1 + page) }),
    );
    const all = [...before, part, change(11, NEXT)];
    expect(foldGenerations(all, pages.slice(0, 1)).current).toBe(FIRST_GENERATION);
    expect(foldGenerations(all, pages)).toMatchObject({ current: NEXT, late: [] });
  });
  test("[DOC3] a part that says it is of another generation is none", () => {
    expect(foldGenerations([...before, change(10)], [beginning]).current).toBe(FIRST_GENERATION);
  });
  test("[DOC3] of two begun apart the one counts in which more was written, whichever came first", () => {
    const other = begun(21, { generation: APART, parts: ids(11), summed: ids(1, 2) });
    const all = [...before, part, change(11, APART)];
    expect(foldGenerations(all, [beginning, other]).current).toBe(APART);
    const went = [...all, change(30, NEXT)];
    for (const both of [
      [beginning, other],
      [other, beginning],
    ])
      expect(foldGenerations(went, both).current).toBe(NEXT);
  });
  test("[DOC3] who sums up the other's state has seen it: what is still written there brings it back no more", () => {
    const other = begun(21, { generation: APART, parts: ids(11), summed: ids(1, 2) });
    const third = begun(22, {
      ...{ generation: THIRD, previous: NEXT },
      ...{ parts: ids(12), summed: ids(1, 2, 10, 11) },
    });
    const late = [40, 41, 42, 43, 44].map((n) => change(n, APART));
    const all = [...before, part, change(11, APART), change(12, THIRD), ...late];
    const fold = foldGenerations(all, [beginning, other, third]);
    expect(fold.current).toBe(THIRD);
    expect(idsOf(fold.late)).toEqual(idsOf(late));
  });
  test("[DOC3] what was made from a generation whose author was stopped goes on counting", () => {
    const third = begun(22, { generation: THIRD, previous: NEXT, parts: ids(12) });
    expect(foldGenerations([...before, change(12, THIRD)], [third]).current).toBe(THIRD);
  });
  test("[DOC3] two claims of one number are one generation, the same everywhere", () => {
    const claim = { ...begun(19, { parts: ids(11) }), author: deviceId(9) };
    const all = [...before, part, change(11, NEXT)];
    const fold = foldGenerations(all, [beginning, claim]);
    expect(foldGenerations(all, [claim, beginning])).toEqual(fold);
    expect(fold.current).toBe(NEXT);
  });
});

describe("changes of other generations", () => {
  test("[DOC3] what the beginning did not know is late, until an officer decides", () => {
    const late = change(3);
    const all = [...before, part, late];
    expect(foldGenerations(all, [beginning]).late).toEqual([late]);
    expect(foldGenerations(all, [beginning], new Set(ids(3)))).toMatchObject({ late: [] });
  });
  test("[DOC3] a state begun apart is no news while all it was made from is here", () => {
    const other = begun(21, { generation: APART, parts: ids(11), summed: ids(1) });
    const all = [...before, part, change(11, APART), change(30, NEXT)];
    expect(foldGenerations(all, [beginning, other]).late).toEqual([]);
    const unknown = begun(21, { generation: APART, parts: ids(11), summed: ids(1, 77) });
    expect(idsOf(foldGenerations(all, [beginning, unknown]).late)).toEqual(ids(11));
  });
  test("[DOC3] [DEL3] a state begun apart is left out with what it was made from, and a state that was made from it", () => {
    const other = begun(21, { generation: APART, parts: ids(11), summed: ids(1, 3) });
    const third = begun(22, {
      generation: THIRD,
      previous: APART,
      parts: ids(12),
      summed: ids(11),
    });
    const more = [change(30, NEXT), change(31, NEXT), change(32, NEXT)];
    const all = [...before, change(3), part, change(11, APART), change(12, THIRD), ...more];
    const fold = foldGenerations(all, [beginning, other, third]);
    expect([idsOf(fold.late), idsOf(fold.spent)]).toEqual([ids(3), ids(1, 2, 11, 12)]);
    expect(idsOf(spentBeside(fold, new Set(ids(3))))).toEqual(ids(1, 2));
    expect(idsOf(spentBeside(fold, new Set()))).toEqual(ids(1, 2, 11, 12));
  });
  test("[DOC3] what was written into a generation that never was begun is late", () => {
    expect(idsOf(foldGenerations([...before, change(30, NEXT)], []).late)).toEqual(ids(30));
  });
});

describe("what may be erased", () => {
  test("[DOC3] [ERA1] is what a beginning sums up whose parts have all come here, be they erased since", () => {
    const held = new Set(ids(1, 2));
    expect([...summedUp([beginning], (id) => held.has(id))]).toEqual([]);
    expect([...summedUp([beginning], () => true)]).toEqual(ids(1, 2));
  });
  test("[DOC3] [ERA1] is also what a beginning sums up whose first state was erased before it came here: the next one speaks for it", () => {
    const third = begun(31, { generation: THIRD, previous: NEXT, parts: ids(32), summed: ids(10) });
    const held = (...here: readonly number[]) =>
      [...summedUp([beginning, third], (id) => ids(1, 2, ...here).includes(id))].toSorted();
    expect(held(32)).toEqual(ids(1, 2, 10));
    expect(held()).toEqual([]);
    const unread = [
      ...summedUp(
        [beginning, third],
        () => false,
        () => new Set(),
      ),
    ];
    expect(unread).toEqual([]);
  });
  test("[DOC3] [ERA1] where members read, is only what speaks of nobody whom the first state leaves out", () => {
    const [one, two, state] = ids(1, 2, 10);
    const says = (owners: Readonly<Record<string, string>>) => (id: RecordId) => {
      const said = owners[id];
      return said === undefined ? undefined : new Set(said.split(" "));
    };
    const summed = (owners: Readonly<Record<string, string>>, ...more: BegunRecord[]) => [
      ...summedUp([beginning, ...more], () => true, says(owners)),
    ];
    expect(summed({ [one!]: "a", [two!]: "b", [state!]: "a b" })).toEqual(ids(1, 2));
    expect(summed({ [one!]: "a", [two!]: "a b", [state!]: "a" })).toEqual(ids(1));
    expect(summed({ [one!]: "a", [two!]: "b", [state!]: "" })).toEqual([]);
    // What cannot be read stays; what a first state said that is erased by now, the next one says.
    expect(summed({ [two!]: "b", [state!]: "b" })).toEqual(ids(2));
    const third = begun(31, { generation: THIRD, previous: NEXT, parts: ids(32), summed: ids(10) });
    expect(summed({ [one!]: "a", [two!]: "b" })).toEqual([]);
    expect(summed({ [one!]: "a", [two!]: "b", [ids(32)[0]!]: "a b" }, third)).toEqual(ids(1, 2));
  });
});

test("[DOC3] numbers count the generations, and two begun apart differ", () => {
  expect(NEXT).toBeGreaterThan(FIRST_GENERATION);
  expect(THIRD).toBeGreaterThan(APART);
  expect(APART).not.toBe(NEXT);
  expect(numberAfter(Number.MAX_SAFE_INTEGER, new Uint8Array(4))).toBeUndefined();
});
