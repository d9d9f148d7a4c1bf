/**
 * What other devices of the household reported: side by side, never merged on this screen. How far such a report has come is
 * known here only once an officer has it; no other step is claimed. [DEL2]
 */
import type { ReactElement } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Card, Stack } from "../../ui/surface.tsx";
import { subjectName } from "./for-whom.tsx";
import { whenceOf } from "./said-report.tsx";
import { recorderOf, type ShownReport } from "./shown-reports.ts";

/** The family's current reports, and apart from them what was written down for it; nothing when there are none. */
export function FamilyReports({
  reports,
  persons,
}: {
  readonly reports: readonly ShownReport[];
  readonly persons: readonly string[];
}): ReactElement {
  const family = reports.filter((report) => recorderOf(report) === undefined);
  const recorded = reports.filter((report) => recorderOf(report) !== undefined);
  return (
    <>
      <ReportCards title="familyReports" reports={family} persons={persons} />
      <ReportCards title="recordedReports" reports={recorded} persons={persons} />
    </>
  );
}

function ReportCards({
  title,
  reports,
  persons,
}: {
  readonly title: "familyReports" | "recordedReports";
  readonly reports: readonly ShownReport[];
  readonly persons: readonly string[];
}): ReactElement | null {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  if (reports.length === 0) return null;
  return (
    <Stack isClose>
      <h2>{t(title)}</h2>
      {reports.map((report) => (
        <Card
          key={report.recordId}
          title={report.subjects
            .map(({ subject, status }) =>
              t("reportOf", {
                subject: subject === "self" ? t("familyMember") : subjectName(t, subject, persons),
                answer: t(`answer.${status}`),
              }),
            )
            .join(t("listComma"))}
          detail={t(whenceOf(report), { time: formats.dateTime(report.reportedAtMs) })}
        >
          {report.comment !== "" && <p>{report.comment}</p>}
          {report.delivery === "received" && <p>{t("stepReceived")}</p>}
        </Card>
      ))}
    </Stack>
  );
}
