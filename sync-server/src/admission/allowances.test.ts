/** What buckets remember, and of whom. */
import { beforeEach, expect, test } from "vitest";
import { type ManualClock, createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { type Allowances, createAllowances } from "./allowances.ts";
import { BUCKETS_MAX, MEMBER_ALLOWANCE, UNKNOWN_ALLOWANCE } from "./limits.ts";

let clock: ManualClock;
let allowances: Allowances;

beforeEach(() => {
  clock = createManualClock();
  allowances = createAllowances({ clock });
});

function countTaken(name: string, allowance = MEMBER_ALLOWANCE): number {
  let count = 0;
  while (allowances.take(name, allowance)) count += 1;
  return count;
}

test("[REL4] however many names strangers make up, nobody's spent allowance is forgotten", () => {
  expect(countTaken("member")).toBe(MEMBER_ALLOWANCE.burst);
  for (let count = 0; count <= BUCKETS_MAX; count += 1) {
    allowances.take(`stranger ${count}?`, UNKNOWN_ALLOWANCE);
  }
  expect(countTaken("member")).toBe(0);
});

test("[REL4] a stranger's name is limited too, as long as it is remembered", () => {
  expect(countTaken("stranger?", UNKNOWN_ALLOWANCE)).toBe(UNKNOWN_ALLOWANCE.burst);
  expect(countTaken("stranger?", UNKNOWN_ALLOWANCE)).toBe(0);
  clock.advance(UNKNOWN_ALLOWANCE.refillMs);
  expect(countTaken("stranger?", UNKNOWN_ALLOWANCE)).toBe(1);
});
