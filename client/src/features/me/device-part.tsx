/** How safely this device keeps what was written, and what is still to be sent. */
import { type ReactElement, useState } from "react";
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
  const [isRefused, setIsRefused] = useState(false);
  const ask = async (): Promise<void> => {
    await askToPersist();
    // Seen only where the browser did not agree: the question goes with the agreement.
    setIsRefused(true);
  };
  return (
    <Stack isClose>
      <h2>{t("storage")}</h2>
      {connection && (
        <Card
          title={connection.unsent > 0 ? t("unsent", { count: connection.unsent }) : t("allSent")}
        />
      )}
      {isInstalled ? <Card title={t("installed")} /> : <Notice title={t("notInstalled")} />}
      {isPersistent === true && <Card title={t("persistent")} />}
      {isPersistent === false && (
        <Notice tone="caution" title={t("notPersistent")}>
          {isRefused ? (
            <p>{t("persistRefused")}</p>
          ) : (
            <Button onClick={() => void ask()}>{t("persist")}</Button>
          )}
        </Notice>
      )}
    </Stack>
  );
}
