/** The way without a camera: a code's text, pasted. */
import { type FormEvent, type ReactElement, useState } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Stack } from "../../ui/surface.tsx";

/** A field and its button. What was not taken stays, to be put right or copied elsewhere. */
export function PasteForm({
  isBusy,
  onText,
}: {
  readonly isBusy: boolean;
  /** Answers whether it was taken. */
  readonly onText: (text: string) => boolean | Promise<boolean>;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const [text, setText] = useState("");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await onText(text)) setText("");
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack isClose>
        <TextArea
          label={t("pasteLabel")}
          rows={4}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" isWide disabled={isBusy || text.trim() === ""}>
          {t("take")}
        </Button>
      </Stack>
    </form>
  );
}
