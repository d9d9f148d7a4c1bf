import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { expect, test } from "vitest";
import type { IncidentView, OwnReportView } from "../../engine/api.ts";
import { saidBefore } from "./said-before.ts";

const id = (digit: string) => digit.repeat(16) as IncidentId;

const check = (digit: string, openedAtMs: number): IncidentView => ({
  ...{ incident: id(digit), joined: [id(digit)], origin: "manual", cause: "earthquake", title: "" },
  ...{ isDrill: false, isProvisional: false, isOpen: false, openedAtMs, closedAtMs: 9000 },
  ...{ openedByHouseholds: [], openedByDevices: [], isReadByMe: true, isOpenedByMe: false },
  ...{ isListed: false, isShown: true, memberCounts: undefined },
});

const SAID = [{ subject: "self", status: "help" }] as const;

const report = (digit: string, subjects: OwnReportView["subjects"]): OwnReportView => ({
  ...{ recordId: id("f") as string as RecordId, intent: undefined, incident: id(digit) },
  ...{ isByThisDevice: true, subjects, comment: "", place: undefined, reportedAtMs: 1500 },
  ...{ isCurrent: true, delivery: "received", relayedAtMs: undefined, receivedAtMs: undefined },
  acknowledgedAtMs: undefined,
});

test("the latest check first, and none in which nothing was said", () => {
  const incidents = [check("a", 1000), check("b", 2000), check("c", 3000)];
  const said = saidBefore({
    incidents,
    ownReports: [report("a", SAID), report("b", SAID)],
    intents: [],
  });
  expect(said.map(({ incident }) => incident.incident)).toEqual([id("b"), id("a")]);
});

test("[ERA1] [MEM5] an answer that was erased is no line that says nothing and claims a step", () => {
  const records = { incidents: [check("a", 1000)], intents: [] };
  expect(saidBefore({ ...records, ownReports: [report("a", [])] })).toEqual([]);
  const both = saidBefore({ ...records, ownReports: [report("a", []), report("a", SAID)] });
  expect(both.map(({ reports }) => reports.length)).toEqual([1]);
});
