/** 仮の安否確認です: what 揺れました opened, until an officer or an alert confirms it. */
import type { ReactElement } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import type { ShownIncident } from "./shown-incidents.ts";
import { useSaving } from "./use-saving.ts";

/** Says so; whoever opened it may take it back. */
export function ProvisionalNotice({
  incident,
}: {
  readonly incident: ShownIncident;
}): ReactElement {
  const t = useMessages(shellMessages);
  const { nowMs } = useReplica();
  const { save, failure } = useSaving();
  const cancel = (): void =>
    void save({
      type: "changeIncident",
      incident: incident.incident,
      change: "cancelled",
      atMs: nowMs(),
    });
  return (
    <Notice tone="caution" title={t("provisional")}>
      <SaveFailed failure={failure} />
      {incident.isOpenedByMe && <Button onClick={cancel}>{t("cancel")}</Button>}
    </Notice>
  );
}
