/** Two devices in one meeting: whatever they hold, whoever is faster, and wherever it breaks off. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex, utf8ToBytes } from "../base/bytes.ts";
import type { EntryId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import type { StreamName } from "../entry/stream-name.ts";
import {
  type Item,
  MEETING_AUTHORS,
  type Placed,
  happen,
  heldIds,
  itemOf,
  sideOf,
  talk,
} from "../testing/meeting-sides.ts";
import { BEFORE_MEETING } from "./conversation.ts";

const STREAMS = ["members", "safety", "household/12"] as const satisfies readonly StreamName[];

function worlds(branches: number): fc.Arbitrary<readonly Placed[]> {
  const place = fc.record({
    stream: fc.constantFrom(...STREAMS),
    author: fc.constantFrom(...MEETING_AUTHORS),
    seq: fc.integer({ min: 1, max: 12 }),
    branch: fc.integer({ min: 0, max: branches - 1 }),
    urgency: fc.integer({ min: 0, max: 2 }),
    isLeft: fc.boolean(),
    isRight: fc.boolean(),
  });
  return fc
    .uniqueArray(place, {
      maxLength: 60,
      selector: ({ stream, author, seq, branch }) => `${stream} ${author} ${seq} ${branch}`,
    })
    .map((places) =>
      places.map(({ stream, author, seq, branch, urgency, isLeft, isRight }) => {
        const id = bytesToHex(sha256(utf8ToBytes(`${stream} ${author} ${seq} ${branch}`)));
        const item = { stream, author, seq, entryId: id as EntryId, urgency };
        return { item, isLeft, isRight };
      }),
    );
}

function idsOf(world: readonly Placed[]): readonly string[] {
  return world.map(({ item }) => item.entryId).toSorted();
}

const orders = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
const isLeft = ({ isLeft: held }: Placed) => held;
const isRight = ({ isRight: held }: Placed) => held;

describe("two devices that meet", () => {
  test("[MEET1] hold all of both in the end, whoever forked and whoever is faster", () => {
    fc.assert(
      fc.property(worlds(3), orders, (world, order) => {
        const [left, right] = [sideOf(world, isLeft), sideOf(world, isRight)];
        talk(left, right, { order });
        const all = idsOf(world.filter((placed) => isLeft(placed) || isRight(placed)));
        expect([left.ends, right.ends]).toEqual([["finished"], ["finished"]]);
        expect(heldIds(left)).toEqual(all);
        expect(heldIds(right)).toEqual(all);
        // What was said to be given is what was taken.
        expect(left.state.given.items).toBe(right.taken.length);
        expect(right.state.given.items).toBe(left.taken.length);
      }),
      { numRuns: 300 },
    );
  });

  test("[MEET1] lose nothing by a cut at any message, and the next meeting makes up for it", () => {
    fc.assert(
      fc.property(worlds(2), orders, fc.nat({ max: 60 }), (world, order, fragments) => {
        const [left, right] = [sideOf(world, isLeft), sideOf(world, isRight)];
        talk(left, right, { order, fragments });
        for (const side of [left, right]) happen(side, { type: "closed" });
        for (const [side, isHeld] of [[left, isLeft] as const, [right, isRight] as const])
          expect(heldIds(side)).toEqual(expect.arrayContaining([...idsOf(world.filter(isHeld))]));
        // It never claims more than the other has.
        expect(left.state.given.items).toBeLessThanOrEqual(right.taken.length);
        for (const side of [left, right]) {
          side.state = BEFORE_MEETING;
          side.sent.length = 0;
        }
        talk(left, right, { order });
        const all = idsOf(world.filter((placed) => isLeft(placed) || isRight(placed)));
        expect([heldIds(left), heldIds(right)]).toEqual([all, all]);
      }),
      { numRuns: 200 },
    );
  });

  test("[MEET1] that hold the same say so in one round, and give nothing", () => {
    fc.assert(
      fc.property(worlds(2), orders, (world, order) => {
        const sides = [sideOf(world, () => true), sideOf(world, () => true)] as const;
        // Proof, offer, wants, done, bye: each once from each side.
        expect(talk(...sides, { order })).toBe(10);
        for (const side of sides) expect(side).toMatchObject({ taken: [], ends: ["finished"] });
      }),
      { numRuns: 50 },
    );
  });

  test("[MEET1] [DEL1] give a receipt back in the same meeting", () => {
    const [report, receipt] = [itemOf("safety", 0), itemOf("receipts", 1)];
    const phone = sideOf([{ item: report, isLeft: true, isRight: false }], isLeft);
    const desk = sideOf([], isRight, { answer: receipt });
    talk(phone, desk);
    expect(phone.taken).toEqual([receipt.entryId]);
    expect(phone.state).toMatchObject({ given: { items: 1, reports: 1 } });
  });

  test("[MEET1] [MEET3] get nothing of what they may not have, and give it to nobody", () => {
    fc.assert(
      fc.property(worlds(1), orders, (world, order) => {
        const mayOffer = ({ stream }: Item) => stream !== "safety";
        const left = sideOf(world, isLeft, { mayOffer });
        const right = sideOf(world, isRight);
        talk(left, right, { order });
        const mine = idsOf(
          world.filter((placed) => isRight(placed) || (isLeft(placed) && mayOffer(placed.item))),
        );
        expect(heldIds(right)).toEqual(mine);
        expect(right.ends).toEqual(["finished"]);
      }),
      { numRuns: 100 },
    );
  });

  test("[MEET1] give help first", () => {
    const world = [2, 1, 0, 2, 0].map((urgency, index) => ({
      item: { ...itemOf("safety", index + 1), seq: index + 1, urgency },
      ...{ isLeft: true, isRight: false },
    }));
    const [left, right] = [sideOf(world, isLeft), sideOf(world, isRight)];
    talk(left, right);
    const urgencies = right.taken.map((id) => right.held.get(id)?.urgency);
    expect(urgencies).toEqual([0, 0, 1, 2, 2]);
  });
});
