/** 「3班-12」の紙ですか: a card that fell into the wrong letter box is noticed here. */
import type { ReactElement } from "react";
import type { InvitePreview } from "../../engine/api.ts";
import { joinMessages } from "../../i18n/ja/join.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";

/** Shows the card's mark. */
export function CardStep({
  preview,
  onYes,
  onNo,
}: {
  readonly preview: InvitePreview;
  readonly onYes: () => void;
  readonly onNo: () => void;
}): ReactElement {
  const t = useMessages(joinMessages);
  return (
    <>
      <h1>{t("isThisCard", { mark: preview.mark })}</h1>
      {preview.isComplete && <p>{t("cardOf", { association: preview.associationName })}</p>}
      <Button kind="primary" isWide isLarge onClick={onYes}>
        {t("yes")}
      </Button>
      <Button isWide onClick={onNo}>
        {t("no")}
      </Button>
    </>
  );
}
