/** A calm word on the desk while losing one telephone would lose the association. [KEY4] */
import type { ReactElement } from "react";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { useRecoveryState } from "./use-recovery-state.ts";

/** Shown on the device that holds the root seed, until the kit is printed and a second admin exists; never in the demo. */
export function RecoveryReminder(): ReactElement | null {
  const t = useMessages(recoveryMessages);
  const { isDemo } = useReplica();
  const { state } = useRecoveryState();
  if (isDemo || state === undefined || !state.holdsRootSeed) return null;
  const isPrinted = state.kitPrintedAtMs !== undefined;
  if (isPrinted && state.admins > 1 && state.household !== 0) return null;
  return (
    <Notice
      tone={state.household === 0 ? "caution" : "plain"}
      title={t(state.household === 0 ? "householdTitle" : isPrinted ? "reminderLeft" : "reminder")}
    >
      {state.household === 0 && <p>{t("householdIntro")}</p>}
      {!isPrinted && <p>{t("reminderPrint")}</p>}
      {state.admins < 2 && <p>{t("reminderAdmin")}</p>}
      <Link href="/recovery" kind="secondary">
        {t("prepare")}
      </Link>
    </Notice>
  );
}
