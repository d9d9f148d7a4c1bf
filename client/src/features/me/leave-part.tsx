/** やめる: withdraws the household's consent, behind a question. */
import { type ReactElement, useState } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";

/** The way out. */
export function LeavePart(): ReactElement {
  const t = useMessages(meMessages);
  const tShell = useMessages(shellMessages);
  const { submit, nowMs } = useReplica();
  const [state, setState] = useState<"idle" | "asking" | "saved" | "failed">("idle");
  const leave = async (): Promise<void> => {
    try {
      await submit({ type: "withdrawConsent", atMs: nowMs() });
      setState("saved");
    } catch {
      setState("failed");
    }
  };
  return (
    <>
      {state === "saved" && <Notice title={t("leaving")} />}
      {state === "failed" && <Notice tone="error" title={tShell("storageFull")} />}
      <Button kind="danger" onClick={() => setState("asking")}>
        {t("leave")}
      </Button>
      <Dialog
        title={t("leaveQuestion")}
        isOpen={state === "asking"}
        onClose={() => setState((now) => (now === "asking" ? "idle" : now))}
        actions={
          <>
            <Button onClick={() => setState("idle")}>{t("leaveNo")}</Button>
            <Button kind="danger" onClick={() => void leave()}>
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
