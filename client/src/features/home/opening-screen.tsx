/** What is shown while the database answers or a chunk is read: a sentence, no spinner. */
import type { ReactElement } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Header, Page } from "../../ui/page.tsx";

/** ひらいています. */
export function OpeningScreen(): ReactElement {
  const t = useMessages(shellMessages);
  return (
    <Page theme="keep" header={<Header title={null} />}>
      <h1>{t("loading")}</h1>
    </Page>
  );
}
