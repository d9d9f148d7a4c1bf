/** 設定をかえる: the relay and its fingerprint, the municipality by its name, and the 震度. Nothing counts before it is compared. */
import { INTENSITIES, type Intensity } from "@tomoshibi/shared/records/record.ts";
import type { AlertRule } from "@tomoshibi/shared/safety/alerts.ts";
import { type ReactElement, useMemo, useState } from "react";
import type { EngineFailure, RelayState } from "../../engine/api.ts";
import { alertsMessages } from "../../i18n/ja/alerts.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox, SelectField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { useRelays } from "../relays/use-relays.ts";
import { intensityText } from "../safety/quake-text.ts";
import { type City, prefectures } from "./cities.ts";
import "../relays/relays.css";

/** From what an officer may choose: below 4 a town would be asked every month. */
const THRESHOLDS: readonly Intensity[] = INTENSITIES.filter(
  (one) => one !== "3" && one !== "noReading",
);
const THRESHOLD_DEFAULT: Intensity = "5-";

/** The form. `before` fills it in. */
export function RulePart({
  before,
  onSaved,
}: {
  readonly before: AlertRule | undefined;
  readonly onSaved: () => void;
}): ReactElement {
  const t = useMessages(alertsMessages);
  const shell = useMessages(shellMessages);
  const { relays } = useRelays();
  const [chosenKey, setChosenKey] = useState<string>();
  const [city, setCity] = useState<City>();
  const [threshold, setThreshold] = useState<Intensity>();
  const [isCompared, setIsCompared] = useState(false);
  const known = (relays ?? []).filter(({ relayKey }) => relayKey !== "");
  const relay = known.find(({ relayKey }) => relayKey === chosenKey) ?? known[0];
  const wanted = threshold ?? before?.threshold ?? THRESHOLD_DEFAULT;
  const { save, isWorking, failure } = useSave(() => {
    setIsCompared(false);
    onSaved();
  });
  const isReady = isCompared && !isWorking;
  return (
    <section aria-labelledby="alerts-change">
      <Stack>
        <h2 id="alerts-change">{t("change")}</h2>
        {relays !== undefined && relay === undefined && (
          <Notice tone="caution" title={t("noRelay")} />
        )}
        <CityFields city={city} onCity={setCity} />
        {city?.area === 0 && <Soft>{t("noArea")}</Soft>}
        <SelectField
          label={t("threshold")}
          hint={t("thresholdHint")}
          value={wanted}
          options={THRESHOLDS.map((one) => ({ value: one, label: intensityText(shell, one) }))}
          onChange={(event) =>
            setThreshold(THRESHOLDS.find((one) => one === event.target.value) ?? wanted)
          }
        />
        {relay !== undefined && (
          <RelayFields
            {...{ known, relay, isCompared }}
            onChoose={(key) => {
              setChosenKey(key);
              setIsCompared(false);
            }}
            onCompared={setIsCompared}
          />
        )}
        {failure !== undefined && <Notice tone="error" title={failureText(shell, failure)} />}
        <Button
          kind="primary"
          isWide
          isLarge
          disabled={!isReady || city === undefined || relay === undefined}
          onClick={() => {
            if (relay !== undefined && city !== undefined) void save(relay, city, wanted);
          }}
        >
          {t("save")}
        </Button>
      </Stack>
    </section>
  );
}

function useSave(onDone: () => void): {
  readonly save: (relay: RelayState, city: City, threshold: Intensity) => Promise<void>;
  readonly isWorking: boolean;
  readonly failure: EngineFailure | undefined;
} {
  const { engine } = useReplica();
  const [isWorking, setIsWorking] = useState(false);
  const [failure, setFailure] = useState<EngineFailure>();
  return {
    isWorking,
    failure,
    async save({ relayKey: beacon }, { code, name: cityName, area }, threshold) {
      setIsWorking(true);
      const done = await engine.listenTo({ beacon, threshold, city: code, cityName, area });
      setIsWorking(false);
      setFailure(done.ok ? undefined : done.error);
      if (done.ok) onDone();
    },
  };
}

function CityFields({
  city,
  onCity,
}: {
  readonly city: City | undefined;
  readonly onCity: (city: City | undefined) => void;
}): ReactElement {
  const t = useMessages(alertsMessages);
  const all = useMemo(() => prefectures(), []);
  const [name, setName] = useState("");
  const cities = all.find((one) => one.name === name)?.cities ?? [];
  const none = { value: "", label: t("choose") };
  return (
    <>
      <SelectField
        label={t("prefecture")}
        value={name}
        options={[none, ...all.map((one) => ({ value: one.name, label: one.name }))]}
        onChange={(event) => {
          setName(event.target.value);
          onCity(undefined);
        }}
      />
      <SelectField
        label={t("city")}
        value={city === undefined ? "" : String(city.code)}
        disabled={cities.length === 0}
        options={[none, ...cities.map((one) => ({ value: String(one.code), label: one.name }))]}
        onChange={(event) => onCity(cities.find(({ code }) => String(code) === event.target.value))}
      />
    </>
  );
}

function RelayFields({
  known,
  relay,
  isCompared,
  onChoose,
  onCompared,
}: {
  readonly known: readonly RelayState[];
  readonly relay: RelayState;
  readonly isCompared: boolean;
  readonly onChoose: (relayKey: string) => void;
  readonly onCompared: (isCompared: boolean) => void;
}): ReactElement {
  const t = useMessages(alertsMessages);
  return (
    <>
      <SelectField
        label={t("relay")}
        hint={t("relayHint")}
        value={relay.relayKey}
        options={known.map(({ relayKey, isOwn, address }) => ({
          value: relayKey,
          label: isOwn ? t("ownRelay") : address,
        }))}
        onChange={(event) => onChoose(event.target.value)}
      />
      <h3>{t("fingerprint")}</h3>
      <p className="relays-fingerprint">
        <code>{relay.fingerprint}</code>
      </p>
      <p>{t("compare")}</p>
      <Checkbox label={t("compared")} isChecked={isCompared} onChange={onCompared} />
    </>
  );
}
