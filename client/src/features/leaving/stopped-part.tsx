/** What a phone says once officers have stopped it: that its household has left, or what else it may mean. Never that it was lost. [MEM5] */
import type { ReactElement } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Notice } from "../../ui/surface.tsx";

/** Nothing on a phone that was not stopped. */
export function StoppedPart({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  const t = useMessages(leavingMessages);
  if (profile.isStopped !== true) return null;
  const hasLeft = profile.hasWithdrawn === true;
  return (
    <Notice title={t(hasLeft ? "leftTitle" : "stoppedTitle")}>
      <p>{t(hasLeft ? "left" : "stopped")}</p>
      <p>{t("kept")}</p>
      <p>{t("again")}</p>
      <p>{t("helpStill")}</p>
    </Notice>
  );
}
