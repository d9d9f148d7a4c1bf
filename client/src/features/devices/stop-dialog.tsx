/** この端末を止める: says what happens, and what does not, before it happens. [MEM5] [KEY3] */
import type { ReactElement } from "react";
import type { DeviceView } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { RootQuestion } from "./root-question.tsx";
import { useRootCall } from "./use-root-call.ts";

/** Needs no network. */
export function StopDialog({
  device,
  onClose,
  onStopped,
}: {
  readonly device: DeviceView;
  readonly onClose: () => void;
  readonly onStopped: () => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const call = useRootCall(
    (root) => engine.stopDevice({ device: device.device, ...root }),
    onStopped,
  );
  return (
    <Dialog
      title={t("stopTitle", { mark: device.mark, name: device.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="danger" disabled={!call.isReady} onClick={() => void call.run()}>
            {t("stop")}
          </Button>
        </>
      }
    >
      <ul className="devices-consequences">
        <li>{t("stopReports")}</li>
        <li>{t("stopKeys")}</li>
        <li>{t("stopCards")}</li>
        <li>{t("stopCopies")}</li>
      </ul>
      <p>{t("stopOffline")}</p>
      {call.needsSheets && <RootQuestion sheets={call.sheets} onChange={call.setSheets} />}
      {call.isWorking && <Notice title={t("working")} />}
      {call.failure !== undefined && (
        <Notice tone="error" title={failureText(shell, call.failure)} />
      )}
    </Dialog>
  );
}
