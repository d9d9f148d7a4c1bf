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
import { AppointDialog } from "./appoint-dialog.tsx";
import { byHousehold, type HouseholdDevices } from "./by-household.ts";
import "./devices.css";
import { ScreenCard } from "./screen-card.tsx";
import { StopDialog } from "./stop-dialog.tsx";
import { UnusedPart } from "./unused-part.tsx";

type Task =
  | { readonly type: "stop"; readonly device: DeviceView }
  | { readonly type: "appoint"; readonly device: DeviceView; readonly role: Office["role"] }
  | { readonly type: "card"; readonly household: number; readonly mark: string };

/** The highest first: what a device is called. */
const OFFICES = ["admin", "officer", "groupLeader"] as const;
/** What officers should look at: a device that is two (ENT6), or that came by a card in an unusual way (MEM4, MEM6). */
const FLAGS = ["fork", "overInvited", "inviteCancelled"] as const;

/** Households with a device, as on the roster. */
export function DevicesScreen(): ReactElement {
  const t = useMessages(devicesMessages);
  const { database } = useReplica();
  const devices = useLiveQuery(() => database.devices.toArray(), [database]);
  const [search, setSearch] = useState("");
  const [task, setTask] = useState<Task>();
  const [stopped, setStopped] = useState<DeviceView>();
  const shown = byHousehold(devices ?? []).filter(({ mark, name }) =>
    matchesSearch(searchTextOf(`${mark} ${name}`), search),
  );
  const close = (): void => setTask(undefined);
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
        {stopped !== undefined && (
          <Notice tone="done" title={t("stoppedNow", { mark: stopped.mark, name: stopped.name })}>
            <p>{t("stoppedNext")}</p>
          </Notice>
        )}
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
        <StopDialog
          device={task.device}
          onClose={close}
          onStopped={() => {
            setStopped(task.device);
            close();
          }}
        />
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
  const rank = OFFICES.find((role) => device.roles.includes(role)) ?? "member";
  const facts = [
    t(`rank.${rank}`),
    ...(isOwn ? [t("own")] : []),
    ...(device.isRevoked ? [t("stopped")] : []),
    ...(device.isConfirmed || device.isRevoked ? [] : [t("unconfirmed")]),
  ];
  const label = (action: string): string =>
    `${device.mark} ${device.name} ${t("device", { number: index + 1 })} ${action}`;
  const isAppointable = device.isConfirmed && !device.isRevoked;
  const mayAppoint = isAdmin && isAppointable;
  return (
    <li>
      <p>
        {t("device", { number: index + 1 })}
        <span className="soft">{facts.join(t("comma"))}</span>
      </p>
      <Flags device={device} />
      <div className="devices-actions">
        {profile?.isOfficer === true && isAppointable && rank === "member" && (
          <Button
            aria-label={label(t("makeLeader"))}
            onClick={() => onTask({ type: "appoint", device, role: "groupLeader" })}
          >
            {t("makeLeader")}
          </Button>
        )}
        {mayAppoint && (rank === "member" || rank === "groupLeader") && (
          <Button
            aria-label={label(t("makeOfficer"))}
            onClick={() => onTask({ type: "appoint", device, role: "officer" })}
          >
            {t("makeOfficer")}
          </Button>
        )}
        {mayAppoint && rank === "officer" && (
          <Button
            aria-label={label(t("makeAdmin"))}
            onClick={() => onTask({ type: "appoint", device, role: "admin" })}
          >
            {t("makeAdmin")}
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
