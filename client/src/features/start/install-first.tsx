/**
 * Where the app is opened matters before a code is used: Safari and the home screen of an iPhone have storages of their own, and the
 * browsers inside other apps keep nothing for long.
 */
import type { ReactElement } from "react";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useInstallation } from "../../screen/installation.ts";
import { Disclosure, Notice, Stack } from "../../ui/surface.tsx";

/** Says so, and what to do; nothing where all is well. */
export function InstallFirst(): ReactElement | null {
  const t = useMessages(joinMessages);
  const { mustInstallFirst, isInAppBrowser } = useInstallation();
  if (isInAppBrowser) {
    return (
      <Notice tone="caution" title={t("inAppBrowser")}>
        <p>{t("inAppBrowserDetail")}</p>
      </Notice>
    );
  }
  if (!mustInstallFirst) return null;
  return (
    <>
      <Notice tone="caution" title={t("installFirst")}>
        <p>{t("installWhy")}</p>
      </Notice>
      <Disclosure summary={t("installHow")}>
        <Stack isClose>
          <p>{t("installStep1")}</p>
          <p>{t("installStep2")}</p>
          <p>{t("installStep3")}</p>
        </Stack>
      </Disclosure>
    </>
  );
}
