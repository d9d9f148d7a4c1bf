/** 中継: which relays the association has, whether they answer, one more, and one fewer. [REL7] */
import { type ReactElement, useState } from "react";
import type { RelayState } from "../../engine/api.ts";
import { relaysMessages } from "../../i18n/ja/relays.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { EndingDialog } from "../../screen/ending-dialog.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Notice, Stack } from "../../ui/surface.tsx";
import { AddPart } from "./add-part.tsx";
import { RelayItem } from "./relay-item.tsx";
import "./relays.css";
import { useRelays } from "./use-relays.ts";

/** The list, then the way to one more. */
export function RelaysScreen(): ReactElement {
  const t = useMessages(relaysMessages);
  const { engine } = useReplica();
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
        <EndingDialog
          words={{
            title: t("stopTitle", { address: leaving.address }),
            end: t("stop"),
            cancel: t("cancel"),
          }}
          consequences={[t("stopNoMore"), t("stopCopies"), t("stopForEver")]}
          end={() => engine.stopRelay(leaving.relayKey)}
          onClose={() => setLeaving(undefined)}
          onEnded={() => {
            setStopped(leaving.address);
            setLeaving(undefined);
            refresh();
          }}
        />
      )}
    </AppPage>
  );
}
