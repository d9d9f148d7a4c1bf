/** The officers' view of the demo until its association is there. */
import type { ReactElement } from "react";
import { demoMessages } from "../../i18n/ja/demo.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { Notice } from "../../ui/surface.tsx";

/** Says what is being made. */
export function DemoOfficerStart(): ReactElement {
  const t = useMessages(demoMessages);
  return (
    <AppPage title={t("title")}>
      <h1>{t("officerView")}</h1>
      <Notice title={t("founding")} />
    </AppPage>
  );
}
