/** やめる: withdraws the household's consent, behind a question. */
import { type ReactElement, useState } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";

/** The way out. */
export function LeavePart(): ReactElement {
  const t = useMessages(meMessages);
  const { nowMs } = useReplica();
  const { state, failure, save } = useSubmit();
  const [isAsking, setIsAsking] = useState(false);
  const leave = (): void => {
    setIsAsking(false);
    void save({ type: "withdrawConsent", atMs: nowMs() });
  };
  return (
    <>
      {state === "saved" && <Notice title={t("leaving")} />}
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
            <Button kind="danger" onClick={leave}>
              {t("leaveYes")}
            </Button>
          </>
        }
      >
        <p>{t("leaveDetail")}</p>
      </Dialog>
    </>
  );
}
