/** First run: 招待コードで参加する, 町会をつくる, デモ町会をひらく. */
import type { ReactElement } from "react";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { LanguagePart } from "../../screen/language-part.tsx";
import { chooseStore, storeBefore } from "../../screen/main-store.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button, Link, OutsideLink } from "../../ui/button.tsx";
import { Reach } from "../../ui/page.tsx";
import { Soft } from "../../ui/surface.tsx";
import { InstallFirst } from "./install-first.tsx";
import "./start.css";

/** What a device without an association sees. */
export function StartScreen(): ReactElement {
  const t = useMessages(joinMessages);
  return (
    <AppPage title={t("appName")}>
      <img className="start-mark" src="/icon.svg" alt="" />
      <h1>{t("welcome")}</h1>
      <Soft>{t("welcomeDetail")}</Soft>
      <InstallFirst />
      <Reach>
        <Link kind="primary" isWide isLarge href="/join">
          {t("join")}
        </Link>
        <Link kind="secondary" isWide href="/founding">
          {t("found")}
        </Link>
        <Link href="/restore">{t("restore")}</Link>
        {/* Leaves this replica: the demo's page is loaded anew and opens no database of this one. */}
        <OutsideLink href="/demo">{t("openDemo")}</OutsideLink>
        <BackPart />
      </Reach>
      <LanguagePart />
    </AppPage>
  );
}

/** Back to the store of before, for who only looked at 参加しなおす. */
function BackPart(): ReactElement | null {
  const t = useMessages(joinMessages);
  const before = storeBefore(useReplica().replica);
  if (before === undefined) return null;
  const goBack = (): void => {
    if (chooseStore(webStorage(), before)) location.assign("/");
  };
  return (
    <Button kind="plain" onClick={goBack}>
      {t("backToBefore")}
    </Button>
  );
}
