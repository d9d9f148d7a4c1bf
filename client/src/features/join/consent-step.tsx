/** The stated purpose, and a box that nobody ticked beforehand: it becomes a signed record. */
import { type ReactElement, useState } from "react";
import type { EngineFailure } from "../../engine/api.ts";
import { joinMessages } from "../../i18n/ja/join.ts";
import { purposeMessages } from "../../i18n/ja/purpose.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { Notice } from "../../ui/surface.tsx";
import { PurposeText } from "../purpose/purpose-text.tsx";

/** Asks for consent. */
export function ConsentStep({
  failure,
  isBusy,
  onAgree,
  onDecline,
}: {
  readonly failure: EngineFailure | undefined;
  readonly isBusy: boolean;
  readonly onAgree: () => void;
  readonly onDecline: () => void;
}): ReactElement {
  const t = useMessages(joinMessages);
  const tShell = useMessages(shellMessages);
  const tPurpose = useMessages(purposeMessages);
  const [isTicked, setIsTicked] = useState(false);
  return (
    <>
      <h1>{tPurpose("purpose")}</h1>
      <PurposeText />
      <Checkbox label={t("consent")} isChecked={isTicked} onChange={setIsTicked} />
      {failure && <Notice tone="error" title={failureText(tShell, failure)} />}
      {isBusy && <Notice title={t("joining")} />}
      <Button kind="primary" isWide isLarge disabled={!isTicked || isBusy} onClick={onAgree}>
        {t("agree")}
      </Button>
      <Button isWide onClick={onDecline}>
        {t("decline")}
      </Button>
    </>
  );
}
