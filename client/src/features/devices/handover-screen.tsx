/** 役員の交代: who ends and who begins, handed over in one step. [KEY3] */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { Office } from "../../engine/api.ts";
import { handoverMessages } from "../../i18n/ja/handover.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox, SelectField, TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { HandoverDialog } from "./handover-dialog.tsx";
import {
  type NamedDevice,
  OFFICES,
  candidates,
  endable,
  namedDevices,
  officeOf,
} from "./handover-plan.ts";
import "./devices.css";
import "./handover.css";

/** Needs no network. */
export function HandoverScreen(): ReactElement {
  const t = useMessages(handoverMessages);
  const { database } = useReplica();
  const profile = useProfile();
  const devices = namedDevices(useLiveQuery(() => database.devices.toArray(), [database]) ?? []);
  const [ending, setEnding] = useState<ReadonlySet<DeviceId>>(new Set());
  const [beginning, setBeginning] = useState<readonly Office[]>([]);
  const [isAsking, setIsAsking] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const isNothing = ending.size + beginning.length === 0;
  const change = (next: () => void): void => {
    setIsDone(false);
    next();
  };
  return (
    <AppPage title={t("title")} backHref="/devices">
      <Stack>
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
        {isDone && (
          <Notice tone="done" title={t("done")}>
            <p>{t("doneNext")}</p>
          </Notice>
        )}
        <Ending
          devices={endable(devices, profile?.device)}
          chosen={ending}
          onChange={(chosen) => change(() => setEnding(chosen))}
        />
        <Beginning
          devices={devices}
          chosen={beginning}
          onChange={(chosen) => change(() => setBeginning(chosen))}
        />
        <Button kind="primary" isWide disabled={isNothing} onClick={() => setIsAsking(true)}>
          {t("go")}
        </Button>
        {isNothing && <Soft>{t("nothing")}</Soft>}
      </Stack>
      {isAsking && (
        <HandoverDialog
          appoint={beginning}
          retire={[...ending]}
          onClose={() => setIsAsking(false)}
          onDone={() => {
            setIsAsking(false);
            setEnding(new Set());
            setBeginning([]);
            setIsDone(true);
          }}
        />
      )}
    </AppPage>
  );
}

function Ending({
  devices,
  chosen,
  onChange,
}: {
  readonly devices: readonly NamedDevice[];
  readonly chosen: ReadonlySet<DeviceId>;
  readonly onChange: (chosen: ReadonlySet<DeviceId>) => void;
}): ReactElement {
  const t = useMessages(handoverMessages);
  const toggle = (id: DeviceId, isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <Stack isClose>
      <h2>{t("ending")}</h2>
      {devices.length === 0 && <Soft>{t("endingNone")}</Soft>}
      {devices.map(({ device, number }) => (
        <Checkbox
          key={device.device}
          label={t("person", {
            ...{ mark: device.mark, name: device.name, number },
            role: t(`role.${officeOf(device) ?? "officer"}`),
          })}
          isChecked={chosen.has(device.device)}
          onChange={(isChosen) => toggle(device.device, isChosen)}
        />
      ))}
      <Soft>{t("ownTerm")}</Soft>
    </Stack>
  );
}

function Beginning({
  devices,
  chosen,
  onChange,
}: {
  readonly devices: readonly NamedDevice[];
  readonly chosen: readonly Office[];
  readonly onChange: (chosen: readonly Office[]) => void;
}): ReactElement {
  const t = useMessages(handoverMessages);
  const [search, setSearch] = useState("");
  const ids = new Set(chosen.map(({ device }) => device));
  const found = candidates(devices, search, ids);
  const whoOf = ({ device, number }: NamedDevice): string =>
    t("candidate", { mark: device.mark, name: device.name, number });
  return (
    <Stack isClose>
      <h2>{t("beginning")}</h2>
      <TextField
        label={t("search")}
        type="search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.length > 0 && <Soft>{t("found")}</Soft>}
      <ul className="handover-list">
        {found.map((candidate) => (
          <li key={candidate.device.device}>
            <span>{whoOf(candidate)}</span>
            <Button
              aria-label={t("choose", { who: whoOf(candidate) })}
              onClick={() => {
                onChange([...chosen, { device: candidate.device.device, role: "officer" }]);
                setSearch("");
              }}
            >
              {t("chooseShort")}
            </Button>
          </li>
        ))}
      </ul>
      {chosen.length === 0 && <Soft>{t("chosenNone")}</Soft>}
      {chosen.map((office) => (
        <ChosenOffice
          key={office.device}
          office={office}
          name={devices
            .filter(({ device }) => device.device === office.device)
            .map(whoOf)
            .join("")}
          onChange={(next) =>
            onChange(
              chosen.flatMap((other) =>
                other === office ? (next === undefined ? [] : [next]) : [other],
              ),
            )
          }
        />
      ))}
    </Stack>
  );
}

function ChosenOffice({
  office,
  name,
  onChange,
}: {
  readonly office: Office;
  readonly name: string;
  readonly onChange: (office: Office | undefined) => void;
}): ReactElement {
  const t = useMessages(handoverMessages);
  return (
    <div className="handover-chosen">
      <SelectField
        label={t("role", { name })}
        value={office.role}
        options={OFFICES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        onChange={(event) => {
          const role = OFFICES.find((each) => each === event.target.value);
          if (role !== undefined) onChange({ device: office.device, role });
        }}
      />
      <Button aria-label={t("remove", { who: name })} onClick={() => onChange(undefined)}>
        {t("removeShort")}
      </Button>
    </div>
  );
}
