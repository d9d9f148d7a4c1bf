/** What is wrong with this device, and what to do: keys that are missing, two of it, what the relay did not take. */
import type { ReactElement } from "react";
import { meMessages } from "../../i18n/ja/me.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { ownTroubles, useNotices } from "../../screen/notices.ts";
import { Notice } from "../../ui/surface.tsx";

/** Nothing to see on a device that is well. */
export function TroublePart({ device }: { readonly device: string }): ReactElement {
  const t = useMessages(meMessages);
  const troubles = ownTroubles(useNotices(), device);
  return (
    <>
      {troubles.map((trouble) => (
        <Notice key={trouble} tone="caution" title={t(`trouble.${trouble}`)}>
          <p>{t(`trouble.${trouble}Next`)}</p>
        </Notice>
      ))}
    </>
  );
}
