import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import type { BoardRowView } from "../../engine/api.ts";
import {
  filterRows,
  NO_FILTER,
  openMatters,
  printedList,
  rowsByAssignee,
  sortRows,
  withoutGone,
} from "./board-list.ts";

function row(household: number, change: Partial<BoardRowView>): BoardRowView {
  return {
    incident: "0102030405060708" as IncidentId,
    household,
    group: 1,
    mark: `1班-${household}`,
    name: `見本${household}`,
    kana: `みほん${household}`,
    state: "unread",
    isInTotal: true,
    hasApp: true,
    needsCheck: false,
    personsUnknown: 0,
    lastReportedAtMs: undefined,
    lastArrivedAtMs: undefined,
    readAtMs: undefined,
    reports: [],
    acknowledged: [],
    followUp: undefined,
    walkingOrder: household,
    ...change,
  };
}

const numbers = (rows: readonly BoardRowView[]) => rows.map(({ household }) => household);

test("the list begins with help, then doubt, then a wish for contact, and silence comes before safety", () => {
  const rows = [
    row(1, { state: "safe" }),
    row(2, { state: "read" }),
    row(3, { state: "contact" }),
    row(4, { state: "noApp" }),
    row(5, { state: "safe", needsCheck: true }),
    row(6, { state: "help" }),
    row(7, { state: "partlySafe" }),
  ];
  expect(numbers(sortRows(rows))).toEqual([6, 5, 3, 4, 2, 7, 1]);
});

test("before an end is said what is not done: each household once, also those without the app, not those that are done", () => {
  const done = { assignee: "柳", isDone: true, note: "", atMs: 1, seen: [] };
  const rows = [
    row(1, { state: "help", needsCheck: true }),
    row(2, { state: "help", isInTotal: false, hasApp: false }),
    row(3, { state: "help", followUp: done }),
    row(4, { state: "safe", needsCheck: true }),
    row(5, { state: "contact" }),
    row(6, { state: "noApp" }),
    row(7, { state: "read" }),
    row(8, { state: "safe" }),
    row(9, { state: "partlySafe", personsUnknown: 2 }),
    row(10, { state: "partlySafe", followUp: done }),
  ];
  expect(openMatters(rows)).toEqual({
    ...{ help: 2, needsCheck: 1, contact: 1, partlySafe: 1, silent: 2 },
  });
  expect(openMatters([row(8, { state: "safe" })])).toEqual({
    ...{ help: 0, needsCheck: 0, contact: 0, partlySafe: 0, silent: 0 },
  });
});

test("within one state the list follows the way people walk", () => {
  const rows = [
    row(1, { walkingOrder: 9 }),
    row(2, { group: 2, walkingOrder: 1 }),
    row(3, { walkingOrder: 2 }),
  ];
  expect(numbers(sortRows(rows))).toEqual([3, 1, 2]);
});

test("search looks at mark, name and kana after both were normalised", () => {
  const rows = [row(1, { name: "中川" }), row(2, { kana: "ヤマモト" })];
  const normalise = (text: string) => text.replace("ヤマモト", "やまもと");
  expect(numbers(filterRows(rows, { ...NO_FILTER, search: "やまもと" }, normalise))).toEqual([2]);
  expect(numbers(filterRows(rows, { ...NO_FILTER, search: "1班-1" }, normalise))).toEqual([1]);
});

test("要確認 can be asked for whatever the state", () => {
  const rows = [row(1, { state: "safe", needsCheck: true }), row(2, { state: "safe" })];
  const filter = { ...NO_FILTER, states: new Set(["needsCheck"] as const) };
  expect(numbers(filterRows(rows, filter, (text) => text))).toEqual([1]);
});

test("the paper holds help on top, who waits, who is only partly safe, then those not heard from, by group", () => {
  const rows = [
    row(1, { state: "safe" }),
    row(2, { state: "unread", group: 2 }),
    row(3, { state: "noApp" }),
    row(4, { state: "help" }),
    row(5, { state: "read", needsCheck: true }),
    row(6, { state: "partlySafe" }),
    row(7, { state: "partlySafe", needsCheck: true }),
    row(8, { state: "contact", group: 2 }),
    row(9, { state: "contact" }),
  ];
  const paper = printedList(rows);
  expect(numbers(paper.help)).toEqual([4, 5, 7]);
  expect(numbers(paper.contact)).toEqual([9, 8]);
  expect(numbers(paper.partlySafe)).toEqual([6]);
  expect(paper.notHeardFrom.map(({ group, rows: inGroup }) => [group, numbers(inGroup)])).toEqual([
    [1, [3]],
    [2, [2]],
  ]);
});

test("who was taken off and never spoken of is neither printed nor open; who was spoken of stays", () => {
  const rows = [
    row(1, {}),
    row(2, {}),
    row(3, { reports: [{} as BoardRowView["reports"][number]] }),
  ];
  expect(numbers(withoutGone(rows, new Set([2, 3])))).toEqual([1, 3]);
});

test("who goes where leaves out what is done", () => {
  const followUp = { assignee: "北", isDone: false, note: "", atMs: 0, seen: [] };
  const rows = [
    row(1, { followUp }),
    row(2, { followUp: { ...followUp, isDone: true } }),
    row(3, { followUp }),
  ];
  expect([...rowsByAssignee(rows)].map(([name, going]) => [name, numbers(going)])).toEqual([
    ["北", [1, 3]],
  ]);
});
