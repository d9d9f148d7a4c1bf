/** A second look before an officer's step, in the desk's words. */
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useQuestion } from "../../screen/use-question.tsx";

/** Gives a function that asks, and the dialog to put on the screen. */
export function useDeskQuestion(): ReturnType<typeof useQuestion> {
  return useQuestion(useMessages(deskMessages)("opening.cancel"));
}
