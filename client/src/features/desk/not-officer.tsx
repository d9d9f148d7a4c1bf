/** What stands in place of officers' screens on a device without an office, also when the office ended while one was open. */
import type { ReactElement } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import { Refused } from "../refused/refused.tsx";

/** Says so, and how one becomes an officer. */
export function NotOfficer(): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <AppPage backHref="/">
      <Stack>
        <h1>{t("title")}</h1>
        <Notice tone="caution" title={t("notOfficer")}>
          <p>{t("officeEnded")}</p>
          <p>{t("becomeOfficer")}</p>
        </Notice>
        <Refused />
      </Stack>
    </AppPage>
  );
}
