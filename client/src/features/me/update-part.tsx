/** A new version is fetched only when a person says so, and never in the middle of a disaster. */
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
  const [state, setState] = useState<"idle" | "applied" | "held" | "failed">("idle");
  if (!isReady) return null;
  const update = async (): Promise<void> => {
    // It may take a while: the page loads again by itself at the end.
    setState("applied");
    setState(await apply());
  };
  return (
    <Notice title={t("updateReady")}>
      {state !== "idle" && <p>{t(`update.${state}`)}</p>}
      {state !== "applied" && <Button onClick={() => void update()}>{t("update")}</Button>}
    </Notice>
  );
}
