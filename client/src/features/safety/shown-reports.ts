/**
 * The household's reports as its screen shows them: those the engine has sealed (views) and those only stored yet (intents),
 * as one list. Pure. A stored report is never missing from it, whatever the engine does. [DEL2]
 */
import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import type { Place, Reporter, Status, Subject } from "@tomoshibi/shared/records/record.ts";
import type {
  DeliveryState,
  Intent,
  IntentId,
  OwnReportView,
  ReportSafety,
} from "../../engine/api.ts";

/** One statement of a report: about whom, and what. */
export interface ShownSubject {
  readonly subject: Subject;
  readonly status: Status;
}

/** A report of the own household. */
export interface ShownReport {
  readonly intent: IntentId | undefined;
  /** undefined while it is stored and not yet sealed. */
  readonly recordId: RecordId | undefined;
  readonly isByThisDevice: boolean;
  /** Absent: as its family's. */
  readonly by?: Reporter | undefined;
  readonly subjects: readonly ShownSubject[];
  readonly comment: string;
  readonly place: Place | undefined;
  readonly reportedAtMs: number;
  readonly isCurrent: boolean;
  readonly delivery: DeliveryState;
  readonly relayedAtMs: number | undefined;
  readonly receivedAtMs: number | undefined;
  readonly acknowledgedAtMs: number | undefined;
  /** The engine could not seal it; it is kept. */
  readonly hasFailed: boolean;
}

type ReportIntent = Intent & { readonly command: ReportSafety };

/** The reports about one (joined) incident, oldest first. */
export function shownReports(
  joined: readonly IncidentId[],
  ownReports: readonly OwnReportView[],
  intents: readonly Intent[],
): readonly ShownReport[] {
  const mine = intents.filter((intent): intent is ReportIntent => isAbout(intent, joined));
  const corrected = new Set(mine.flatMap(({ command }) => command.corrects));
  const views = ownReports.filter(({ incident }) => joined.includes(incident));
  const sealed = new Set(views.map(({ intent }) => intent));
  const isCorrected = (intent: IntentId | undefined): boolean =>
    intent !== undefined && corrected.has(intent);
  return [
    ...views.map((view) => fromView(view, isCorrected(view.intent))),
    ...mine
      .filter(({ id }) => !sealed.has(id))
      .map((intent) => fromIntent(intent, isCorrected(intent.id))),
  ].toSorted((left, right) => left.reportedAtMs - right.reportedAtMs);
}

function isAbout(intent: Intent, joined: readonly IncidentId[]): intent is ReportIntent {
  const { command } = intent;
  if (command.type !== "reportSafety" || command.household !== undefined) return false;
  return joined.includes(command.incident);
}

function fromView(view: OwnReportView, isCorrected: boolean): ShownReport {
  return { ...view, isCurrent: view.isCurrent && !isCorrected, hasFailed: false };
}

function fromIntent(
  { id, command, state, recordId }: ReportIntent,
  isCorrected: boolean,
): ShownReport {
  return {
    intent: id,
    recordId,
    isByThisDevice: true,
    subjects: command.subjects,
    comment: command.comment,
    place: command.place,
    reportedAtMs: command.atMs,
    isCurrent: !isCorrected,
    delivery: "saved",
    relayedAtMs: undefined,
    receivedAtMs: undefined,
    acknowledgedAtMs: undefined,
    hasFailed: state === "failed",
  };
}

/** Who in office wrote it down elsewhere; undefined of what this device or another of the family says. */
export function recorderOf({
  isByThisDevice,
  by,
}: Pick<ShownReport, "isByThisDevice" | "by">): "officer" | "groupLeader" | "desk" | undefined {
  const isOffice = by === "officer" || by === "groupLeader" || by === "desk";
  return isOffice && !isByThisDevice ? by : undefined;
}
