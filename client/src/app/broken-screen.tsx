/** What is shown instead of a screen that failed. */
import type { ReactElement } from "react";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Button } from "../ui/button.tsx";
import { Header, Page } from "../ui/page.tsx";
import { Notice } from "../ui/surface.tsx";

/** Says that what was saved is still there. Reads no database: that may be what failed. */
export function BrokenScreen(): ReactElement {
  const t = useMessages(shellMessages);
  return (
    <Page header={<Header title={null} />}>
      <h1>{t("broken")}</h1>
      <Notice tone="error">{t("brokenDetail")}</Notice>
      <Button kind="primary" isWide onClick={() => location.reload()}>
        {t("reload")}
      </Button>
    </Page>
  );
}

/** A place in the app that does not exist. */
export function NotFoundScreen(): ReactElement {
  const t = useMessages(shellMessages);
  return (
    <Page header={<Header title={null} back={{ href: "/", label: t("toHome") }} />}>
      <h1>{t("notFound")}</h1>
    </Page>
  );
}
