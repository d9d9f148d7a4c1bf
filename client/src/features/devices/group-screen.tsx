/** 班の世帯: who a group leader vouches for, and lets in again in person when telephone and card are lost. [MEM6] [MEM7] */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import type { DeviceView, HouseholdView } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { useHouseholds } from "../../screen/roster-query.ts";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { isNewcomer, useVouching, Vouched } from "../../screen/vouching.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import "./devices.css";
import { ScreenCard } from "./screen-card.tsx";

/** A leader's device knows the households of the group led, and no others. */
export function GroupScreen(): ReactElement {
  const t = useMessages(devicesMessages);
  const { database } = useReplica();
  const households = useHouseholds()?.filter(({ indexInGroup }) => indexInGroup > 0);
  const devices = useLiveQuery(() => database.devices.toArray(), [database]) ?? [];
  const [chosen, setChosen] = useState<HouseholdView>();
  return (
    <AppPage title={t("groupTitle")} backHref="/desk">
      <Stack>
        <h1>{t("groupTitle")}</h1>
        <p>{t("groupIntro")}</p>
        {households?.length === 0 && <Notice title={t("groupComing")} />}
        <ul className="devices-list">
          {(households ?? []).map((household) => (
            <GroupHousehold
              key={household.number}
              household={household}
              devices={devices.filter((device) => device.household === household.number)}
              onCard={() => setChosen(household)}
            />
          ))}
        </ul>
      </Stack>
      {chosen !== undefined && (
        <ScreenCard
          household={chosen.number}
          mark={chosen.mark}
          isByLeader
          onClose={() => setChosen(undefined)}
        />
      )}
    </AppPage>
  );
}

function GroupHousehold({
  household: { mark, name, cardMadeAtMs },
  devices,
  onCard,
}: {
  readonly household: HouseholdView;
  readonly devices: readonly DeviceView[];
  readonly onCard: () => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const vouching = useVouching();
  const { vouch, isVouched, failure } = vouching;
  const whose = `${mark} ${name}`;
  const inUse = devices.filter(({ isRevoked }) => !isRevoked);
  const newcomers = devices.filter((device) => isNewcomer(device, vouching));
  const waiting = newcomers.filter(({ device }) => !isVouched(device));
  return (
    <li>
      <h2>{whose}</h2>
      <Soft>
        {inUse.length === 0 ? t("groupNoApp") : t("groupDevices", { count: inUse.length })}
      </Soft>
      {waiting.length > 0 && (
        <Notice tone="caution" title={t("groupUnconfirmed", { count: waiting.length })}>
          <p>{t("groupVouch")}</p>
          <Button aria-label={`${whose} ${t("groupConfirm")}`} onClick={() => void vouch(waiting)}>
            {t("groupConfirm")}
          </Button>
        </Notice>
      )}
      {waiting.length === 0 && newcomers.length > 0 && (
        <Notice tone="done" title={<Vouched takesFocus />} />
      )}
      <SaveFailed failure={failure} />
      {cardMadeAtMs === undefined && devices.length === 0 ? (
        <p>{t("groupNeverIn")}</p>
      ) : (
        <Button aria-label={`${whose} ${t("newCard")}`} onClick={onCard}>
          {t("newCard")}
        </Button>
      )}
    </li>
  );
}
