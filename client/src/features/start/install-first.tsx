/** iPhone: Safari and the home screen have storages of their own, so the app is added before a code is used. */
import type { ReactElement } from "react";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Disclosure, Notice, Stack } from "../../ui/surface.tsx";

/** Says so, and how. */
export function InstallFirst(): ReactElement {
  const t = useMessages(joinMessages);
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
