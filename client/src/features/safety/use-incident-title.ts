/** Names incidents: by their title, else by cause and day. */
import type { Cause } from "@tomoshibi/shared/records/record.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";

/** 「11月21日の地震」: the title a resident's 揺れました gives. */
export function useIncidentTitle(): (cause: Cause, atMs: number) => string {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  return (cause, atMs) => t(`title.${cause}`, { day: formats.day(atMs) });
}
