/** On the home screen in peace: the check in which one called for help has ended, and what to do if help is still needed. */
import { type ReactElement, useState } from "react";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIncidents, useOwnReports } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { endedCall, readSeenCall, writeSeenCall } from "./ended-call.ts";

/** Nothing for who did not call. */
export function EndedCallNotice(): ReactElement | null {
  const t = useMessages(callsMessages);
  const { replica, nowMs } = useReplica();
  const [seenMs, setSeenMs] = useState(() => readSeenCall(webStorage(), replica));
  const call = endedCall(useIncidents() ?? [], useOwnReports() ?? [], nowMs(), seenMs);
  if (call === undefined) return null;
  const close = (): void => {
    writeSeenCall(webStorage(), replica, call.closedAtMs);
    setSeenMs(call.closedAtMs);
  };
  return (
    <Notice tone="caution" title={t("ended")}>
      <p>{t(call.isReceived ? "endedReceived" : "endedUnsent")}</p>
      <Button onClick={close}>{t("endedSeen")}</Button>
    </Notice>
  );
}
