/** 中継: which relays the association has, whether they answer, one more, and one fewer. [REL7] */
import { type ReactElement, useState } from "react";
import type { EngineFailure, RelayState } from "../../engine/api.ts";
import { relaysMessages } from "../../i18n/ja/relays.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice, Stack } from "../../ui/surface.tsx";
import { AddPart } from "./add-part.tsx";
import { RelayItem } from "./relay-item.tsx";
import "./relays.css";
import { useRelays } from "./use-relays.ts";

/** The list, then the way to one more. */
export function RelaysScreen(): ReactElement {
  const t = useMessages(relaysMessages);
  const { relays, refresh } = useRelays();
  const [leaving, setLeaving] = useState<RelayState>();
  const [stopped, setStopped] = useState<string>();
  return (
    <AppPage title={t("title")} backHref="/desk">
      <Stack>
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
        <p>{t("why")}</p>
        <h2>{t("list")}</h2>
        {stopped !== undefined && <Notice tone="done" title={t("stopped", { address: stopped })} />}
        <ul className="relays-list">
          {(relays ?? []).map((relay) => (
            <RelayItem key={relay.address} relay={relay} onStop={() => setLeaving(relay)} />
          ))}
        </ul>
        <AddPart onStarted={refresh} />
      </Stack>
      {leaving !== undefined && (
        <StopDialog
          relay={leaving}
          onClose={() => setLeaving(undefined)}
          onStopped={() => {
            setStopped(leaving.address);
            setLeaving(undefined);
            refresh();
          }}
        />
      )}
    </AppPage>
  );
}

function StopDialog({
  relay: { address, relayKey },
  onClose,
  onStopped,
}: {
  readonly relay: RelayState;
  readonly onClose: () => void;
  readonly onStopped: () => void;
}): ReactElement {
  const t = useMessages(relaysMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const [isWorking, setIsWorking] = useState(false);
  const [failure, setFailure] = useState<EngineFailure>();
  const stop = async (): Promise<void> => {
    setIsWorking(true);
    const done = await engine.stopRelay(relayKey);
    setIsWorking(false);
    if (done.ok) onStopped();
    else setFailure(done.error);
  };
  return (
    <Dialog
      title={t("stopTitle", { address })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="danger" disabled={isWorking} onClick={() => void stop()}>
            {t("stop")}
          </Button>
        </>
      }
    >
      <ul className="relays-consequences">
        <li>{t("stopNoMore")}</li>
        <li>{t("stopCopies")}</li>
        <li>{t("stopForEver")}</li>
      </ul>
      {failure !== undefined && <Notice tone="error" title={failureText(shell, failure)} />}
    </Dialog>
  );
}
