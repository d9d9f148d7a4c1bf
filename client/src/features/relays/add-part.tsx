/** 中継をくわえる: the address, what answers there, the comparison by voice, and one tap. [REL6] [REL7] */
import { type FormEvent, type ReactElement, useState } from "react";
import type { EngineFailure, FoundRelay } from "../../engine/api.ts";
import { relaysMessages } from "../../i18n/ja/relays.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";

/** Nothing is certified before somebody says that the fingerprints are the same. */
export function AddPart({ onStarted }: { readonly onStarted: () => void }): ReactElement {
  const t = useMessages(relaysMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const [typed, setTyped] = useState("");
  const [isLooking, setIsLooking] = useState(false);
  const [failure, setFailure] = useState<EngineFailure>();
  const [found, setFound] = useState<FoundRelay>();
  const [started, setStarted] = useState<string>();

  const look = async (): Promise<void> => {
    setIsLooking(true);
    setFailure(undefined);
    setFound(undefined);
    setStarted(undefined);
    const answer = await engine.lookAtRelay(typed);
    setIsLooking(false);
    if (answer.ok) setFound(answer.value);
    else setFailure(answer.error);
  };

  return (
    <section aria-labelledby="relays-add">
      <Stack>
        <h2 id="relays-add">{t("addTitle")}</h2>
        <p>{t("addIntro")}</p>
        <AddressForm isLooking={isLooking} typed={typed} onTyped={setTyped} onLook={look} />
        {isLooking && <Notice title={t("looking")} />}
        {failure !== undefined && (
          <Notice tone="error" title={failureText(shell, failure)}>
            {failure.type === "relayUnreachable" && <p>{t("unreachableHelp")}</p>}
          </Notice>
        )}
        {found !== undefined && (
          <FoundPart
            found={found}
            onFailed={setFailure}
            onStarted={() => {
              setStarted(found.address);
              setFound(undefined);
              setTyped("");
              onStarted();
            }}
          />
        )}
        {started !== undefined && (
          <Notice tone="done" title={t("startedTitle", { address: started })}>
            <p>{t("startedStored")}</p>
            <p>{t("startedOperators")}</p>
          </Notice>
        )}
      </Stack>
    </section>
  );
}

function AddressForm({
  isLooking,
  typed,
  onTyped,
  onLook,
}: {
  readonly isLooking: boolean;
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  readonly onLook: () => Promise<void>;
}): ReactElement {
  const t = useMessages(relaysMessages);
  const look = (event: FormEvent): void => {
    event.preventDefault();
    if (!isLooking) void onLook();
  };
  return (
    <form onSubmit={look} noValidate>
      <Stack>
        <TextField
          label={t("address")}
          hint={t("addressHint")}
          value={typed}
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => onTyped(event.target.value)}
        />
        <Button type="submit" isWide disabled={isLooking || typed.trim() === ""}>
          {t("look")}
        </Button>
      </Stack>
    </form>
  );
}

function FoundPart({
  found,
  onFailed,
  onStarted,
}: {
  readonly found: FoundRelay;
  readonly onFailed: (failure: EngineFailure | undefined) => void;
  readonly onStarted: () => void;
}): ReactElement {
  const t = useMessages(relaysMessages);
  const { engine } = useReplica();
  const [isCompared, setIsCompared] = useState(false);
  const [isStarting, setIsStarting] = useState(false);
  const { address, relayKey, fingerprint } = found;
  const start = async (): Promise<void> => {
    setIsStarting(true);
    onFailed(undefined);
    const done = await engine.startRelay({ address, relayKey });
    setIsStarting(false);
    if (done.ok) onStarted();
    else onFailed(done.error);
  };
  const why = whyNot(found);
  if (why !== undefined) return <Notice tone="caution" title={t(why)} />;
  return (
    <Stack>
      <h3>{t("foundTitle", { address })}</h3>
      <p className="relays-fingerprint">
        <code>{fingerprint}</code>
      </p>
      <p>{t("foundCompare")}</p>
      <Checkbox label={t("compared")} isChecked={isCompared} onChange={setIsCompared} />
      {isStarting && <Notice title={t("starting")} />}
      <Button
        kind="primary"
        isWide
        isLarge
        disabled={!isCompared || isStarting}
        onClick={() => void start()}
      >
        {t("start")}
      </Button>
    </Stack>
  );
}

function whyNot({
  isOwn,
  isKnown,
  isStopped,
}: FoundRelay): "isOwnHere" | "isKnownHere" | "isStoppedHere" | undefined {
  if (isOwn) return "isOwnHere";
  if (isStopped) return "isStoppedHere";
  return isKnown ? "isKnownHere" : undefined;
}
