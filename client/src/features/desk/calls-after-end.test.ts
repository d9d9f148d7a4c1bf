import { expect, test } from "vitest";
import type { BoardRowView, IncidentView } from "../../engine/api.ts";
import { callsAfterEnd, ENDED_LOOKED_AT, endedLately } from "./calls-after-end.ts";

const END = 1_000_000;

const row = (
  arrivedAtMs: number,
  more: { status?: string; isCurrent?: boolean; isDone?: boolean } = {},
): BoardRowView =>
  ({
    followUp: more.isDone === undefined ? undefined : { isDone: more.isDone },
    reports: [
      {
        ...{ isCurrent: more.isCurrent ?? true, arrivedAtMs },
        subjects: [{ subject: "self", status: more.status ?? "help" }],
      },
    ],
  }) as unknown as BoardRowView;

test("[DEL1] a call for help that came after the end is told until somebody has seen to it", () => {
  expect(callsAfterEnd([row(END + 1)], END)).toHaveLength(1);
  expect(callsAfterEnd([row(END + 1, { isDone: false })], END)).toHaveLength(1);
  expect(callsAfterEnd([row(END + 1, { isDone: true })], END)).toEqual([]);
});

test("what was there before the end, was put right, or is no call, is not told again", () => {
  expect(callsAfterEnd([row(END)], END)).toEqual([]);
  expect(callsAfterEnd([row(END + 1, { isCurrent: false })], END)).toEqual([]);
  expect(callsAfterEnd([row(END + 1, { status: "safe" })], END)).toEqual([]);
  expect(callsAfterEnd([row(END + 1)], undefined)).toEqual([]);
});

test("a drill that ended asks nobody to go", () => {
  const ended = { isOpen: false, isShown: true, closedAtMs: 1 };
  const drill = { ...ended, isDrill: true } as unknown as IncidentView;
  const real = { ...ended, isDrill: false } as unknown as IncidentView;
  expect(endedLately([drill, real])).toEqual([real]);
});

test("the checks that ended last are looked through", () => {
  const incidents = Array.from(
    { length: ENDED_LOOKED_AT + 2 },
    (_, index) =>
      ({
        incident: `${index}`,
        isOpen: index === 0,
        isShown: true,
        closedAtMs: index,
      }) as unknown as IncidentView,
  );
  expect(endedLately(incidents).map(({ closedAtMs }) => closedAtMs)).toEqual(
    Array.from({ length: ENDED_LOOKED_AT }, (_, index) => ENDED_LOOKED_AT + 1 - index),
  );
});
