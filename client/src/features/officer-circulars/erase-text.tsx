/** この回覧の文を消す: of a withdrawn circular title and text go, from every device that comes and from the relay. [DOC3] [ERA1] */
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { type ReactElement, useState } from "react";
import type { Intent } from "../../engine/api.ts";
import { officerCircularsMessages } from "../../i18n/ja/officer-circulars.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed, type SaveFailure, saveFailureOf } from "../../screen/save-failure.tsx";
import { submitTidying } from "../../screen/submit-tidying.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { lastTidying, progressOf } from "../roster/tidy-state.ts";

/** How long it is told that the last one was done. */
const TOLD_MS = 24 * 60 * 60_000;

/** The button, which asks once and says what it cannot reach. */
export function EraseText({ circular }: { readonly circular: CircularId }): ReactElement {
  const t = useMessages(officerCircularsMessages);
  const replica = useReplica();
  const [isAsking, setIsAsking] = useState(false);
  const [failure, setFailure] = useState<SaveFailure>();
  const erase = async (): Promise<void> => {
    try {
      await submitTidying(replica, circular);
      setFailure(undefined);
      setIsAsking(false);
    } catch (error) {
      setFailure(saveFailureOf(error));
    }
  };
  return (
    <>
      <Button onClick={() => setIsAsking(true)}>{t("eraseText")}</Button>
      <Dialog
        title={t("eraseText")}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{t("cancel")}</Button>
            <Button kind="danger" onClick={() => void erase()}>
              {t("eraseText")}
            </Button>
          </>
        }
      >
        <p>{t("eraseAsk")}</p>
        <p>{t("eraseReach")}</p>
        <SaveFailed failure={failure} />
      </Dialog>
    </>
  );
}

/** How far the last one came: it is off the list long before it is erased, and nothing is called erased that is not. */
export function ErasingProgress({
  intents,
}: {
  readonly intents: readonly Intent[];
}): ReactElement | null {
  const t = useMessages(officerCircularsMessages);
  const { nowMs } = useReplica();
  const last = lastTidying(intents, "circular");
  switch (last && progressOf(intents, last)) {
    case undefined:
      return null;
    case "preparing":
      return <Notice title={t("erasePreparing")} />;
    case "waiting":
      return (
        <Notice title={t("eraseWaiting")}>
          <p>{t("eraseWaitingHint")}</p>
        </Notice>
      );
    case "done":
      if (last === undefined || nowMs() - last.createdAtMs > TOLD_MS) return null;
      return (
        <Notice tone="done" title={t("eraseDone")}>
          <p>{t("eraseDoneHint")}</p>
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="error" title={t("eraseFailed")}>
          <p>{t("eraseFailedHint")}</p>
        </Notice>
      );
  }
}
