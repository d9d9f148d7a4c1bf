/** Says that the demo could not be set up, and offers to try again. */
import type { ReactElement } from "react";
import type { EngineFailure } from "../../engine/api.ts";
import { demoMessages } from "../../i18n/ja/demo.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";

/** The failure in words. */
export function DemoFailure({
  failure,
  onRetry,
}: {
  readonly failure: EngineFailure;
  readonly onRetry: () => void;
}): ReactElement {
  const t = useMessages(demoMessages);
  const tShell = useMessages(shellMessages);
  const reason = failure.type === "offline" ? t("offline") : failureText(tShell, failure);
  return (
    <Notice tone="error" title={reason}>
      <Button onClick={onRetry}>{t("retry")}</Button>
    </Notice>
  );
}
