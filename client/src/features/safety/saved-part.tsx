/** What was saved, how far it has come, and what one can add. Says only what is true. [DEL2] */
import type { Status } from "@tomoshibi/shared/records/record.ts";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useConnection } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button, Link, OutsideLink } from "../../ui/button.tsx";
import { Icon } from "../../ui/icons.tsx";
import { Ladder, type LadderStep } from "../../ui/status.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import type { ReportChange } from "./compose-report.ts";
import { CommentPart, PlacePart } from "./details.tsx";
import { isDrillOnly, rememberDrillOnly } from "./drill-answer.ts";
import { ForWhom } from "./for-whom.tsx";
import type { ShownIncident } from "./shown-incidents.ts";
import type { ShownReport } from "./shown-reports.ts";
import "./safety.css";

/** The screen after the tap. Its dialog-less follow-up questions each save a new report. */
export function SavedPart({
  incident,
  mine,
  persons,
  onChange,
  onMistake,
  onReallyNeedsHelp,
}: {
  readonly incident: ShownIncident;
  readonly mine: ShownReport;
  readonly persons: readonly string[];
  readonly onChange: (change: ReportChange) => Promise<boolean>;
  readonly onMistake: () => void;
  readonly onReallyNeedsHelp: () => void;
}): ReactElement {
  const t = useMessages(shellMessages);
  const needsHelp = mine.subjects.some(({ status }) => status === "help");
  return (
    <>
      <SavedHeading mine={mine} />
      {needsHelp && incident.isDrill && (
        <DrillQuestion incident={incident} onReal={onReallyNeedsHelp} />
      )}
      {needsHelp && <Call119 />}
      {mine.hasFailed && <Notice tone="error" title={t("intentFailed")} />}
      <DeliveryLadder mine={mine} />
      <HandOver incident={incident} mine={mine} />
      <hr className="section-line" />
      <ForWhom
        key={`${incident.incident} ${mine.subjects.map(({ subject }) => subject).join()}`}
        mine={mine}
        persons={persons}
        onChange={onChange}
      />
      <Stack isClose>
        <CommentPart key={mine.comment} comment={mine.comment} onChange={onChange} />
        <PlacePart place={mine.place} onChange={onChange} />
      </Stack>
      <Button kind="plain" onClick={onMistake}>
        {t("mistake")}
      </Button>
    </>
  );
}

function SavedHeading({ mine }: { readonly mine: ShownReport }): ReactElement {
  const t = useMessages(shellMessages);
  const ref = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone: a screen reader goes on reading here.
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  const status = oneStatus(mine);
  return (
    <output className={status === "safe" ? "saved saved-safe" : "saved"}>
      <Icon name="tick" />
      <h1 ref={ref} tabIndex={-1}>
        {status === undefined ? t("savedEach") : t("saved", { answer: t(`answer.${status}`) })}
      </h1>
    </output>
  );
}

function oneStatus({ subjects }: ShownReport): Status | undefined {
  const [first] = subjects;
  return subjects.every(({ status }) => status === first?.status) ? first?.status : undefined;
}

function Call119(): ReactElement {
  const t = useMessages(shellMessages);
  return (
    <Notice tone="error" title={t("call119")}>
      <OutsideLink kind="danger" icon="phone" isWide href="tel:119">
        {t("call119Link")}
      </OutsideLink>
    </Notice>
  );
}

/**
 * Asked after help was saved in a drill: whoever really needs help must not be taken for an actor. Once answered it stays
 * answered, also after the app was closed.
 */
function DrillQuestion({
  incident,
  onReal,
}: {
  readonly incident: ShownIncident;
  readonly onReal: () => void;
}): ReactElement | null {
  const t = useMessages(shellMessages);
  const { replica } = useReplica();
  const [isAnswered, setIsAnswered] = useState(() =>
    isDrillOnly(webStorage(), replica, incident.joined),
  );
  if (isAnswered) return null;
  const answerDrillOnly = (): void => {
    rememberDrillOnly(webStorage(), replica, incident.incident);
    setIsAnswered(true);
  };
  return (
    <Notice tone="caution" title={t("drillQuestion")}>
      <Button isWide onClick={answerDrillOnly}>
        {t("drillOnly")}
      </Button>
      <Button kind="danger" isWide isLarge onClick={onReal}>
        {t("drillReal")}
      </Button>
    </Notice>
  );
}

/** Without a network a report still goes from hand to hand. [MEET2] */
function HandOver({
  incident,
  mine,
}: {
  readonly incident: ShownIncident;
  readonly mine: ShownReport;
}): ReactElement | null {
  const t = useMessages(shellMessages);
  const connection = useConnection();
  if (connection !== "offline" || mine.delivery === "received") return null;
  return (
    <Link kind="secondary" isWide href={`/meet/${incident.incident}`}>
      {t("showQr")}
    </Link>
  );
}

function DeliveryLadder({ mine }: { readonly mine: ShownReport }): ReactElement {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  const connection = useConnection();
  const time = (atMs: number | undefined): string | undefined =>
    atMs === undefined ? undefined : formats.time(atMs);
  const waiting = connection === "connected" ? t("stepSavedConnected") : t("stepSavedOffline");
  const steps: LadderStep[] = [
    {
      label: t("stepSaved"),
      time: time(mine.reportedAtMs),
      detail: mine.delivery === "saved" ? waiting : undefined,
      isDone: true,
    },
  ];
  if (mine.delivery === "relayed") {
    steps.push({
      label: t("stepRelayed"),
      time: time(mine.relayedAtMs),
      detail: t("stepRelayedDetail"),
      isDone: true,
    });
  }
  if (mine.delivery === "received") {
    steps.push({
      label: t("stepReceived"),
      time: time(mine.receivedAtMs),
      detail: mine.acknowledgedAtMs === undefined ? undefined : t("acknowledged"),
      isDone: true,
    });
  } else steps.push({ label: t("stepReceivedGoal"), isDone: false });
  return <Ladder steps={steps} />;
}
