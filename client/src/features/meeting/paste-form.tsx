/** The way without a camera: a code's text, pasted. */
import { type FormEvent, type ReactElement, useState } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Stack } from "../../ui/surface.tsx";

/** A field and its button. */
export function PasteForm({
  isBusy,
  onText,
}: {
  readonly isBusy: boolean;
  readonly onText: (text: string) => void;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const [text, setText] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onText(text);
    setText("");
  };
  return (
    <form onSubmit={submit}>
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
