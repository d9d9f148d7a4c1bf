import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { type BoardRow, HOUSEHOLD_STATES } from "../safety/board-types.ts";
import { countRows } from "../safety/counts.ts";
import { incidentId } from "../testing/recorded.ts";
import {
  type Digest,
  countsOfDigest,
  decodeDigest,
  digestOfBoard,
  encodeDigest,
  isSameDigest,
} from "./digest.ts";

const INCIDENT = {
  incident: incidentId(1),
  ...{ isDrill: false, cause: "earthquake" as const, title: "朝の地震" },
  openedAtMs: 1_775_001_600_000,
};

/** A row as the fold gives it, as far as counting looks at it. */
const row = fc
  .record({
    household: fc.integer({ min: 1, max: 400 }),
    state: fc.constantFrom(...HOUSEHOLD_STATES),
    needsCheck: fc.boolean(),
    isInTotal: fc.boolean(),
    hasApp: fc.boolean(),
  })
  .map(
    (one) =>
      ({
        ...one,
        // In the total a silent household is 未読: see stateOf in safety/board.ts.
        state: one.isInTotal && one.state === "noApp" ? "unread" : one.state,
        hasApp: one.state !== "noApp" && one.hasApp,
      }) as unknown as BoardRow,
  );
const board = fc.uniqueArray(row, { maxLength: 300, selector: ({ household }) => household });

function digest(rows: readonly BoardRow[]): Digest {
  return { atSeconds: 7, records: 9, incidents: [digestOfBoard(INCIDENT, rows)] };
}

describe("[DOC4] a digest", () => {
  test("[DOC4] the counts of a board's digest are the board's counts, whatever the order of its rows", () => {
    fc.assert(
      fc.property(board, fc.nat(), (rows, turn) => {
        const turned = [
          ...rows.slice(turn % (rows.length + 1)),
          ...rows.slice(0, turn % (rows.length + 1)),
        ];
        const summed = digestOfBoard(INCIDENT, rows);
        expect(countsOfDigest(summed)).toEqual(countRows(rows));
        expect(digestOfBoard(INCIDENT, turned)).toEqual(summed);
      }),
    );
  });

  test("[DOC4] what is encoded is decoded as it was", () => {
    fc.assert(
      fc.property(board, (rows) => {
        expect(decodeDigest(encodeDigest(digest(rows)))).toEqual(digest(rows));
      }),
    );
  });

  test("[DOC4] what is damaged is refused or has another meaning in its own one form; nothing throws", () => {
    const damaged = fc.tuple(board, fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), damaged), (input) => {
        let bytes: Uint8Array;
        if (input instanceof Uint8Array) bytes = input;
        else {
          bytes = encodeDigest(digest(input[0]));
          bytes[input[1] % bytes.length] = input[2];
        }
        const read = decodeDigest(bytes);
        if (read !== undefined) expect(encodeDigest(read)).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });

  test("[DOC4] 256 households take two bits each: the whole digest fits 200 bytes", () => {
    const rows = Array.from({ length: 256 }, (_, at) => ({
      ...{ household: at + 1, isInTotal: true, hasApp: true, needsCheck: at === 9 },
      state: at < 150 ? "safe" : at === 150 ? "contact" : at < 164 ? "read" : "unread",
    })) as unknown as readonly BoardRow[];
    const bytes = encodeDigest(digest(rows));
    expect(bytes.length).toBeLessThanOrEqual(200);
    expect(countRows(rows)).toMatchObject({ total: 256, answered: 151, read: 13, unread: 92 });
  });

  test.each([
    ["codes beyond the households", [1, 2], [0b1_0000], [], []],
    ["a byte for what needs none", [0, 1], [0b11], [12], []],
    ["a byte too many", [0, 1], [0b10], [0], []],
    ["a byte too few", [0, 1], [0b11], [], []],
    ["アプリなし in the total", [0, 1], [0b11], [7], []],
    ["two runs that are one", [0, 1, 0, 1], [0], [], []],
    ["an empty run", [0, 0], [], [], []],
    ["one household twice", [0, 1], [0], [], [0, 0]],
    ["a household beside the total that counts nowhere", [1, 1], [0], [], [0, 4]],
    ["a state beyond 32 bits: fuzzing found it", [1, 1], [0], [], [0, 2 ** 32 + 1]],
    ["more households than there can be", [0, 99_999], [0], [], []],
  ])("[DOC4] a digest with %s is refused whole", (_name, runs, codes, others, outside) => {
    const packed = [runs, Uint8Array.from(codes), Uint8Array.from(others), outside];
    const fields = [new Uint8Array(8), 0, 0, "", 1, 0, ...packed];
    expect(decodeDigest(encodeCbor([1, 1, 1, [fields]]))).toBeUndefined();
    const honest = [[0, 1], Uint8Array.of(0b11), Uint8Array.of(1), [0, 1]];
    const sound = [new Uint8Array(8), 0, 0, "", 1, 0, ...honest.slice(0, 3), []];
    expect(decodeDigest(encodeCbor([1, 1, 1, [sound]]))).toBeDefined();
  });

  test("[DOC4] アプリなし hangs on the roster: two digests that differ in it alone say the same", () => {
    const one = digest([]);
    const [summed] = one.incidents;
    if (summed === undefined) throw new Error("Broken invariant: one incident");
    expect(isSameDigest(one, { ...one, incidents: [{ ...summed, noApp: 3 }] })).toBe(true);
    const outside = [{ household: 4, state: "help" as const, needsCheck: false }];
    expect(isSameDigest(one, { ...one, incidents: [{ ...summed, outside }] })).toBe(false);
    expect(decodeCbor(encodeDigest(one))).toHaveLength(4);
  });
});
