/** Lines that were not read, as they stood: to be copied out and corrected where they came from. */
import { type ReactElement, useState } from "react";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Stack } from "../../ui/surface.tsx";

/** A field to select from, and a button that copies all of it. */
export function BadLines({ lines }: { readonly lines: readonly string[] }): ReactElement {
  const t = useMessages(rosterMessages);
  const [copied, setCopied] = useState<"copied" | "copyFailed">();
  const text = lines.join("\n");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied("copied");
    } catch {
      // Not allowed, or no secure context: the field is there to select from.
      setCopied("copyFailed");
    }
  };
  return (
    <Stack isClose>
      <TextArea label={t("badLines")} value={text} rows={4} readOnly />
      <Button onClick={() => void copy()}>{t("copy")}</Button>
      <p role="status">{copied !== undefined && t(copied)}</p>
    </Stack>
  );
}
