/** 受付をおわる: says what happens, and what has to be done first, before it happens. [KEY3] */
import type { ReactElement } from "react";
import type { DeviceView } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { endingWithDesk } from "./handover-plan.ts";
import { RootQuestion } from "./root-question.tsx";
import { useRootCall } from "./use-root-call.ts";

/** A handover in which nobody comes: the device goes on as its household's. Needs no network. */
export function EndDeskDialog({
  device,
  onClose,
  onEnded,
}: {
  readonly device: DeviceView;
  readonly onClose: () => void;
  readonly onEnded: () => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const others = endingWithDesk(device).map((role) => t(`rank.${role}`));
  const call = useRootCall(
    (root) => engine.handOver({ appoint: [], retire: [device.device], ...root }),
    onEnded,
  );
  return (
    <Dialog
      title={t("endDeskTitle", { mark: device.mark, name: device.name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="danger" disabled={!call.isReady} onClick={() => void call.run()}>
            {t("endDesk")}
          </Button>
        </>
      }
    >
      <ul className="devices-consequences">
        <li>{t("endDeskFirst")}</li>
        <li>{t("endDeskNames")}</li>
        {others.length > 0 && <li>{t("endDeskAll", { offices: others.join(t("comma")) })}</li>}
        <li>{t("endDeskLost")}</li>
      </ul>
      {call.needsSheets && <RootQuestion sheets={call.sheets} onChange={call.setSheets} />}
      {call.isWorking && <Notice title={t("working")} />}
      {call.failure !== undefined && (
        <Notice tone="error" title={failureText(shell, call.failure)} />
      )}
    </Dialog>
  );
}
