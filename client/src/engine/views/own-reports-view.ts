/** The reports of the own household, as the resident's screen shows them. [DEL2] */
import type { EntryId, IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { householdOf } from "@tomoshibi/shared/records/household.ts";
import type { Recorded, Report, ReportCopy } from "@tomoshibi/shared/records/record.ts";
import type { Incident } from "@tomoshibi/shared/safety/incident-types.ts";
import { foldOwn } from "@tomoshibi/shared/safety/own.ts";
import type { Memory } from "../replica/memory.ts";
import type { DeliveryState, OwnReportView } from "../views.ts";

/** Lists what the household said, and what was written down for it by who is in office; reports of an incident whose opening has not arrived yet stand under its own id. */
export function ownReportViews(
  memory: Memory,
  incidents: readonly Pick<Incident, "incident" | "joined">[],
  place: { readonly household: number; readonly personsKnown: number },
): readonly OwnReportView[] {
  const device = memory.identity?.device;
  if (device === undefined) return [];
  const records = ownRecords(memory, place.household);
  return withUnknown(incidents, records).flatMap(({ incident, joined }) =>
    foldOwn({ ...place, joined, records }).map(({ report, isCurrent, twins }): OwnReportView => ({
      recordId: report.recordId,
      intent: memory.intentByRecord.get(report.recordId),
      incident,
      isByThisDevice: report.author === device,
      by: report.content.by,
      subjects: report.content.subjects,
      comment: report.content.comment,
      place: report.content.place,
      reportedAtMs: report.content.atSeconds * 1000,
      isCurrent,
      ...deliveryOf(memory, report),
      acknowledgedAtMs: acknowledgedAt(memory, [report.recordId, ...twins]),
    })),
  );
}

/**
 * Where a report is: only what an answer or a receipt proved. Of what another device of the family made, this one holds the
 * household's copy: that it came proves nothing of the report itself, whose way to the relay is its own. [DEL2]
 */
function deliveryOf(
  memory: Memory,
  report: Recorded<Report>,
): Pick<OwnReportView, "delivery" | "relayedAtMs" | "receivedAtMs"> {
  const row = memory.outbox.get(
    memory.records.entryByRecord.get(report.recordId) ?? ("" as EntryId),
  );
  const receivedAtMs = row?.receivedAtMs ?? memory.coveredRecords.get(report.recordId);
  const isByThisDevice = report.author === memory.identity?.device;
  const relayed = isByThisDevice ? Object.values(row?.relayedAtMs ?? {}) : [];
  const relayedAtMs = relayed.length === 0 ? undefined : Math.min(...relayed);
  const delivery: DeliveryState =
    receivedAtMs !== undefined ? "received" : relayedAtMs !== undefined ? "relayed" : "saved";
  return { delivery, relayedAtMs, receivedAtMs };
}

function ownRecords(memory: Memory, household: number): readonly Recorded<Report | ReportCopy>[] {
  // What a neighbour says of it, which officers' devices hold, is nothing that the household said: anybody may say it.
  const isOwn = (content: Report, authorHousehold: number) =>
    household !== 0 &&
    content.by !== "witness" &&
    householdOf(content, authorHousehold) === household;
  const reports = [...memory.records.reports.values()].flat();
  return [
    ...reports.filter(({ content, authorHousehold }) => isOwn(content, authorHousehold)),
    ...memory.records.copies.filter(({ content, authorHousehold }) =>
      isOwn(content.content, authorHousehold),
    ),
  ];
}

function withUnknown(
  incidents: readonly Pick<Incident, "incident" | "joined">[],
  records: readonly Recorded<Report | ReportCopy>[],
): readonly Pick<Incident, "incident" | "joined">[] {
  const known = new Set(incidents.flatMap(({ joined }) => joined));
  const others = new Set<IncidentId>();
  for (const { content } of records) {
    const { incident } = content.kind === "report" ? content : content.content;
    if (!known.has(incident)) others.add(incident);
  }
  return [...incidents, ...[...others].map((incident) => ({ incident, joined: [incident] }))];
}

/** Whichever record of it an officer answered. */
function acknowledgedAt(memory: Memory, reports: readonly RecordId[]): number | undefined {
  const times = memory.records.acknowledged
    .filter(({ content }) => reports.includes(content.report))
    .map(({ content }) => content.atSeconds * 1000);
  return times.length === 0 ? undefined : Math.min(...times);
}
