/** A new version waits for consent, and never comes in the middle of an incident. */
import { type ReactElement, useState } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useUpdates } from "../../screen/updates-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";

/** Offers the new version; nothing while there is none. */
export function UpdatePart(): ReactElement | null {
  const t = useMessages(meMessages);
  const { isReady, apply } = useUpdates();
  const [isRefused, setIsRefused] = useState(false);
  if (!isReady) return null;
  const update = async (): Promise<void> => setIsRefused(!(await apply()));
  return (
    <Notice title={t("updateReady")}>
      {isRefused ? (
        <p>{t("updateLater")}</p>
      ) : (
        <Button onClick={() => void update()}>{t("update")}</Button>
      )}
    </Notice>
  );
}
