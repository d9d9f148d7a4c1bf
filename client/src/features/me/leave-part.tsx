/** やめる: withdraws the household's consent, behind a question; until officers have taken it off it may stay after all. */
import { type ReactElement, useState } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { meMessages } from "../../i18n/ja/me.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";

/** The way out; nothing where officers have gone it to its end. */
export function LeavePart({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  const t = useMessages(meMessages);
  const { nowMs } = useReplica();
  const { failure, save } = useSubmit();
  const [isAsking, setIsAsking] = useState(false);
  // What was pressed here holds while the engine has not sealed it yet.
  const [word, setWord] = useState<"leaves" | "stays">();
  if (profile.isStopped === true) return null;
  const leave = async (): Promise<void> => {
    setIsAsking(false);
    if (await save({ type: "withdrawConsent", atMs: nowMs() })) setWord("leaves");
  };
  // Who says again who lives there has not left.
  const stay = async (): Promise<void> => {
    const { persons } = profile;
    if (await save({ type: "setPersons", persons, atMs: nowMs() })) setWord("stays");
  };
  if (word === "leaves" || (word === undefined && profile.hasWithdrawn === true))
    return (
      <Notice title={t("leaving")}>
        <p>{t("leavingNext")}</p>
        <SaveFailed failure={failure} />
        <Button onClick={() => void stay()}>{t("leaveBack")}</Button>
      </Notice>
    );
  return (
    <>
      <SaveFailed failure={failure} />
      <Button kind="danger" onClick={() => setIsAsking(true)}>
        {t("leave")}
      </Button>
      <Dialog
        title={t("leaveQuestion")}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{t("leaveNo")}</Button>
            <Button kind="danger" onClick={() => void leave()}>
              {t("leaveYes")}
            </Button>
          </>
        }
      >
        <p>{t("leaveDetail")}</p>
        <p>{t("leaveThen")}</p>
        <p>{t("leaveStays")}</p>
      </Dialog>
    </>
  );
}
