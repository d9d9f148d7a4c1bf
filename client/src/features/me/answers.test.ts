import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import type { IncidentView, Intent, OwnReportView, ReportSafety } from "../../engine/api.ts";
import { endedAnswers, eraseOwnAnswers } from "./answers.ts";

const id = (digit: string) => digit.repeat(16) as IncidentId;

const incident = (digit: string, change: Partial<IncidentView> = {}): IncidentView => ({
  ...{ incident: id(digit), joined: [id(digit)], origin: "manual", cause: "earthquake", title: "" },
  ...{ isDrill: false, isProvisional: false, isOpen: false, openedAtMs: 1000, closedAtMs: 2000 },
  ...{ openedByHouseholds: [], openedByDevices: [], isReadByMe: true, isOpenedByMe: false },
  ...{ isListed: false, isShown: true, memberCounts: undefined },
  ...change,
});

const SAFE = [{ subject: "self", status: "safe" }] as const;

const report = (digit: string, isByThisDevice: boolean): OwnReportView => ({
  ...{ recordId: id("f") as string as RecordId, intent: undefined, incident: id(digit) },
  ...{ isByThisDevice, subjects: SAFE, comment: "", place: undefined, reportedAtMs: 1500 },
  ...{ isCurrent: true, delivery: "received", relayedAtMs: undefined, receivedAtMs: undefined },
  acknowledgedAtMs: undefined,
});

test("[ERA1] nothing is offered to be erased while the check is open", () => {
  expect(endedAnswers([incident("a", { isOpen: true })], [report("a", true)], [])).toEqual([]);
});

test("[ERA1] tells what this device said from what the family's other devices said", () => {
  const reports = [report("a", true), report("a", false), report("a", false)];
  const [answers] = endedAnswers([incident("a")], reports, []);
  expect(answers).toMatchObject({ ownCount: 1, familyCount: 2 });
});

test("counts what was said in an incident that was joined with another", () => {
  const joined = incident("a", { joined: [id("a"), id("b")] });
  expect(endedAnswers([joined], [report("b", true)], [])).toMatchObject([{ ownCount: 1 }]);
});

test("lists the latest first, and none in which the household said nothing", () => {
  const incidents = [incident("a"), incident("b", { openedAtMs: 3000 }), incident("c")];
  const listed = endedAnswers(incidents, [report("a", true), report("b", true)], []);
  expect(listed.map((answers) => answers.incident.incident)).toEqual([id("b"), id("a")]);
});

const intent = (digit: string, state: Intent["state"], change: Partial<ReportSafety>): Intent => ({
  ...{ id: `intent-${digit}-${state}`, createdAtMs: 1600, failure: undefined, recordId: undefined },
  state,
  command: {
    ...{ type: "reportSafety", incident: id(digit), subjects: SAFE, comment: "", place: undefined },
    ...{ means: "app", by: "self", corrects: [], atMs: 1600, household: undefined, ...change },
  } as ReportSafety,
});

test("[DEL2] shows what was said and how far it came, also what is on this device alone", () => {
  const [answers] = endedAnswers([incident("a")], [report("a", true)], [intent("a", "stored", {})]);
  expect(answers?.reports).toMatchObject([
    { delivery: "received", reportedAtMs: 1500, subjects: SAFE },
    { delivery: "saved", reportedAtMs: 1600, subjects: SAFE },
  ]);
  // Nothing of it is an entry yet that could be erased.
  expect(endedAnswers([incident("a")], [], [intent("a", "stored", {})])).toMatchObject([
    { ownCount: 0, familyCount: 0 },
  ]);
});

test("[ERA1] what was erased is no answer any more", () => {
  const emptied = intent("a", "sealed", { subjects: [] });
  expect(endedAnswers([incident("a")], [], [emptied])).toEqual([]);
});

test("[ERA1] on an officer's device too, who erases the own answers means no others", () => {
  expect(eraseOwnAnswers(id("a"), 12, 5)).toEqual({
    ...{ type: "eraseReports", incident: id("a"), household: 12, isOwnOnly: true, atMs: 5 },
  });
});
