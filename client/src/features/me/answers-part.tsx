/** これまでの答え: what the household said in checks that have ended, and a button to erase what this device said. [ERA1] */
import { endedAtMs } from "@tomoshibi/shared/safety/ended-at.ts";
import type { ReactElement } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useIncidents, useIntents, useOwnReports, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { useQuestion } from "../../screen/use-question.tsx";
import { Button } from "../../ui/button.tsx";
import { ModeLabel } from "../../ui/status.tsx";
import { Card, Soft, Stack } from "../../ui/surface.tsx";
import { SaidReport } from "../safety/said-report.tsx";
import { useIncidentTitle } from "../safety/use-incident-title.ts";
import { type EndedAnswers, endedAnswers, eraseOwnAnswers } from "./answers.ts";

/** Nothing to see before a check has ended in which the household answered. */
export function AnswersPart(): ReactElement | null {
  const t = useMessages(meMessages);
  const incidents = useIncidents();
  const reports = useOwnReports();
  const { ask, dialog } = useQuestion(t("answersKeep"));
  const { nowMs } = useReplica();
  const intents = useIntents();
  const profile = useProfile();
  const household = profile?.household;
  const answers = endedAnswers(incidents ?? [], reports ?? [], intents ?? []);
  const erase = (incident: EndedAnswers["incident"]["incident"]): void => {
    if (household === undefined) return;
    const command = eraseOwnAnswers(incident, household, nowMs());
    ask({ title: t("answersErase"), detail: t("answersAsk"), command });
  };
  // The question stays while its answer is being saved, also when the last answer goes.
  return (
    <>
      {answers.length > 0 && (
        <Stack isClose>
          <h2>{t("answers")}</h2>
          <Soft>{t("answersHint")}</Soft>
          {answers.map((answer) => (
            <AnswerCard
              key={answer.incident.incident}
              answer={answer}
              persons={profile?.persons ?? []}
              onErase={() => erase(answer.incident.incident)}
            />
          ))}
        </Stack>
      )}
      {dialog}
    </>
  );
}

function AnswerCard({
  answer: { incident, reports, ownCount, familyCount },
  persons,
  onErase,
}: {
  readonly answer: EndedAnswers;
  readonly persons: readonly string[];
  readonly onErase: () => void;
}): ReactElement {
  const t = useMessages(meMessages);
  const formats = useFormats();
  const shell = useMessages(shellMessages);
  const nameOf = useIncidentTitle();
  const atMs = endedAtMs(incident);
  return (
    <Card
      title={
        <>
          {incident.isDrill && <ModeLabel mode="drill">{shell("drill")}</ModeLabel>}{" "}
          {incident.title || nameOf(incident.cause, incident.openedAtMs)}
        </>
      }
      detail={atMs !== undefined && t("answersEnded", { day: formats.dateTime(atMs) })}
    >
      {reports.map((report) => (
        <SaidReport key={report.recordId ?? report.intent} report={report} persons={persons} />
      ))}
      {familyCount > 0 && <p>{t("answersFamily", { count: familyCount })}</p>}
      {ownCount > 0 && <Button onClick={onErase}>{t("answersErase")}</Button>}
    </Card>
  );
}
