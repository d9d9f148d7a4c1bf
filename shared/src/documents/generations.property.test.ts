import fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordId } from "../base/ids.ts";
import type { DocumentChanged, GenerationBegun, Recorded } from "../records/record.ts";
import { record } from "../testing/recorded.ts";
import {
  type Generations,
  foldGenerations,
  numberAfter,
  spentBeside,
  summedUp,
} from "./generations.ts";

type Change = Recorded<DocumentChanged>;
type Begun = Recorded<GenerationBegun>;

/** What one officer holds. */
interface Officer {
  readonly changes: Map<RecordId, Change>;
  readonly begun: Map<RecordId, Begun>;
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("write" as const), who: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("begin" as const), who: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("meet" as const), who: fc.nat(2), whom: fc.nat(2) }),
  },
);

/** Three officers who write, begin generations and meet, or do not. */
function live(steps: readonly (typeof step extends fc.Arbitrary<infer One> ? One : never)[]) {
  const officers = [0, 1, 2].map((): Officer => ({ changes: new Map(), begun: new Map() }));
  let written = 0;
  /** Of a state, what it was made from in the end. */
  const made = new Map<RecordId, ReadonlySet<RecordId>>();
  const says = ({ recordId: id }: Change) => made.get(id) ?? new Set([id]);
  const write = (officer: Officer, generation: number): Change => {
    written += 1;
    const content = { kind: "documentChanged", document: "roster", generation } as const;
    const one = record(written, { ...content, changes: [] } as const);
    officer.changes.set(one.recordId, one);
    return one;
  };
  for (const one of steps) {
    const officer = officers[one.who]!;
    const fold = foldOf(officer);
    const { current, changes } = fold;
    if (one.type === "write") write(officer, current);
    if (one.type === "meet") {
      const other = officers[one.whom]!;
      for (const [id, change] of other.changes) officer.changes.set(id, change);
      for (const [id, begun] of other.begun) officer.begun.set(id, begun);
    }
    if (one.type !== "begin") continue;
    const generation = numberAfter(current, new Uint8Array([0, 0, 0, one.who]))!;
    const parts = [write(officer, generation), write(officer, generation)];
    for (const part of parts)
      made.set(part.recordId, new Set(changes.flatMap((change) => [...says(change)])));
    written += 1;
    const content: GenerationBegun = {
      ...{ kind: "generationBegun", document: "roster", generation, previous: current },
      ...{ page: 0, pages: 1, atSeconds: 7, parts: idsOf(parts) },
      summed: idsOf([...changes, ...spentBeside(fold, new Set(idsOf(fold.late)))]),
    };
    const begun = record(written, content, { device: one.who });
    officer.begun.set(begun.recordId, begun);
  }
  return {
    officers,
    says,
    changes: officers.flatMap((officer) => [...officer.changes.values()]),
    begun: officers.flatMap((officer) => [...officer.begun.values()]),
  };
}

/** Of the default size there would be ten of them, which is too few for a state made from a state. */
const steps = fc.array(step, { maxLength: 40, size: "max" });

function idsOf(list: readonly { readonly recordId: RecordId }[]): readonly RecordId[] {
  return list.map((one) => one.recordId).toSorted();
}

function foldOf({ changes, begun }: Officer): Generations<Change> {
  return foldGenerations([...changes.values()], [...begun.values()]);
}

function plain({ current, beginning, changes, late, spent }: Generations<Change>) {
  const lists = [beginning.toSorted(), idsOf(changes), idsOf(late), idsOf(spent)];
  return { current, lists };
}

test("[DOC3] any order and duplication of changes and beginnings gives the same generation, and the same late changes", () => {
  fc.assert(
    fc.property(steps, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (story, order) => {
      const { changes, begun } = live(story);
      const shuffled = <One>(list: readonly One[]): readonly One[] =>
        list
          .map((one, index) => ({ one, place: order[index % order.length]! }))
          .toSorted((left, right) => left.place - right.place)
          .map(({ one }) => one);
      const once = foldGenerations(
        [...new Map(changes.map((change) => [change.recordId, change])).values()],
        [...new Map(begun.map((one) => [one.recordId, one])).values()],
      );
      expect(plain(foldGenerations(shuffled(changes), shuffled(begun)))).toEqual(plain(once));
    }),
    { numRuns: 300 },
  );
});

test("[DOC3] no change is dropped unseen: each is in the document, summed up in it, or late", () => {
  fc.assert(
    fc.property(steps, (story) => {
      const { changes, begun } = live(story);
      const { current, changes: own, late, spent } = foldGenerations(changes, begun);
      const all = idsOf([...new Set(changes)]);
      expect(idsOf([...own, ...late, ...spent])).toEqual([...new Set(all)]);
      const parts = new Set(begun.flatMap(({ content }) => content.parts));
      const byGeneration = new Map(begun.map(({ content }) => [content.generation, content]));
      const inState = new Set<RecordId>();
      for (let at = byGeneration.get(current); at !== undefined; at = byGeneration.get(at.previous))
        for (const id of at.summed) inState.add(id);
      for (const { recordId: id } of spent) expect(inState.has(id) || parts.has(id)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("[DOC3] [DEL3] nothing is erased together with all else that says it: the state has it, or it is late", () => {
  fc.assert(
    fc.property(steps, (story) => {
      const { changes, begun, says } = live(story);
      const held = new Set(changes.map((change) => change.recordId));
      const whole = foldGenerations(changes, begun);
      const summed = summedUp(begun, (id) => held.has(id));
      const left = changes.filter(
        ({ recordId: id, content }) => content.generation === whole.current || !summed.has(id),
      );
      const { late } = foldGenerations(left, begun);
      const stands = new Set([...whole.changes, ...late].flatMap((one) => [...says(one)]));
      expect(
        idsOf(changes.filter((one) => says(one).has(one.recordId) && !stands.has(one.recordId))),
      ).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test("[DOC3] [ERA1] erasing what is summed up, here more and there less, changes neither the generation nor what it is made of", () => {
  fc.assert(
    fc.property(steps, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (story, gone) => {
      const { changes, begun } = live(story);
      const held = new Set(changes.map((change) => change.recordId));
      const whole = foldGenerations(changes, begun);
      const summed = summedUp(begun, (id) => held.has(id));
      const left = changes.filter(
        ({ recordId: id, content }, index) =>
          content.generation === whole.current || !summed.has(id) || !gone[index % gone.length],
      );
      const after = foldGenerations(left, begun);
      expect(after.current).toBe(whole.current);
      expect(idsOf(after.changes)).toEqual(idsOf(whole.changes));
    }),
    { numRuns: 300 },
  );
});
