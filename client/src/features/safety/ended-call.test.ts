import { expect, test } from "vitest";
import type { IncidentView, Intent, OwnReportView } from "../../engine/api.ts";
import { endedCall, readSeenCalls, writeSeenCalls } from "./ended-call.ts";

const NOW = 1_775_001_600_000;
const HOUR = 3_600_000;

const ended = (incident: string, closedAtMs: number | undefined, more: object = {}): IncidentView =>
  ({
    incident,
    joined: [incident],
    isOpen: closedAtMs === undefined,
    closedAtMs,
    ...more,
  }) as unknown as IncidentView;

let made = 0;
function call(incident: string, more: object = {}): OwnReportView {
  made += 1;
  return {
    ...{ recordId: `r${made}`, incident, isCurrent: true, delivery: "saved" },
    ...{ acknowledgedAtMs: undefined, subjects: [{ subject: "self", status: "help" }], ...more },
  } as unknown as OwnReportView;
}

/** A tap that is durable and has not been sealed. */
const stored = (incident: string): Intent =>
  ({
    ...{ id: "i1", state: "stored" },
    command: {
      ...{ type: "reportSafety", incident, household: undefined, corrects: [], atMs: NOW },
      subjects: [{ subject: "self", status: "help" }],
    },
  }) as unknown as Intent;

const told = (
  incidents: readonly IncidentView[],
  reports: readonly OwnReportView[],
  more: { readonly intents?: readonly Intent[]; readonly seen?: readonly string[] } = {},
) => endedCall({ incidents, reports, intents: [], nowMs: NOW, seen: [], ...more });

test("[DEL2] whose call stood when the check ended is told so, and how far it came", () => {
  const incidents = [ended("a", NOW - HOUR)];
  expect(told(incidents, [call("a")])).toMatchObject({ isReceived: false });
  const received = call("a", { delivery: "received" });
  expect(told(incidents, [received])).toMatchObject({ isReceived: true });
  // The mother's has come, the son's has not: nobody is told that his has.
  expect(told(incidents, [received, call("a")])).toMatchObject({ isReceived: false });
});

test("[DEL2] what an officer wrote down is with an officer; a leader's record is not there before a receipt", () => {
  const byOf = (by: string) => call("a", { by, isByThisDevice: false });
  const incidents = [ended("a", NOW - HOUR)];
  expect(told(incidents, [byOf("officer")])).toMatchObject({ isReceived: true });
  expect(told(incidents, [byOf("groupLeader")])).toMatchObject({ isReceived: false });
});

test("[DEL2] a call that has not come is not hidden behind one of a check that ended later, nor while it is only stored", () => {
  const incidents = [ended("a", NOW - HOUR), ended("b", NOW - 2 * HOUR)];
  const received = call("a", { delivery: "received" });
  expect(told(incidents, [received, call("b")])).toMatchObject({ isReceived: false });
  expect(told(incidents, [received], { intents: [stored("a")] })).toMatchObject({
    isReceived: false,
  });
  expect(told(incidents, [], { intents: [stored("b")] })).toMatchObject({ isReceived: false });
});

test("who was answered, put it right, called in an open check or long ago, is told nothing", () => {
  const incidents = [ended("a", NOW - HOUR), ended("b", undefined), ended("c", NOW - 48 * HOUR)];
  const none = (...reports: readonly OwnReportView[]) =>
    expect(told(incidents, reports)).toBeUndefined();
  none(call("a", { acknowledgedAtMs: NOW }));
  none(call("a", { isCurrent: false }));
  none(call("a", { subjects: [{ subject: "self", status: "safe" }] }));
  none(call("b"), call("c"));
  expect(told([ended("d", NOW - HOUR, { isDrill: true })], [call("d")])).toBeUndefined();
});

test("[DEL2] it is told too where the end of the check had to outrank a clock years ahead", () => {
  const far = ended("a", 9 * NOW, {
    ended: { arrivedAtMs: NOW - HOUR, saidAtMs: 9 * NOW, isByOfficer: true },
  });
  expect(told([far], [call("a")])).toBeDefined();
});

test("what was put away stays away, and hides no other call: neither of the same check nor of one that ended before", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const incidents = [ended("a", NOW - HOUR), ended("b", NOW - 2 * HOUR)];
  const [mother, son, before] = [call("a"), call("a"), call("b")];
  const shown = (...reports: readonly OwnReportView[]) =>
    told(incidents, reports, { seen: readSeenCalls(storage, "main") })?.calls;
  writeSeenCalls(storage, "main", shown(mother) ?? []);
  expect(shown(mother)).toBeUndefined();
  expect(shown(mother, son, before)).toEqual([son.recordId, before.recordId]);
});
