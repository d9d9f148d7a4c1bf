/**
 * What other devices of the household reported: side by side, never merged on this screen. How far such a report has come is
 * known here only once an officer has it; no other step is claimed. [DEL2]
 */
import type { ReactElement } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Card, Stack } from "../../ui/surface.tsx";
import { subjectName } from "./for-whom.tsx";
import type { ShownReport } from "./shown-reports.ts";

/** The family's current reports; nothing when there are none. */
export function FamilyReports({
  reports,
  persons,
}: {
  readonly reports: readonly ShownReport[];
  readonly persons: readonly string[];
}): ReactElement | null {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  if (reports.length === 0) return null;
  return (
    <Stack isClose>
      <h2>{t("familyReports")}</h2>
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
          detail={t("fromFamilyDevice", { time: formats.dateTime(report.reportedAtMs) })}
        >
          {report.comment !== "" && <p>{report.comment}</p>}
          {report.delivery === "received" && <p>{t("stepReceived")}</p>}
        </Card>
      ))}
    </Stack>
  );
}
