/** 地震のしらせ: whether JMA's announcements ask everybody, for which place, from what 震度, and by whose word. [STR] */
import type { SettingsState } from "@tomoshibi/shared/documents/settings/settings.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import { alertsMessages } from "../../i18n/ja/alerts.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { EndingDialog } from "../../screen/ending-dialog.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { useRelays } from "../relays/use-relays.ts";
import { intensityText } from "../safety/quake-text.ts";
import { RulePart } from "./rule-part.tsx";

type Rule = NonNullable<SettingsState["alertRules"]>[number];

/** What holds now, then the way to change it. */
export function AlertsScreen(): ReactElement {
  const t = useMessages(alertsMessages);
  const { database, engine } = useReplica();
  const settings = useLiveQuery(() => database.documents.get("settings"), [database]);
  const [rule] = (settings?.state as SettingsState | undefined)?.alertRules ?? [];
  const [isStopping, setIsStopping] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  return (
    <AppPage title={t("title")} backHref="/desk">
      <Stack>
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
        <p>{t("limits")}</p>
        <h2>{t("now")}</h2>
        <NowPart rule={rule} onStop={() => setIsStopping(true)} />
        {isSaved && <Notice tone="done" title={t("saved")} />}
        <RulePart before={rule} onSaved={() => setIsSaved(true)} />
        <Soft>{t("licence")}</Soft>
      </Stack>
      {isStopping && rule !== undefined && (
        <EndingDialog
          words={{ title: t("stopTitle"), end: t("stop"), cancel: t("cancel") }}
          consequences={[t("stopWhat"), t("stopOpen")]}
          end={() => engine.listenTo(withoutBeacon(rule))}
          onClose={() => setIsStopping(false)}
          onEnded={() => {
            setIsStopping(false);
            setIsSaved(true);
          }}
        />
      )}
    </AppPage>
  );
}

function NowPart({
  rule,
  onStop,
}: {
  readonly rule: Rule | undefined;
  readonly onStop: () => void;
}): ReactElement {
  const t = useMessages(alertsMessages);
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const { relays } = useRelays();
  if (rule === undefined || rule.beacon === "") return <p>{t("off")}</p>;
  const relay = relays?.find(({ relayKey }) => relayKey === rule.beacon);
  const threshold = intensityText(shell, rule.threshold);
  const name = relay?.isOwn === true ? t("ownRelay") : (relay?.address ?? "");
  return (
    <Stack>
      <p>
        <strong>{t("on", { city: rule.cityName, threshold })}</strong>
      </p>
      <p>{t("source", { name })}</p>
      {relays !== undefined && relay?.isUsed !== true && (
        <Notice tone="caution" title={t("notCertified")} />
      )}
      <Soft>{t("since", { at: formats.dateTime(rule.sinceSeconds * 1000) })}</Soft>
      <Button kind="danger" onClick={onStop}>
        {t("stop")}
      </Button>
    </Stack>
  );
}

function withoutBeacon({ city, cityName, area, threshold }: Rule) {
  return { beacon: "", city, cityName, area, threshold };
}
