/** What stands in the board's place while it is hidden: no name, no number. */
import { type FormEvent, type ReactElement, useState } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { isPin, PIN_LENGTH } from "./screen-lock.ts";
import type { ScreenLock } from "./use-screen-lock.ts";

/** Asks for the PIN; the first time, and when it was forgotten, for a new one. */
export function HiddenBoard({ lock }: { readonly lock: ScreenLock }): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <AppPage backHref="/">
      {!lock.hasPin && !lock.isAsking ? (
        <WithoutPin lock={lock} />
      ) : !lock.hasPin ? (
        <NewPin title={t("lock.setTitle")} onPin={lock.setPin} onBack={lock.dismiss} />
      ) : lock.reset.type === "ready" ? (
        <NewPin title={t("lock.newTitle")} onPin={lock.replacePin} />
      ) : (
        <Stack>
          <AskPin lock={lock} />
          <Forgotten lock={lock} />
        </Stack>
      )}
    </AppPage>
  );
}

/** A desk that hid itself: whoever works at it goes on with one press, and reads how to keep others from that. */
function WithoutPin({ lock }: { readonly lock: ScreenLock }): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <Stack>
      <h1>{t("lock.idle")}</h1>
      <p>{t("lock.idleWhy")}</p>
      <Button kind="primary" isWide isLarge onClick={lock.dismiss}>
        {t("lock.show")}
      </Button>
      <Soft>{t("lock.idleHint")}</Soft>
      <Button isWide onClick={lock.ask}>
        {t("lock.choose")}
      </Button>
    </Stack>
  );
}

/** The digits are shown while they are chosen: whoever slips would be locked out. */
function NewPin({
  title,
  onPin,
  onBack,
}: {
  readonly title: string;
  readonly onPin: (pin: string) => Promise<void>;
  readonly onBack?: () => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <PinForm
      title={title}
      hint={t("lock.setHint")}
      button={t("lock.set")}
      isShown
      onPin={async (typed) => {
        await onPin(typed);
        return undefined;
      }}
    >
      {onBack !== undefined && (
        <Button isWide onClick={onBack}>
          {t("actions.back")}
        </Button>
      )}
    </PinForm>
  );
}

function AskPin({ lock }: { readonly lock: ScreenLock }): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <PinForm
      title={t("lock.hidden")}
      button={t("lock.open")}
      onPin={async (typed) => ((await lock.open(typed)) ? undefined : t("lock.wrong"))}
    />
  );
}

function PinForm({
  title,
  hint,
  button,
  isShown = false,
  onPin,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly button: string;
  readonly isShown?: boolean;
  /** Answers what is wrong with the digits. */
  readonly onPin: (pin: string) => Promise<string | undefined>;
  readonly children?: ReactElement | false;
}): ReactElement {
  const t = useMessages(deskMessages);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    // Digits that cannot be a PIN stay, to be corrected; a wrong PIN leaves the screen.
    if (!isPin(typed)) {
      setProblem(t("lock.bad"));
      return;
    }
    setTyped("");
    setProblem(await onPin(typed));
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <h1>{title}</h1>
        {hint !== undefined && <Soft>{hint}</Soft>}
        <TextField
          label={t("lock.pin")}
          type={isShown ? "text" : "password"}
          isCode={isShown}
          inputMode="numeric"
          autoComplete="off"
          maxLength={PIN_LENGTH}
          value={typed}
          error={problem}
          onChange={(event) => {
            setTyped(event.target.value.normalize("NFKC"));
            setProblem(undefined);
          }}
        />
        <Button kind="primary" type="submit" isWide isLarge>
          {button}
        </Button>
        {children}
      </Stack>
    </form>
  );
}

/** The way out for who has forgotten the PIN: a wait that nobody who passes by sits out. */
function Forgotten({ lock }: { readonly lock: ScreenLock }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { reset } = lock;
  if (reset.type === "waiting") {
    return (
      <Notice title={t("lock.resetAt", { time: formats.time(reset.untilMs) })}>
        <p>{t("lock.resetHint")}</p>
      </Notice>
    );
  }
  return (
    <Button kind="plain" onClick={lock.askForReset}>
      {t("lock.forgotten")}
    </Button>
  );
}
