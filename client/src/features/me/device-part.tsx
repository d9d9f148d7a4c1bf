/** How safely this device keeps what was written, and what is still to be sent. */
import type { ReactElement } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useInstallation } from "../../screen/installation.ts";
import { useConnectionView } from "../../screen/queries.ts";
import { Button } from "../../ui/button.tsx";
import { Card, Notice, Stack } from "../../ui/surface.tsx";

/** この端末. */
export function DevicePart(): ReactElement {
  const t = useMessages(meMessages);
  const connection = useConnectionView();
  const { isInstalled, isPersistent, askToPersist } = useInstallation();
  const unsent = connection?.unsent ?? 0;
  return (
    <Stack isClose>
      <h2>{t("storage")}</h2>
      <Card title={unsent > 0 ? t("unsent", { count: unsent }) : t("allSent")} />
      {isInstalled ? <Card title={t("installed")} /> : <Notice title={t("notInstalled")} />}
      {isPersistent === true && <Card title={t("persistent")} />}
      {isPersistent === false && (
        <Notice tone="caution" title={t("notPersistent")}>
          <Button onClick={() => void askToPersist()}>{t("persist")}</Button>
        </Notice>
      )}
    </Stack>
  );
}
