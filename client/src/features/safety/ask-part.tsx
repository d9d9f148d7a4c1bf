/** 安否を知らせてください: one question, three buttons. */
import type { Status } from "@tomoshibi/shared/records/record.ts";
import { type ReactElement, useEffect } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { AnswerButton, Button } from "../../ui/button.tsx";
import { Soft } from "../../ui/surface.tsx";
import { quakeText } from "./quake-text.ts";
import type { ShownIncident } from "./shown-incidents.ts";
import "./safety.css";

/** The question. `onKeep`: a person who corrects may also leave it as it is. */
export function AskPart({
  incident,
  onAnswer,
  onKeep,
}: {
  readonly incident: ShownIncident;
  readonly onAnswer: (status: Status) => void;
  readonly onKeep: (() => void) | undefined;
}): ReactElement {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  useReadMark(incident);
  const name = incident.title || t(incident.cause);
  // 「11月21日の地震」 names its day already.
  const isDayNamed = name.includes(formats.day(incident.openedAtMs));
  const time = isDayNamed
    ? formats.time(incident.openedAtMs)
    : formats.dateTime(incident.openedAtMs);
  const [earthquake] = incident.earthquakes ?? [];
  const incidentLine =
    earthquake === undefined ? t("incidentLine", { time, name }) : quakeText(t, earthquake, time);
  return (
    <>
      <div>
        <h1>{t("ask")}</h1>
        <Soft>{incidentLine}</Soft>
      </div>
      <div className="answers">
        <AnswerButton tone="safe" onClick={() => onAnswer("safe")}>
          {t("answer.safe")}
        </AnswerButton>
        <AnswerButton tone="contact" onClick={() => onAnswer("contact")}>
          {t("answer.contact")}
        </AnswerButton>
        <div className="answer-apart">
          <AnswerButton tone="help" onClick={() => onAnswer("help")}>
            {t("answer.help")}
          </AnswerButton>
        </div>
      </div>
      {onKeep && (
        <Button kind="plain" onClick={onKeep}>
          {t("keepAnswer")}
        </Button>
      )}
      <div>
        <Soft>{t("worksOffline")}</Soft>
        <Soft>{t("readNotice")}</Soft>
      </div>
    </>
  );
}

/** Writes 既読 once a device and incident, and only when the question was really before somebody's eyes. */
function useReadMark({ incident, isReadByMe }: ShownIncident): void {
  const { submit, nowMs } = useReplica();
  useEffect(() => {
    if (isReadByMe) return undefined;
    const mark = (): void => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", mark);
      // The id makes it one: a second write of it is refused by the database. Not being able to mark is no reason to speak.
      submit({ type: "markIncidentRead", incident, atMs: nowMs() }, `read-${incident}`).catch(
        () => undefined,
      );
    };
    document.addEventListener("visibilitychange", mark);
    mark();
    return () => document.removeEventListener("visibilitychange", mark);
  }, [incident, isReadByMe, submit, nowMs]);
}
