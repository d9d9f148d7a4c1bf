/** The purpose text above a button that also says yes to it: who founds or restores signs it as who joins does. (decision 0051) */
import type { ReactElement } from "react";
import { purposeMessages } from "../../i18n/ja/purpose.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Stack } from "../../ui/surface.tsx";
import { PurposeText } from "./purpose-text.tsx";

/** `action`: what the button says. */
export function PurposePart({ action }: { readonly action: string }): ReactElement {
  const t = useMessages(purposeMessages);
  return (
    <section aria-labelledby="purpose">
      <Stack isClose>
        <h2 id="purpose">{t("purpose")}</h2>
        <PurposeText />
        <p>{t("agreedBy", { action })}</p>
      </Stack>
    </section>
  );
}
