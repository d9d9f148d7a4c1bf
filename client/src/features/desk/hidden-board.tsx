/** What stands in the board's place while it is hidden: no name, no number. */
import { type FormEvent, type ReactElement, useState } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Soft, Stack } from "../../ui/surface.tsx";
import { isPin, PIN_LENGTH } from "./screen-lock.ts";
import type { ScreenLock } from "./use-screen-lock.ts";

/** Asks for the PIN; the first time, for a new one. */
export function HiddenBoard({ lock }: { readonly lock: ScreenLock }): ReactElement {
  const t = useMessages(deskMessages);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isPin(typed)) setProblem(t("lock.bad"));
    else if (!lock.hasPin) await lock.setPin(typed);
    else if (!(await lock.open(typed))) setProblem(t("lock.wrong"));
    setTyped("");
  };
  return (
    <AppPage backHref="/">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <h1>{t(lock.hasPin ? "lock.hidden" : "lock.setTitle")}</h1>
          {!lock.hasPin && <Soft>{t("lock.setHint")}</Soft>}
          <TextField
            label={t("lock.pin")}
            type="password"
            inputMode="numeric"
            autoComplete="off"
            maxLength={PIN_LENGTH}
            value={typed}
            error={problem}
            onChange={(event) => {
              setTyped(event.target.value);
              setProblem(undefined);
            }}
          />
          <Button kind="primary" type="submit" isWide isLarge>
            {t(lock.hasPin ? "lock.open" : "lock.set")}
          </Button>
          {!lock.hasPin && (
            <Button isWide onClick={lock.dismiss}>
              {t("actions.back")}
            </Button>
          )}
        </Stack>
      </form>
    </AppPage>
  );
}
