import { expect, test } from "vitest";
import type { IncidentView, OwnReportView } from "../../engine/api.ts";
import { endedCall, readSeenCall, writeSeenCall } from "./ended-call.ts";

const NOW = 1_775_001_600_000;
const HOUR = 3_600_000;

const ended = (incident: string, closedAtMs: number | undefined): IncidentView =>
  ({
    incident,
    joined: [incident],
    isOpen: closedAtMs === undefined,
    closedAtMs,
  }) as unknown as IncidentView;

const call = (incident: string, more: object = {}): OwnReportView =>
  ({
    ...{ incident, isCurrent: true, delivery: "saved", acknowledgedAtMs: undefined },
    ...{ subjects: [{ subject: "self", status: "help" }], ...more },
  }) as unknown as OwnReportView;

test("[DEL2] whose call stood when the check ended is told so, and how far it came", () => {
  const incidents = [ended("a", NOW - HOUR)];
  expect(endedCall(incidents, [call("a")], NOW, 0)).toEqual({
    closedAtMs: NOW - HOUR,
    isReceived: false,
  });
  const received = [call("a", { delivery: "received" })];
  expect(endedCall(incidents, received, NOW, 0)).toMatchObject({ isReceived: true });
  // The mother's has come, the son's has not: nobody is told that his has.
  const half = [call("a", { delivery: "received" }), call("a")];
  expect(endedCall(incidents, half, NOW, 0)).toMatchObject({ isReceived: false });
});

test("who was answered, put it right, called in an open check or long ago, is told nothing", () => {
  const incidents = [ended("a", NOW - HOUR), ended("b", undefined), ended("c", NOW - 48 * HOUR)];
  const none = (...reports: readonly OwnReportView[]) =>
    expect(endedCall(incidents, reports, NOW, 0)).toBeUndefined();
  none(call("a", { acknowledgedAtMs: NOW }));
  none(call("a", { isCurrent: false }));
  none(call("a", { subjects: [{ subject: "self", status: "safe" }] }));
  none(call("b"), call("c"));
  const drill = { ...ended("d", NOW - HOUR), isDrill: true };
  expect(endedCall([drill], [call("d")], NOW, 0)).toBeUndefined();
});

test("what was put away stays away with all before it, and hides none that ended later", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const incidents = [ended("a", NOW - HOUR), ended("b", NOW - 2 * HOUR)];
  const reports = [call("a"), call("b")];
  const shown = () => endedCall(incidents, reports, NOW, readSeenCall(storage, "main"))?.closedAtMs;
  writeSeenCall(storage, "main", NOW - 2 * HOUR);
  expect(shown()).toBe(NOW - HOUR);
  writeSeenCall(storage, "main", NOW - HOUR);
  expect(shown()).toBeUndefined();
});
