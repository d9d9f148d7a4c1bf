/** What is shown instead of a screen that failed. */
import type { ReactElement } from "react";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Button } from "../ui/button.tsx";
import { Header, Page } from "../ui/page.tsx";
import { Notice } from "../ui/surface.tsx";

/** Says that what was saved is still there, or that this browser cannot save at all. Reads no database: that may have failed. */
export function BrokenScreen({ cause }: { readonly cause: unknown }): ReactElement {
  const t = useMessages(shellMessages);
  const isStorage = isStorageClosed(cause);
  return (
    <Page header={<Header title={null} />}>
      <h1>{t(isStorage ? "storageBroken" : "broken")}</h1>
      <Notice tone="error">
        <p>{t(isStorage ? "storageBrokenDetail" : "brokenDetail")}</p>
      </Notice>
      <Button kind="primary" isWide onClick={() => location.reload()}>
        {t("reload")}
      </Button>
    </Page>
  );
}

/** Dexie's names for a database that a private window or a full disk does not open. */
function isStorageClosed(cause: unknown): boolean {
  const names = ["OpenFailedError", "MissingAPIError", "QuotaExceededError", "UnknownError"];
  return cause instanceof Error && names.includes(cause.name);
}
