/** What the household answered in a store from before, with how far each answer came, as far as that store knows. [DEL2] */
import type { ReactElement } from "react";
import type { EarlierRecords } from "../../engine/api.ts";
import { beforeMessages } from "../../i18n/ja/before.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { ModeLabel } from "../../ui/status.tsx";
import { Card, Stack } from "../../ui/surface.tsx";
import { SaidReport } from "../safety/said-report.tsx";
import { useIncidentTitle } from "../safety/use-incident-title.ts";
import { type SaidBefore, saidBefore } from "./said-before.ts";

/** By safety check, the latest first. */
export function AnswersBefore({ records }: { readonly records: EarlierRecords }): ReactElement {
  const t = useMessages(beforeMessages);
  const answers = saidBefore(records);
  return (
    <Stack isClose>
      <h3>{t("answers")}</h3>
      {answers.length === 0 && <p>{t("noAnswers")}</p>}
      {answers.map(({ incident, reports }) => (
        <IncidentBefore
          key={incident.incident}
          incident={incident}
          reports={reports}
          persons={records.profile.persons}
        />
      ))}
    </Stack>
  );
}

function IncidentBefore({
  incident,
  reports,
  persons,
}: SaidBefore & {
  readonly persons: readonly string[];
}): ReactElement {
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const nameOf = useIncidentTitle();
  return (
    <Card
      title={
        <>
          {incident.isDrill && <ModeLabel mode="drill">{shell("drill")}</ModeLabel>}{" "}
          {incident.title || nameOf(incident.cause, incident.openedAtMs)}
        </>
      }
      detail={formats.fullDate(incident.openedAtMs)}
    >
      {reports.map((report) => (
        <SaidReport key={report.recordId ?? report.intent} report={report} persons={persons} />
      ))}
    </Card>
  );
}
