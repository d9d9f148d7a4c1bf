/** 班長・役員・代表の役員・避難所の受付にする: says what the device will be able to do. [MEM3] */
import type { ReactElement } from "react";
import type { DeviceView, Office } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { RootQuestion } from "./root-question.tsx";
import { useRootCall } from "./use-root-call.ts";

/** The button of each office, in the catalogue. */
export const APPOINT_ACTIONS = {
  admin: "makeAdmin",
  officer: "makeOfficer",
  groupLeader: "makeLeader",
  desk: "makeDesk",
} as const;
const MAY = {
  admin: "adminMay",
  officer: "officerMay",
  groupLeader: "leaderMay",
  desk: "deskMay",
} as const;

/** A lead officer is made by the root: its seed on this device, or two sheets. */
export function AppointDialog({
  device,
  role,
  onClose,
}: {
  readonly device: DeviceView;
  readonly role: Office["role"];
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const call = useRootCall(
    (root) => engine.appoint({ device: device.device, role, ...root }),
    onClose,
  );
  const action = t(APPOINT_ACTIONS[role]);
  return (
    <Dialog
      title={t("appointTitle", { mark: device.mark, name: device.name, action })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" disabled={!call.isReady} onClick={() => void call.run()}>
            {action}
          </Button>
        </>
      }
    >
      <p>{t(MAY[role])}</p>
      {role === "desk" && <p>{t("deskCard")}</p>}
      <p>{t(role === "desk" ? "deskSure" : "appointSure")}</p>
      {call.needsSheets && <RootQuestion sheets={call.sheets} onChange={call.setSheets} />}
      {call.isWorking && <Notice title={t("working")} />}
      {call.failure !== undefined && (
        <Notice tone="error" title={failureText(shell, call.failure)} />
      )}
    </Dialog>
  );
}
