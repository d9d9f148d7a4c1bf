import { SECONDS_MAX } from "@tomoshibi/shared/records/fields.ts";
import { incidentIdOf } from "@tomoshibi/shared/safety/incident-id.ts";
import { foldIncidents, nextChangeSeconds } from "@tomoshibi/shared/safety/incidents.ts";
import { record } from "@tomoshibi/shared/testing/recorded.ts";
import { expect, test } from "vitest";
import type { BoardRowView, IncidentView } from "../../engine/api.ts";
import { type CallsAfterEnd, callsAfterEnd, endedLately } from "./calls-after-end.ts";

const END = 1_000_000;

const row = (
  arrivedAtMs: number,
  more: { status?: string; isCurrent?: boolean; isDone?: boolean; isSeen?: boolean } = {},
): BoardRowView =>
  ({
    followUp:
      more.isDone === undefined
        ? undefined
        : { isDone: more.isDone, atMs: END, seen: more.isSeen === false ? [] : ["call"] },
    reports: [
      {
        ...{ recordId: "call", by: "self", isCurrent: more.isCurrent ?? true, arrivedAtMs },
        subjects: [{ subject: "self", status: more.status ?? "help" }],
      },
    ],
  }) as unknown as BoardRowView;

const NONE: CallsAfterEnd = { households: 0, byNeighbours: 0 };
const ONE: CallsAfterEnd = { households: 1, byNeighbours: 0 };

test("[DEL1] a call for help that came after the end is told until somebody has seen to it", () => {
  expect(callsAfterEnd([row(END + 1)], END)).toEqual(ONE);
  expect(callsAfterEnd([row(END + 1, { isDone: false })], END)).toEqual(ONE);
  expect(callsAfterEnd([row(END + 1, { isDone: true })], END)).toEqual(NONE);
  // Marked as done for what was said before: this call nobody has had before the eyes.
  expect(callsAfterEnd([row(END + 1, { isDone: true, isSeen: false })], END)).toEqual(ONE);
});

test("[DEL1] what a shelter's desk wrote down before the household was marked, and handed in after the end, nobody has seen", () => {
  const done = row(END + 1, { isDone: true, isSeen: false });
  const reports = done.reports.map((one) => ({
    ...{ ...one, by: "desk" as const },
    reportedAtMs: END - 30 * 60_000,
  }));
  expect(callsAfterEnd([{ ...done, reports }], END)).toEqual(ONE);
});

test("[STR1] what a neighbour alone says is told, and never as the household's own call: anybody may say it of everybody", () => {
  const said = row(END + 1);
  const reports = said.reports.map((one) => ({ ...one, isEvidenceOnly: true }));
  const rows = [
    { ...said, reports },
    { ...said, reports: [...reports, ...said.reports] },
  ];
  expect(callsAfterEnd(rows, END)).toEqual({ households: 1, byNeighbours: 1 });
});

test("what was there before the end, was put right, or is no call, is not told again", () => {
  expect(callsAfterEnd([row(END)], END)).toEqual(NONE);
  expect(callsAfterEnd([row(END + 1, { isCurrent: false })], END)).toEqual(NONE);
  expect(callsAfterEnd([row(END + 1, { status: "safe" })], END)).toEqual(NONE);
});

const DAY = 24 * 60 * 60_000;
const NOW = 1_775_001_600_000;
const ended = (closedAtMs: number, more: object = {}): IncidentView =>
  ({
    isOpen: false,
    isShown: true,
    isDrill: false,
    closedAtMs,
    ...more,
  }) as unknown as IncidentView;

test("a drill that ended, or a check that is open or not shown, asks nobody to go", () => {
  const real = ended(NOW - 1);
  const others = [{ isDrill: true }, { isOpen: true }, { isShown: false }];
  const all = [real, ...others.map((more) => ended(NOW - 1, more))];
  expect(endedLately(all, NOW, 0)).toEqual([real]);
});

test("history that a new device or a new officer reads is no call that came late", () => {
  expect(endedLately([ended(NOW - 8 * DAY)], NOW, 0)).toEqual([]);
  expect(endedLately([ended(NOW - DAY)], NOW, NOW - DAY + 1)).toEqual([]);
  expect(endedLately([ended(NOW - DAY)], NOW, NOW - 2 * DAY)).toHaveLength(1);
  // A clock that was ahead when the check was ended.
  expect(endedLately([ended(NOW + DAY)], NOW, 0)).toHaveLength(1);
});

test("[DEL1] nobody keeps a call from the desk by a clock years ahead, a member's neither, which the end of the check has to outrank", () => {
  const hour = { type: "manual", utcHour: 1 } as const;
  const incident = incidentIdOf(hour);
  const opening = { kind: "incidentOpened", incident, origin: hour, cause: "other" } as const;
  const officer = { device: 9, isByOfficer: true };
  const said = [
    record(1, { ...opening, title: "", atSeconds: NOW / 1000 - 60 }, officer),
    // By a member, about a check that is none of theirs.
    record(2, { kind: "incidentChanged", incident, change: "cancelled", atSeconds: SECONDS_MAX }),
  ];
  const atSeconds = nextChangeSeconds(NOW, said, [incident]);
  const closed = { kind: "incidentChanged", incident, change: "closed", atSeconds } as const;
  const shown = foldIncidents([...said, record(3, closed, { ...officer, arrivedAtMs: NOW })]);
  const [check] = endedLately(
    shown.map((one) => ended(0, one)),
    NOW + DAY,
    0,
  );
  expect(check).toMatchObject({ incident, closedAtMs: NOW });
  expect(callsAfterEnd([row(NOW + 1)], check?.closedAtMs ?? 0)).toEqual(ONE);
});

const HOUR = { type: "manual", utcHour: 1 } as const;
const CHECK = incidentIdOf(HOUR);
const SECONDS = NOW / 1000;
const OFFICER = { device: 9, isByOfficer: true };
const openedAs = (number: number, by: { device: number; isByOfficer?: boolean }) =>
  record(
    number,
    {
      ...({ kind: "incidentOpened", incident: CHECK, origin: HOUR, cause: "other" } as const),
      ...{ title: "", atSeconds: SECONDS - 60 },
    },
    by,
  );
const endedAs = (
  number: number,
  change: "closed" | "cancelled",
  minutes: number,
  by: { device: number; isByOfficer?: boolean },
) =>
  record(
    number,
    { kind: "incidentChanged", incident: CHECK, change, atSeconds: SECONDS + 60 * minutes },
    { ...by, arrivedAtMs: NOW + 60_000 * minutes },
  );
const told = (records: Parameters<typeof foldIncidents>[0], callMinutes: number) => {
  const all = foldIncidents(records).map((one) => ended(0, one));
  const [check] = endedLately(all, NOW + DAY, 0);
  return callsAfterEnd([row(NOW + 60_000 * callMinutes)], check?.closedAtMs ?? Infinity);
};

test("[DEL1] a call between the ends of two officers, who did not know of each other's, came after the first", () => {
  const first = [openedAs(1, OFFICER), endedAs(2, "closed", 0, OFFICER)];
  const second = endedAs(3, "closed", 10, { device: 8, isByOfficer: true });
  expect([told(first, 5), told([...first, second], 5)]).toEqual([ONE, ONE]);
  // Where the check was open again between, it was on an open board.
  const again = record(
    4,
    { kind: "incidentChanged", incident: CHECK, change: "reopened", atSeconds: SECONDS + 60 },
    OFFICER,
  );
  expect(told([...first, again, second], 5)).toEqual(NONE);
});

test("[DEL1] where no officer ended a check, but who opened it took that back, every call that stands is told: nobody in office may have looked", () => {
  const opener = { device: 1 };
  const takenBack = [openedAs(1, opener), endedAs(2, "cancelled", 10, opener)];
  expect(told(takenBack, 5)).toEqual(ONE);
  // Nor does a member's word about what is not theirs make it earlier or later.
  expect(told([...takenBack, endedAs(3, "cancelled", 60, { device: 5 })], 30)).toEqual(ONE);
  // とりけし by an officer is an end like any other.
  expect(told([openedAs(1, opener), endedAs(2, "cancelled", 10, OFFICER)], 5)).toEqual(NONE);
});

test("[STR1] checks that somebody opened and took back, as often as a thumb can, stand below what officers ended", () => {
  const end = { arrivedAtMs: NOW, saidAtMs: NOW };
  const takenBack = ended(NOW, { ended: { ...end, isByOfficer: false } });
  const byOfficer = ended(NOW - DAY, { ended: { ...end, isByOfficer: true } });
  const listed = endedLately([takenBack, takenBack, byOfficer], NOW, 0);
  expect(listed.map((one) => one.ended?.isByOfficer)).toEqual([true, false, false]);
});
