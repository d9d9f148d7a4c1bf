/** What became of a QR code or a file, in words that promise nothing. [DEL2] [MEET3] */
import { type ReactElement, useState } from "react";
import type { EngineFailure, ShownCode, TakenIn, TakenReport } from "../../engine/api.ts";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useProfile } from "../../screen/queries.ts";
import { saidOf } from "../../screen/said-of.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { StatusTag } from "../../ui/status.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import type { Taken } from "./add-taken.ts";
import { QrCode } from "./qr-code.tsx";

/** The answer of the engine: taken, or why not. misplaced: a code to connect by, which is read elsewhere. */
export type Outcome =
  | { readonly type: "misplaced" }
  | { readonly type: "answered"; readonly taken: TakenIn }
  | { readonly type: "failed"; readonly failure: EngineFailure };

/** `showsNames`: behind the desk's lock only. `isAnswered`: the receipt has gone back already. */
export function TakenPart({
  outcome,
  showsNames,
  isAnswered = false,
}: {
  readonly outcome: Outcome;
  readonly showsNames: boolean;
  readonly isAnswered?: boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  if (outcome.type === "failed") return <MeetingFailure failure={outcome.failure} />;
  if (outcome.type === "misplaced") return <Notice tone="error" title={t("misplaced")} />;
  const { taken } = outcome;
  if (taken.type !== "taken") return <Notice tone="error" title={t(taken.type)} />;
  return <Counts taken={taken} showsNames={showsNames} isAnswered={isAnswered} />;
}

/** What did not work; before joining is finished there are no keys to show or read anything with. */
export function MeetingFailure({ failure }: { readonly failure: EngineFailure }): ReactElement {
  const t = useMessages(meetingMessages);
  const shell = useMessages(shellMessages);
  const text = failure.type === "notAllowed" ? t("notJoined") : failureText(shell, failure);
  return <Notice tone="error" title={text} />;
}

function Counts({
  taken,
  showsNames,
  isAnswered,
}: {
  readonly taken: Taken;
  readonly showsNames: boolean;
  readonly isAnswered: boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const profile = useProfile();
  const { reports, others, carried, kept, leftBehind, damaged, received, applied } = taken;
  const isNothingNew = reports.length + others + carried + kept + received === 0;
  return (
    <Stack isClose>
      {received > 0 && <Notice tone="done" title={t("received")} />}
      {reports.length > 0 && (
        <Notice tone="done" title={t("taken", { count: reports.length })}>
          <ul className="meeting-reports">
            {reports.map((report) => (
              <ReportLine key={report.recordId} report={report} showsName={showsNames} />
            ))}
          </ul>
        </Notice>
      )}
      {reports.length === 0 && received === 0 && others > 0 && (
        <Notice tone="done" title={t("others", { count: others })} />
      )}
      {carried > 0 && <Notice tone="done" title={t("carried", { count: carried })} />}
      {kept > 0 && <Notice tone="caution" title={t("kept", { count: kept })} />}
      {isNothingNew && taken.known > 0 && <Notice title={t("known")} />}
      {leftBehind > 0 && <Notice tone="caution" title={t("leftBehind", { count: leftBehind })} />}
      {damaged > 0 && <Notice tone="caution" title={t("damaged", { count: damaged })} />}
      {!isAnswered && profile?.isOfficer === true && applied.length > 0 && (
        <ReceiptPart key={applied.join()} applied={applied} />
      )}
    </Stack>
  );
}

function ReportLine({
  report: { incident, mark, name, subjects },
  showsName,
}: {
  readonly report: TakenReport;
  readonly showsName: boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  return (
    <li>
      <span>
        {mark === "" ? t("takenUnknown") : t("takenOne", { mark, name: showsName ? name : "" })}
      </span>
      {subjects.map(({ subject, status }) => (
        <span key={subject}>
          <StatusTag state={status}>{t(`status.${status}`)}</StatusTag>{" "}
          <span>{t(`subject.${saidOf(subject, subjects)}`, { number: subject })}</span>
        </span>
      ))}
      {showsName && mark !== "" && (
        <Link href={`/desk/${incident}?household=${encodeURIComponent(mark)}`}>
          {t("toHousehold")}
        </Link>
      )}
    </li>
  );
}

/** 受けとりを見せる: who reported reads it, and knows that an officer has it, with no network between them. */
function ReceiptPart({ applied }: { readonly applied: Taken["applied"] }): ReactElement {
  const t = useMessages(meetingMessages);
  const { engine } = useReplica();
  const [code, setCode] = useState<ShownCode>();
  const show = async (): Promise<void> => {
    const answer = await engine.showReceipt(applied);
    setCode(answer.ok ? answer.value : { text: undefined, shown: 0, left: 1 });
  };
  if (code === undefined)
    return (
      <Button isWide onClick={() => void show()}>
        {t("showReceipt")}
      </Button>
    );
  if (code.text === undefined) return <Notice tone="caution" title={t("receiptTooLong")} />;
  return (
    <Stack isClose>
      <h2>{t("receiptTitle")}</h2>
      <Soft>{t("receiptDetail")}</Soft>
      <QrCode text={code.text} label={t("receiptLabel")} />
    </Stack>
  );
}
