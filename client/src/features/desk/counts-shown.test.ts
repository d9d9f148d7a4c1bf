import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import { expect, test } from "vitest";
import { COUNT_COLUMNS, helpIn, isKnown, outsideOf, printedColumns } from "./counts-shown.ts";

const counts: Counts = {
  ...{ answered: 5, safe: 4, partlySafe: 0, contact: 0, help: 1, read: 2, unread: 3, total: 10 },
  ...{ noApp: 4, needsCheck: 0, outsideAnswered: 3, outsideContact: 1, outsideHelp: 2 },
};

test("a call for help from outside the total stands beside the number, on the board and on paper", () => {
  expect(helpIn(counts)).toBe(3);
  expect(outsideOf(counts, "help")).toBe(2);
  expect(outsideOf(counts, "contact")).toBe(1);
  expect(outsideOf(counts, "answered")).toBe(3);
  expect(outsideOf(counts, "unread")).toBe(0);
  expect(printedColumns(false)).toContain("help");
  expect(printedColumns(false)).toContain("contact");
});

test("a leader cannot know who has opened the question: no number stands for it", () => {
  expect(COUNT_COLUMNS.filter((column) => !isKnown(column, true))).toEqual(["read"]);
  expect(COUNT_COLUMNS.every((column) => isKnown(column, false))).toBe(true);
  expect(printedColumns(true)).not.toContain("read");
  expect(printedColumns(false)).toContain("read");
});
