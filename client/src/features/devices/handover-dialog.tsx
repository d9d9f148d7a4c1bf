/** 交代しますか: says what happens, and what does not, before it happens. [KEY3] */
import type { ReactElement } from "react";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { Office } from "../../engine/api.ts";
import { handoverMessages } from "../../i18n/ja/handover.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { SheetFields } from "../recovery/sheet-fields.tsx";
import { useRootCall } from "./use-root-call.ts";

/** For a lead officer the root's word is asked for: its seed on this device, or two sheets. [KEY4] */
export function HandoverDialog({
  appoint,
  retire,
  onClose,
  onDone,
}: {
  readonly appoint: readonly Office[];
  readonly retire: readonly DeviceId[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}): ReactElement {
  const t = useMessages(handoverMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const call = useRootCall((root) => engine.handOver({ appoint, retire, ...root }), onDone);
  return (
    <Dialog
      title={t("askTitle")}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" disabled={!call.isReady} onClick={() => void call.run()}>
            {t("go")}
          </Button>
        </>
      }
    >
      <p>
        {t("askGo", { count: retire.length })}
        <br />
        {t("askCome", { count: appoint.length })}
      </p>
      {retire.length > 0 && (
        <ul className="devices-consequences">
          <li>{t("askKeys")}</li>
          <li>{t("askReports")}</li>
          <li>{t("askCopies")}</li>
        </ul>
      )}
      {call.needsSheets && (
        <>
          <p>{t("needSheets")}</p>
          <SheetFields sheets={call.sheets} onChange={call.setSheets} />
        </>
      )}
      {call.isWorking && <Notice title={t("working")} />}
      {call.failure !== undefined && (
        <Notice tone="error" title={failureText(shell, call.failure)} />
      )}
    </Dialog>
  );
}
