/** ひとこと書く: a text and the name it is shown under. Nothing is asked of a network. [DEL2] */
import { GROUP_MESSAGE_MAX, NAME_MAX } from "@tomoshibi/shared/records/record.ts";
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { groupMessages } from "../../i18n/ja/group-messages.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { Soft, Stack } from "../../ui/surface.tsx";
import { useSafetyState } from "../safety/use-safety-state.ts";

/** A button, and the form behind it. `name`: what this device was called last. */
export function WritePart({
  group,
  name,
}: {
  readonly group: number;
  readonly name: string;
}): ReactElement {
  const t = useMessages(groupMessages);
  const [isOpen, setIsOpen] = useState(false);
  // While somebody is asked whether they are safe, that is the one thing to do.
  const isAsked = useSafetyState()?.type === "incident";
  if (isOpen) return <WriteForm group={group} name={name} onDone={() => setIsOpen(false)} />;
  return (
    <Button kind={isAsked ? "secondary" : "primary"} isWide onClick={() => setIsOpen(true)}>
      {t("write")}
    </Button>
  );
}

function WriteForm({
  group,
  name,
  onDone,
}: {
  readonly group: number;
  readonly name: string;
  readonly onDone: () => void;
}): ReactElement {
  const t = useMessages(groupMessages);
  const { nowMs } = useReplica();
  const { state, failure, save } = useSubmit();
  const [text, setText] = useState("");
  const [own, setOwn] = useState(name);
  const field = useRef<HTMLTextAreaElement>(null);
  // The button that was pressed is gone: who uses a keyboard or a screen reader goes on here.
  useEffect(() => field.current?.focus(), []);
  const said = { name: own.trim(), text: text.trim() };
  const isWhole = said.name !== "" && said.text !== "";
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // A second tap while the first is being stored would say it twice.
    if (!isWhole || state === "saving") return;
    if (await save({ type: "writeGroupMessage", group, ...said, atMs: nowMs() })) onDone();
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Stack>
        <TextArea
          label={t("text")}
          hint={t("textHint")}
          value={text}
          maxLength={GROUP_MESSAGE_MAX}
          rows={3}
          ref={field}
          onChange={(event) => setText(event.target.value)}
        />
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          value={own}
          maxLength={NAME_MAX}
          autoComplete="name"
          onChange={(event) => setOwn(event.target.value)}
        />
        <Soft>{t("notForHelp")}</Soft>
        <SaveFailed failure={failure} />
        <Button kind="primary" type="submit" isWide disabled={!isWhole}>
          {t("send")}
        </Button>
        <Button kind="plain" onClick={onDone}>
          {t("cancel")}
        </Button>
      </Stack>
    </form>
  );
}
