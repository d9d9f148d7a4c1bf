/** Asks for two sheets where only the root may act and its seed is not on this device. [KEY4] */
import type { ReactElement } from "react";
import type { TypedSheets } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { SheetFields } from "../recovery/sheet-fields.tsx";

/** The question and the two fields. */
export function RootQuestion(props: {
  readonly sheets: TypedSheets;
  readonly onChange: (sheets: TypedSheets) => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  return (
    <>
      <p>{t("needSheets")}</p>
      <SheetFields {...props} />
    </>
  );
}
