/** QRで役員に見せる: this device's report as a QR code. Needs no network. [MEET2] */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { type ReactElement, useEffect, useState } from "react";
import { useParams } from "wouter";
import type { EngineFailure, ShownCode } from "../../engine/api.ts";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIncidents, useOwnReports } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { HandOverPart } from "./frames-view.tsx";
import { QrCode } from "./qr-code.tsx";
import { MeetingFailure } from "./taken-part.tsx";

/** The code, or why there is none. */
export function ShowScreen(): ReactElement {
  const t = useMessages(meetingMessages);
  const shell = useMessages(shellMessages);
  const incident = useParams()["incident"] as IncidentId;
  const shown = useShownCode(incident);
  const isDrill = useIncidents()?.find((one) => one.incident === incident)?.isDrill;
  return (
    <AppPage backHref="/" mode={isDrill === undefined ? undefined : isDrill ? "drill" : "real"}>
      <Stack>
        <h1>{t("showTitle")}</h1>
        <Soft>{t("showDetail")}</Soft>
        {shown === undefined && <output>{shell("loading")}</output>}
        {shown?.failure && <MeetingFailure failure={shown.failure} />}
        {shown?.code && <Code code={shown.code} />}
        <Link href="/meet?scan" kind="secondary" icon="camera" isWide>
          {t("readBack")}
        </Link>
      </Stack>
    </AppPage>
  );
}

function Code({ code: { text, left } }: { readonly code: ShownCode }): ReactElement {
  const t = useMessages(meetingMessages);
  const [isMoving, setIsMoving] = useState(false);
  if (text === undefined && left === 0) return <Notice title={t("nothingToShow")} />;
  return (
    <>
      {text !== undefined && !isMoving && <QrCode text={text} label={t("qrLabel")} />}
      {left > 0 && (
        <>
          {!isMoving && <Notice tone="caution" title={t("tooLong")} />}
          <HandOverPart onToggle={setIsMoving} />
        </>
      )}
    </>
  );
}

interface Shown {
  readonly code?: ShownCode;
  readonly failure?: EngineFailure;
}

/** Asked again when a report was added or one was received. */
function useShownCode(incident: IncidentId): Shown | undefined {
  const { engine } = useReplica();
  const [shown, setShown] = useState<Shown>();
  const reports = useOwnReports()
    ?.map(({ recordId, delivery }) => `${recordId} ${delivery}`)
    .join();
  useEffect(() => {
    let isCurrent = true;
    void engine.showReports(incident).then((answer) => {
      if (isCurrent) setShown(answer.ok ? { code: answer.value } : { failure: answer.error });
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, incident, reports]);
  return shown;
}
