/** At the top of わたしの町会: who joined by an earlier purpose text is told once that it says more now. (decision 0051) */
import { type ReactElement, useState } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { PURPOSE_VERSION } from "../../engine/purpose.ts";
import { purposeMessages } from "../../i18n/ja/purpose.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { PurposeText } from "./purpose-text.tsx";
import { isPurposeDue, rememberPurpose } from "./purpose-told.ts";

/** The whole text, until わかりました is pressed on this device. */
export function PurposeNotice({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  const t = useMessages(purposeMessages);
  const { replica } = useReplica();
  const [isSeen, setIsSeen] = useState(false);
  if (isSeen || !isPurposeDue(webStorage(), replica, profile)) return null;
  const close = (): void => {
    rememberPurpose(webStorage(), replica, PURPOSE_VERSION);
    setIsSeen(true);
  };
  return (
    <Notice title={t("changed")}>
      <p>{t("changedWhy")}</p>
      <PurposeText />
      <p>{t("changedNo")}</p>
      <Button onClick={close}>{t("seen")}</Button>
    </Notice>
  );
}
