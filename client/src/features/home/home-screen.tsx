/** The first screen: first run, peace, or the open incident. */
import type { ReactElement } from "react";
import { AppPage } from "../../screen/app-page.tsx";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";

/** Home. */
export function HomeScreen(): ReactElement {
  const t = useMessages(shellMessages);
  return (
    <AppPage hasTabs>
      <h1>{t("peace")}</h1>
    </AppPage>
  );
}
