/** この避難所の名前: asked for once, shown and put right afterwards. What is typed stays on this device until a record takes it along. */
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { shelterMessages } from "../../i18n/ja/shelter.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Card, Notice, Stack } from "../../ui/surface.tsx";
import { plainName, SHELTER_NAME_MAX } from "./shelter-name.ts";

/** `name`: see readShelterName. `onName` answers whether it is kept for the next time, too. */
export function NamePart({
  name,
  onName,
}: {
  readonly name: string | undefined;
  readonly onName: (name: string) => boolean;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const [isTyping, setIsTyping] = useState(name === undefined);
  const [isKept, setIsKept] = useState(true);
  const [wasTyped, setWasTyped] = useState(false);
  const text = useRef<HTMLParagraphElement>(null);
  const isDone = wasTyped && !isTyping;
  useEffect(() => {
    // The field that had the focus is gone.
    if (isDone) text.current?.focus();
  }, [isDone]);
  const end = (next: string): void => {
    setIsKept(onName(next));
    setWasTyped(true);
    setIsTyping(false);
  };
  if (isTyping)
    return (
      <Card>
        <NameForm before={name ?? ""} onName={end} />
      </Card>
    );
  return (
    <Stack isClose>
      <div className="shelter-name">
        <p ref={text} tabIndex={-1}>
          {name === undefined || name === "" ? t("nameNone") : t("nameIs", { name })}
        </p>
        <Button onClick={() => setIsTyping(true)}>{t(name ? "nameChange" : "nameGive")}</Button>
      </div>
      {isDone && (
        <Notice tone={isKept ? "done" : "caution"} title={t(isKept ? "nameKept" : "nameNotKept")} />
      )}
    </Stack>
  );
}

function NameForm({
  before,
  onName,
}: {
  readonly before: string;
  readonly onName: (name: string) => void;
}): ReactElement {
  const t = useMessages(shelterMessages);
  const [typed, setTyped] = useState(before);
  const name = plainName(typed);
  const excess = Math.max(0, name.length - SHELTER_NAME_MAX);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (excess === 0) onName(name);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack isClose>
        <TextField
          label={t("name")}
          hint={t("nameHint")}
          autoComplete="off"
          value={typed}
          error={excess > 0 ? t("nameTooLong", { max: SHELTER_NAME_MAX, excess }) : undefined}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="shelter-actions">
          <Button kind="primary" type="submit">
            {t("nameSave")}
          </Button>
          <Button onClick={() => onName(before)}>{t("nameLater")}</Button>
        </div>
      </Stack>
    </form>
  );
}
