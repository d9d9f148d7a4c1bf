/** 端末: which telephones belong to whom, stopping a lost one, adding officers, and letting a household in again in person. */
import { matchesSearch, searchTextOf } from "@tomoshibi/shared/roster/search.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import type { DeviceView, Office } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { APPOINT_ACTIONS, AppointDialog } from "./appoint-dialog.tsx";
import { byHousehold, type HouseholdDevices } from "./by-household.ts";
import "./devices.css";
import { EndDeskDialog } from "./end-desk-dialog.tsx";
import { ScreenCard } from "./screen-card.tsx";
import { StopDialog } from "./stop-dialog.tsx";
import { UnusedPart } from "./unused-part.tsx";

interface Finished {
  readonly type: "stop" | "endDesk";
  readonly device: DeviceView;
}

type Task =
  | Finished
  | { readonly type: "appoint"; readonly device: DeviceView; readonly role: Office["role"] }
  | { readonly type: "card"; readonly household: number; readonly mark: string };

/** The highest first: what a device is called. */
const OFFICES = ["admin", "officer", "groupLeader", "desk"] as const;
/** What officers should look at: a device that is two (ENT6), or that came by a card in an unusual way (MEM4, MEM6). */
const FLAGS = ["fork", "overInvited", "inviteCancelled"] as const;

/** Households with a device, as on the roster. */
export function DevicesScreen(): ReactElement {
  const t = useMessages(devicesMessages);
  const { database } = useReplica();
  const devices = useLiveQuery(() => database.devices.toArray(), [database]);
  const [search, setSearch] = useState("");
  const [task, setTask] = useState<Task>();
  const [done, setDone] = useState<Finished>();
  const shown = byHousehold(devices ?? []).filter(({ mark, name }) =>
    matchesSearch(searchTextOf(`${mark} ${name}`), search),
  );
  const close = (): void => setTask(undefined);
  const finish = (finished: Finished): void => {
    setDone(finished);
    close();
  };
  return (
    <AppPage title={t("title")} backHref="/desk">
      <Stack>
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
        <Link href="/handover" kind="secondary">
          {t("toHandover")}
        </Link>
        <Link href="/held" kind="secondary">
          {t("toHeld")}
        </Link>
        {done !== undefined && <Done {...done} />}
        <TextField
          label={t("search")}
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <ul className="devices-list">
          {shown.map((household) => (
            <HouseholdItem key={household.household} household={household} onTask={setTask} />
          ))}
        </ul>
        {devices !== undefined && shown.length === 0 && <Soft>{t("none")}</Soft>}
        <UnusedPart />
      </Stack>
      {task?.type === "stop" && (
        <StopDialog device={task.device} onClose={close} onStopped={() => finish(task)} />
      )}
      {task?.type === "endDesk" && (
        <EndDeskDialog device={task.device} onClose={close} onEnded={() => finish(task)} />
      )}
      {task?.type === "appoint" && (
        <AppointDialog device={task.device} role={task.role} onClose={close} />
      )}
      {task?.type === "card" && (
        <ScreenCard household={task.household} mark={task.mark} onClose={close} />
      )}
    </AppPage>
  );
}

/** What was done, and when it reaches the device. */
function Done({ type, device: { mark, name } }: Finished): ReactElement {
  const t = useMessages(devicesMessages);
  const isStop = type === "stop";
  return (
    <Notice tone="done" title={t(isStop ? "stoppedNow" : "deskEnded", { mark, name })}>
      <p>{t(isStop ? "stoppedNext" : "deskEndedNext")}</p>
    </Notice>
  );
}

function HouseholdItem({
  household: { household, mark, name, devices },
  onTask,
}: {
  readonly household: HouseholdDevices;
  readonly onTask: (task: Task) => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const whose = `${mark} ${name}`;
  return (
    <li>
      <h2>{household === 0 ? t("noHousehold") : whose}</h2>
      <ol>
        {devices.map((device, index) => (
          <DeviceItem key={device.device} {...{ device, index, onTask }} />
        ))}
      </ol>
      {household !== 0 && (
        <Button
          aria-label={`${whose} ${t("newCard")}`}
          onClick={() => onTask({ type: "card", household, mark })}
        >
          {t("newCard")}
        </Button>
      )}
    </li>
  );
}

function DeviceItem({
  device,
  index,
  onTask,
}: {
  readonly device: DeviceView;
  readonly index: number;
  readonly onTask: (task: Task) => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const profile = useProfile();
  const isOwn = profile?.device === device.device;
  const isAdmin = profile?.roles.includes("admin") === true;
  const isDesk = device.roles.includes("desk");
  const rank = OFFICES.find((role) => device.roles.includes(role)) ?? "member";
  const facts = [
    t(`rank.${rank}`),
    ...(isDesk && rank !== "desk" ? [t("rank.desk")] : []),
    ...(isOwn ? [t("own")] : []),
    ...(device.isRevoked ? [t("stopped")] : []),
    ...(device.isConfirmed || device.isRevoked ? [] : [t("unconfirmed")]),
  ];
  const label = (action: string): string =>
    `${device.mark} ${device.name} ${t("device", { number: index + 1 })} ${action}`;
  const isAppointable = device.isConfirmed && !device.isRevoked;
  const offices =
    profile?.isOfficer === true && isAppointable ? officesFor(rank, isDesk, isAdmin) : [];
  return (
    <li>
      <p>
        {t("device", { number: index + 1 })}
        <span className="soft">{facts.join(t("comma"))}</span>
      </p>
      <Flags device={device} />
      <div className="devices-actions">
        {offices.map((role) => (
          <Button
            key={role}
            aria-label={label(t(APPOINT_ACTIONS[role]))}
            onClick={() => onTask({ type: "appoint", device, role })}
          >
            {t(APPOINT_ACTIONS[role])}
          </Button>
        ))}
        {profile?.isOfficer === true && isAppointable && isDesk && !isOwn && (
          <Button
            aria-label={label(t("endDesk"))}
            onClick={() => onTask({ type: "endDesk", device })}
          >
            {t("endDesk")}
          </Button>
        )}
        {!isOwn && !device.isRevoked && (
          <Button
            kind="danger"
            aria-label={label(t("stop"))}
            onClick={() => onTask({ type: "stop", device })}
          >
            {t("stop")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** What a device can be made besides what it is: by any officer below one, by a lead officer above. */
function officesFor(
  rank: Office["role"] | "member",
  isDesk: boolean,
  isAdmin: boolean,
): readonly Office["role"][] {
  if (rank === "admin") return [];
  if (rank === "officer") return isAdmin ? ["admin"] : [];
  const offices: Office["role"][] = isAdmin ? ["officer"] : [];
  if (!isDesk) offices.unshift("desk");
  if (rank !== "groupLeader") offices.unshift("groupLeader");
  return offices;
}

function Flags({ device }: { readonly device: DeviceView }): ReactElement {
  const t = useMessages(devicesMessages);
  const raised = FLAGS.filter((flag) => device.flags.includes(flag));
  return (
    <>
      {raised.map((flag) => (
        <Soft key={flag}>{t(`flag.${flag}`)}</Soft>
      ))}
    </>
  );
}
