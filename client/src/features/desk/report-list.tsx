/** Every report about a household: who said what about whom, when it was said and when it came. */
import type { BoardReport } from "@tomoshibi/shared/safety/board-types.ts";
import type { Subject } from "@tomoshibi/shared/records/record.ts";
import type { ReactElement } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import type { Translate } from "../../i18n/messages.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { saidOf } from "../../screen/said-of.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { StatusTag } from "../../ui/status.tsx";
import { Soft } from "../../ui/surface.tsx";
import { unseenPairs } from "./desk-commands.ts";
import "./report-list.css";

/** Current reports first, the newest arrival on top; earlier ones stay below. */
export function ReportList({ row }: { readonly row: BoardRowView }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  if (row.reports.length === 0) return <Soft>{t("household.none")}</Soft>;
  const reports = [...row.reports].sort(
    (left, right) =>
      Number(right.isCurrent) - Number(left.isCurrent) || right.arrivedAtMs - left.arrivedAtMs,
  );
  return (
    <>
      <ul className="report-list">
        {reports.map((report) => (
          <ReportItem key={report.recordId} row={row} report={report} />
        ))}
      </ul>
      {unseenPairs(row).map(({ later, earlier }) => (
        <Soft key={`${later.recordId}${earlier.recordId}`}>
          {t("household.unseen", {
            who: t(`by.${later.by}`),
            time: formats.time(earlier.reportedAtMs),
          })}
        </Soft>
      ))}
    </>
  );
}

/** "Myself" is who sent it; where others wrote it down, one of the family. */
function subjectText(
  t: Translate<typeof deskMessages.ja>,
  { by, subjects }: Pick<BoardReport, "by" | "subjects">,
  subject: Subject,
): string {
  const isTold = by !== "self" && by !== "family";
  if (subject === "self" && isTold) return t("subject.someone");
  return t(`subject.${saidOf(subject, subjects)}`, { number: subject });
}

/** Who came to the desk was not visited. */
function meansText({ by, means }: Pick<BoardReport, "by" | "means">) {
  return by === "desk" && means === "visit" ? "means.met" : (`means.${means}` as const);
}

function ReportItem({
  row,
  report,
}: {
  readonly row: BoardRowView;
  readonly report: BoardReport;
}): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { nowMs } = useReplica();
  const { save } = useSubmit();
  const confirm = (): void =>
    void save({
      type: "confirmWitness",
      incident: row.incident,
      household: row.household,
      report: report.recordId,
      atMs: nowMs(),
    });
  return (
    <li className={classNames("report", !report.isCurrent && "report-old")}>
      {!report.isCurrent && <p className="soft">{t("household.old")}</p>}
      <ul className="report-statements">
        {report.subjects.map(({ subject, status }) => (
          <li key={subject}>
            <StatusTag state={status}>{t(`status.${status}`)}</StatusTag>{" "}
            {subjectText(t, report, subject)}
          </li>
        ))}
      </ul>
      {report.comment !== "" && <p className="report-comment">{report.comment}</p>}
      {report.place !== undefined && (
        <p className="soft">
          {t("household.place", {
            latitude: report.place.latitude.toFixed(5),
            longitude: report.place.longitude.toFixed(5),
            accuracy: Math.round(report.place.accuracyM),
          })}
        </p>
      )}
      <p className="soft">
        {formats.facts([
          t(`by.${report.by}`),
          t(meansText(report)),
          report.isUnconfirmed && t("household.unconfirmed"),
        ])}
      </p>
      <p className="soft report-times">
        <span>{t("household.reported", { time: formats.dateTime(report.reportedAtMs) })}</span> /{" "}
        <span>{t("household.arrived", { time: formats.dateTime(report.arrivedAtMs) })}</span>
      </p>
      {report.aboutMs !== undefined && (
        <p className="soft">{t("household.about", { time: formats.dateTime(report.aboutMs) })}</p>
      )}
      {report.isEvidenceOnly && report.isCurrent && (
        <>
          <p>{t("household.evidence")}</p>
          <Button onClick={confirm}>{t("household.confirmEvidence")}</Button>
        </>
      )}
    </li>
  );
}
