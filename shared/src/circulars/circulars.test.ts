import { expect, test } from "vitest";
import type { CircularId } from "../base/ids.ts";
import { record } from "../testing/recorded.ts";
import { circularsDocumentOf, fiscalYearOf } from "./fiscal-year.ts";
import { foldCircularReads, isReadBy } from "./reads.ts";

const circular = "00000000000000aa" as CircularId;
const other = "00000000000000bb" as CircularId;
function read(n: number, household: number, atSeconds: number, of = circular) {
  return record(n, { kind: "circularRead", circular: of, atSeconds } as const, {
    device: n,
    household,
  });
}

test("one device that opened it speaks for its household", () => {
  const reads = [
    read(1, 2, 50),
    read(2, 2, 40),
    read(3, 1, 60),
    read(4, 3, 10, other),
    read(5, 0, 10),
  ];
  const answer = foldCircularReads(circular, [1, 2, 3], reads);
  expect(answer.readHouseholds).toEqual([1, 2]);
  expect(answer.unreadHouseholds).toEqual([3]);
  expect([...answer.readAtMsByHousehold]).toEqual([
    [1, 60_000],
    [2, 40_000],
  ]);
  expect(foldCircularReads(circular, [3, 2, 1], [...reads, ...reads].toReversed())).toEqual(answer);
  expect(isReadBy(circular, 2, reads)).toBe(true);
  expect(isReadBy(circular, 3, reads)).toBe(false);
  expect(isReadBy(circular, 0, reads)).toBe(false);
});

test("年度 begins on the first of April in Japan", () => {
  const at = (text: string) => fiscalYearOf(Date.parse(text));
  expect(at("2026-03-31T23:59:59+09:00")).toBe(2025);
  expect(at("2026-04-01T00:00:00+09:00")).toBe(2026);
  expect(at("2024-02-29T12:00:00+09:00")).toBe(2023);
  expect(at("2027-01-01T00:00:00+09:00")).toBe(2026);
  for (let year = 1999; year < 2110; year += 1) {
    expect(at(`${year}-03-31T14:59:59Z`), `${year}`).toBe(year - 1);
    expect(at(`${year}-03-31T15:00:00Z`), `${year}`).toBe(year);
  }
  expect(circularsDocumentOf(Date.parse("2026-05-01"))).toBe("circulars/2026");
});
