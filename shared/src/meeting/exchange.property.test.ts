/** Two replicas that meet: what each sends, and what both hold in the end, whatever they held before. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex, utf8ToBytes } from "../base/bytes.ts";
import type { DeviceId, EntryId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import type { StreamName } from "../entry/stream-name.ts";
import {
  type BucketFrontiers,
  decodeFrontiers,
  encodeFrontiers,
  frontiersOf,
  missingFrom,
} from "./frontiers.ts";
import {
  type HeldItem,
  type Holdings,
  type Overview,
  SALT_BYTES,
  bucketsThatDiffer,
  decodeOverview,
  encodeOverview,
  overviewOf,
} from "./overview.ts";

/** An entry of a made-up world, and who holds it. */
interface Placed {
  readonly stream: StreamName;
  readonly item: HeldItem;
  readonly isLeft: boolean;
  readonly isRight: boolean;
}

/** Rounds after which any two replicas hold the same, also where authors forked. */
const ROUNDS_MAX = 3;
const STREAMS = ["members", "safety", "household/12"] as const satisfies readonly StreamName[];
const salt = new Uint8Array(SALT_BYTES).fill(7);

// Two authors share a bucket.
const AUTHORS = ["aa00000000000001", "aa00000000000002", "0b00000000000003"] as DeviceId[];

function itemOf(stream: StreamName, author: DeviceId, seq: number, branch: number): HeldItem {
  const entryId = bytesToHex(sha256(utf8ToBytes(`${stream} ${author} ${seq} ${branch}`)));
  return { author, seq, entryId: entryId as EntryId };
}

/** Worlds with chains of up to 12 entries; `branches` at each position. */
function worlds(branches: number): fc.Arbitrary<readonly Placed[]> {
  const place = fc.record({
    stream: fc.constantFrom(...STREAMS),
    author: fc.constantFrom(...AUTHORS),
    seq: fc.integer({ min: 1, max: 12 }),
    branch: fc.integer({ min: 0, max: branches - 1 }),
    isLeft: fc.boolean(),
    isRight: fc.boolean(),
  });
  return fc
    .uniqueArray(place, {
      maxLength: 60,
      selector: ({ stream, author, seq, branch }) => `${stream} ${author} ${seq} ${branch}`,
    })
    .map((places) =>
      places.map(({ stream, author, seq, branch, isLeft, isRight }) => ({
        ...{ stream, isLeft, isRight },
        item: itemOf(stream, author, seq, branch),
      })),
    );
}

function holdingsOf(world: readonly Placed[], isHeld: (placed: Placed) => boolean): Holdings {
  const held = new Map<StreamName, HeldItem[]>();
  for (const placed of world.filter(isHeld))
    held.set(placed.stream, [...(held.get(placed.stream) ?? []), placed.item]);
  return held;
}

/** One meeting over encoded messages: what each sends the other. */
function meet(left: Holdings, right: Holdings) {
  const overviews = [left, right].map((held) =>
    decodeOverview(encodeOverview(overviewOf(salt, held))),
  );
  const differing = bucketsThatDiffer(overviews[0] as Overview, overviews[1] as Overview);
  const frontiers = (held: Holdings) =>
    decodeFrontiers(encodeFrontiers(frontiersOf(held, differing))) as readonly BucketFrontiers[];
  return {
    differing,
    toRight: missingFrom(frontiers(right), left, () => 0),
    toLeft: missingFrom(frontiers(left), right, () => 0),
  };
}

type Sent = ReturnType<typeof meet>["toLeft"];

function taken(held: Holdings, sent: Sent): Holdings {
  const next = new Map([...held].map(([stream, items]) => [stream, [...items]]));
  for (const { stream, item } of sent) {
    const items = next.get(stream) ?? [];
    next.set(stream, items);
    if (!items.some(({ entryId }) => entryId === item.entryId)) items.push(item);
  }
  return next;
}

function idsOf(held: Holdings): readonly string[] {
  return [...held.values()].flatMap((items) => items.map(({ entryId }) => entryId)).toSorted();
}

function sentIds(sent: Sent): readonly string[] {
  return sent.map(({ item }) => item.entryId).toSorted();
}

describe("two replicas that meet", () => {
  test("[MEET1] send exactly what the other lacks, and hold the same afterwards", () => {
    fc.assert(
      fc.property(worlds(1), (world) => {
        const left = holdingsOf(world, ({ isLeft }) => isLeft);
        const right = holdingsOf(world, ({ isRight }) => isRight);
        const { toLeft, toRight } = meet(left, right);
        const onlyLeft = holdingsOf(world, ({ isLeft, isRight }) => isLeft && !isRight);
        const onlyRight = holdingsOf(world, ({ isLeft, isRight }) => isRight && !isLeft);
        expect(sentIds(toRight)).toEqual(idsOf(onlyLeft));
        expect(sentIds(toLeft)).toEqual(idsOf(onlyRight));
        expect(meet(taken(left, toLeft), taken(right, toRight)).differing).toEqual([]);
      }),
    );
  });

  test("[MEET1] [ENT6] hold the same after a few meetings, whoever forked", () => {
    fc.assert(
      fc.property(worlds(3), (world) => {
        let left = holdingsOf(world, ({ isLeft }) => isLeft);
        let right = holdingsOf(world, ({ isRight }) => isRight);
        const all = idsOf(holdingsOf(world, ({ isLeft, isRight }) => isLeft || isRight));
        for (let round = 0; round < ROUNDS_MAX; round += 1) {
          const { toLeft, toRight } = meet(left, right);
          [left, right] = [taken(left, toLeft), taken(right, toRight)];
        }
        expect(idsOf(left)).toEqual(all);
        expect(idsOf(right)).toEqual(all);
        expect(meet(left, right).differing).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("[MEET1] say nothing more when they hold the same, in whatever order", () => {
    fc.assert(
      fc.property(worlds(2), (world) => {
        const held = holdingsOf(world, () => true);
        const turned = holdingsOf(world.toReversed(), () => true);
        expect(overviewOf(salt, turned)).toEqual(overviewOf(salt, held));
        expect(meet(held, turned).toLeft).toEqual([]);
      }),
    );
  });

  test("[MEET1] send help first, and each chain in its order", () => {
    const held: Holdings = new Map([
      [
        "members",
        [1, 2, 3].map((seq) => itemOf("members", "aa00000000000001" as DeviceId, seq, 0)),
      ],
      ["safety", [2, 1].map((seq) => itemOf("safety", "0b00000000000003" as DeviceId, seq, 0))],
    ]);
    const { differing } = meet(held, new Map());
    const sent = missingFrom(frontiersOf(new Map(), differing), held, (_item, stream) =>
      stream === "safety" ? 0 : 1,
    );
    expect(sent.map(({ stream, item }) => `${stream} ${item.seq}`)).toEqual([
      "safety 1",
      "safety 2",
      "members 1",
      "members 2",
      "members 3",
    ]);
  });

  test("[MEET1] mix no two meetings: with another salt the same entries look otherwise", () => {
    const held = holdingsOf([placed()], () => true);
    const other = overviewOf(new Uint8Array(SALT_BYTES), held);
    expect(other.streams).not.toEqual(overviewOf(salt, held).streams);
    expect(() => bucketsThatDiffer(other, overviewOf(salt, held))).toThrow("two meetings");
  });
});

describe("messages of a meeting", () => {
  const isInOneForm = (bytes: Uint8Array) => {
    const overview = decodeOverview(bytes);
    const frontiers = decodeFrontiers(bytes);
    return (
      (overview === undefined || bytesToHex(encodeOverview(overview)) === bytesToHex(bytes)) &&
      (frontiers === undefined || bytesToHex(encodeFrontiers(frontiers)) === bytesToHex(bytes))
    );
  };

  test("[MEET1] noise and damage are refused, or are another message in its one form", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), isInOneForm));
    fc.assert(
      fc.property(worlds(2), fc.nat(), fc.integer({ min: 1, max: 255 }), (world, place, change) => {
        const held = holdingsOf(world, () => true);
        const { differing } = meet(held, new Map());
        const messages = [
          encodeOverview(overviewOf(salt, held)),
          encodeFrontiers(frontiersOf(held, differing)),
        ];
        return messages.every((message) => {
          const damaged = Uint8Array.from(message);
          const at = place % damaged.length;
          damaged[at] = (damaged[at] ?? 0) ^ change;
          return isInOneForm(damaged);
        });
      }),
    );
  });

  test("[MEET1] of two stations with 1,500 reports that differ in one, little is said", () => {
    const world = Array.from({ length: 1_500 }, (_, index) => {
      const author = bytesToHex(sha256(utf8ToBytes(String(index)))).slice(0, 16) as DeviceId;
      return {
        stream: "safety" as const,
        item: itemOf("safety", author, 1, 0),
        isLeft: true,
        isRight: index > 0,
      };
    });
    const left = holdingsOf(world, ({ isLeft }) => isLeft);
    const right = holdingsOf(world, ({ isRight }) => isRight);
    const { differing, toRight, toLeft } = meet(left, right);
    expect([toRight.length, toLeft.length]).toEqual([1, 0]);
    expect(encodeOverview(overviewOf(salt, left)).length).toBeLessThan(3_200);
    expect(encodeFrontiers(frontiersOf(right, differing)).length).toBeLessThan(300);
  });
});

function placed(): Placed {
  const item = itemOf("members", "aa00000000000001" as DeviceId, 1, 0);
  return { stream: "members", item, isLeft: true, isRight: true };
}
