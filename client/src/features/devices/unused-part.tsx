/** まだ使えない記録: what came and is kept, but not used, and why. It blocks nothing else, and nothing of it is thrown away. */
import type { ReactElement } from "react";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { unusedByReason, useNotices } from "../../screen/notices.ts";
import { Disclosure, Soft } from "../../ui/surface.tsx";

/** Nothing to see while all that came is used. */
export function UnusedPart(): ReactElement | null {
  const t = useMessages(devicesMessages);
  const notices = useNotices();
  const unused = [...unusedByReason(notices)];
  const isSetAside = notices.some(({ code }) => code === "setAside");
  if (unused.length === 0 && !isSetAside) return null;
  return (
    <Disclosure summary={t("unused")}>
      <Soft>{t("unusedHint")}</Soft>
      <ul>
        {unused.map(([reason, count]) => (
          <li key={reason}>{t(`unused.${reason}`, { count })}</li>
        ))}
        {isSetAside && <li>{t("unused.setAside")}</li>}
      </ul>
    </Disclosure>
  );
}
