/** The recovery kit as it comes out of the printer: three A4 sheets, each for another keeper. */
import type { ReactElement } from "react";
import type { RecoveryKit } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { drawQr } from "../cards/qr-path.ts";

/** `address`: where the app is opened, as people type it. */
export function KitSheets({
  kit,
  address,
}: {
  readonly kit: RecoveryKit;
  readonly address: string;
}): ReactElement {
  return (
    <div className="kit-sheets">
      {kit.sheets.map((sheet) => (
        <KitSheet key={sheet.index} kit={kit} sheet={sheet} address={address} />
      ))}
    </div>
  );
}

function KitSheet({
  kit,
  sheet,
  address,
}: {
  readonly kit: RecoveryKit;
  readonly sheet: RecoveryKit["sheets"][number];
  readonly address: string;
}): ReactElement {
  const t = useMessages(recoveryMessages);
  const formats = useFormats();
  const qr = drawQr(sheet.qrText);
  const number = sheet.index;
  return (
    <article className="kit-sheet" aria-label={t("sheetLabel", { number })}>
      <header>
        <p>{kit.associationName}</p>
        <p className="kit-sheet-title">{t("sheetTitle", { number })}</p>
        <p>{t("sheetDate", { date: formats.fullDate(kit.madeAtMs) })}</p>
      </header>
      <ul>
        <li>{t("keep1")}</li>
        <li>{t("keep2")}</li>
        <li>{t("keep3")}</li>
      </ul>
      <svg viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label={t("qrLabel", { number })}>
        <path d={qr.path} />
      </svg>
      {/* No numbers before the lines: people type what they see. */}
      <div className="kit-code" role="group" aria-label={t("code")} data-testid="sheet-code">
        {sheet.lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      <p>{t("howTo", { address })}</p>
      <p className="kit-keeper">{t("keeper")}</p>
    </article>
  );
}
