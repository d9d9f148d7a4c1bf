/** On the home screen: the check in which one called for help has ended, and what to do if help is still needed. */
import { type ReactElement, useState } from "react";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIncidents, useIntents, useOwnReports } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { endedCall, readSeenCalls, writeSeenCalls } from "./ended-call.ts";

/** Nothing for who did not call. `isAsked`: another check is open, whose answers stand above. */
export function EndedCallNotice({
  isAsked = false,
}: {
  readonly isAsked?: boolean;
}): ReactElement | null {
  const t = useMessages(callsMessages);
  const { replica, nowMs } = useReplica();
  const [seen, setSeen] = useState(() => readSeenCalls(webStorage(), replica));
  const [incidents, reports, intents] = [useIncidents(), useOwnReports(), useIntents()];
  // Before all is read, a call that has not come would be missing beside one that has.
  if (incidents === undefined || reports === undefined || intents === undefined) return null;
  const call = endedCall({ incidents, reports, intents, nowMs: nowMs(), seen });
  if (call === undefined) return null;
  const close = (): void => {
    const all = [...seen, ...call.calls];
    writeSeenCalls(webStorage(), replica, all);
    setSeen(all);
  };
  return (
    <Notice tone="caution" title={t("ended")}>
      <p>{t(call.isReceived ? "endedReceived" : "endedUnsent")}</p>
      <p>{t(isAsked ? "endedAnswer" : "endedOpen")}</p>
      <Button onClick={close}>{t("endedSeen")}</Button>
    </Notice>
  );
}
