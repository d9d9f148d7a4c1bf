/** 参加しました: asks the browser to keep the data, and says what makes that safer. */
import { type ReactElement, useEffect } from "react";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useInstallation } from "../../screen/installation.ts";
import { Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";

/** The end of joining. */
export function JoinedStep(): ReactElement {
  const t = useMessages(joinMessages);
  const { isInstalled, isPersistent, askToPersist } = useInstallation();
  useEffect(() => {
    void askToPersist();
  }, [askToPersist]);
  const isAdvised = !isInstalled || isPersistent === false;
  return (
    <>
      <h1>{t("joined")}</h1>
      <p>{t("joinedDetail")}</p>
      {isAdvised && <Notice title={t("installAdvice")} />}
      <Link kind="primary" isWide isLarge href="/">
        {t("toHome")}
      </Link>
    </>
  );
}
