import {
  type BoardRow,
  type Counts,
  HOUSEHOLD_STATES,
} from "@tomoshibi/shared/safety/board-types.ts";
import { countRows } from "@tomoshibi/shared/safety/counts.ts";
import { expect, test } from "vitest";
import {
  COUNT_COLUMNS,
  helpIn,
  isBeyondRows,
  isKnown,
  outsideOf,
  printedColumns,
} from "./counts-shown.ts";

const counts: Counts = {
  ...{ answered: 5, safe: 4, partlySafe: 0, contact: 0, help: 1, read: 2, unread: 3, total: 10 },
  ...{ noApp: 4, needsCheck: 0, outsideAnswered: 3, outsideContact: 1, outsideHelp: 2 },
};

test("a call for help from outside the total stands beside the number, on the board and on paper", () => {
  expect(helpIn(counts)).toBe(3);
  expect(outsideOf(counts, "help", [])).toBe(2);
  expect(outsideOf(counts, "contact", [])).toBe(1);
  expect(outsideOf(counts, "answered", [])).toBe(3);
  expect(outsideOf(counts, "unread", [])).toBe(0);
  expect(printedColumns(false)).toContain("help");
  expect(printedColumns(false)).toContain("contact");
});

test("[ERA1] numbers from before an erasure are told apart from the lines that are left", () => {
  const row = (isInTotal: boolean) => ({ isInTotal });
  expect(isBeyondRows({ total: 2 }, [row(true), row(true), row(false)])).toBe(false);
  expect(isBeyondRows({ total: 3 }, [row(true), row(true), row(false)])).toBe(true);
  // All was erased, which the board says: not because a household was taken off.
  expect(isBeyondRows({ total: 3 }, [])).toBe(false);
});

test("every number with what stands beside it is the number of rows that say so: nobody is counted twice or under nothing", () => {
  const row = (state: BoardRow["state"], isInTotal: boolean, hasApp = isInTotal) =>
    ({ state, isInTotal, hasApp, needsCheck: false, group: 1 }) as BoardRow;
  const rows = [
    ...(["help", "contact", "unread", "read", "partlySafe", "safe", "safe"] as const).flatMap(
      // In the total, without the app, and registered after the total was fixed.
      (state) => [row(state, true), row(state, false), row(state, false, true)],
    ),
    ...[row("noApp", false), row("noApp", false)],
  ];
  const ofRows = countRows(rows);
  for (const state of HOUSEHOLD_STATES) {
    const said = rows.filter((one) => one.state === state).length;
    expect([state, ofRows[state] + outsideOf(ofRows, state, rows)]).toEqual([state, said]);
  }
  expect(outsideOf(ofRows, "safe", rows)).toBe(4);
  expect(ofRows.noApp).toBe(2);
});

test("a leader cannot know who has opened the question: no number stands for it", () => {
  expect(COUNT_COLUMNS.filter((column) => !isKnown(column, true))).toEqual(["read"]);
  expect(COUNT_COLUMNS.every((column) => isKnown(column, false))).toBe(true);
  expect(printedColumns(true)).not.toContain("read");
  expect(printedColumns(false)).toContain("read");
});
